import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { survivalReport, type Survival } from '#src/insights/retention-report.ts'
import { rhythmReport, type ClientRhythm } from '#src/insights/rhythm-report.ts'
import { valueReport, type ValueReport } from '#src/insights/value-report.ts'
import { FORECAST_CLIENTS_MIN, type ValueWarning } from '#src/insights/value.ts'
import { count, formatDay, type Language } from '#src/platform/i18n.ts'
import { minorOf } from '#src/platform/money.ts'
import { HAVE_BOUGHT } from './have-bought.ts'
import { column, type Report, type ReportAnswer, type Row, type Words } from './report.ts'
import { survivalChart } from './survival-chart.ts'
import { survivalNotes } from './survival-notes.ts'

const figuresSchema = z.object({
  unit: z.enum(['week', 'day']),
  plain: z.boolean().default(false),
  horizon: z.number().optional()
})

export const value: Report = {
  name: 'value',
  title: { fr: 'Valeur des clients', en: 'Value of clients' },
  summary: {
    fr: 'valeur de chaque client\u00a0: chance qu’il le soit encore, achats attendus, ce qu’ils vaudront, avec l’intervalle',
    en: 'value of each client: chance of still being one, purchases expected, their worth with its interval'
  },
  segment: 'rows',
  parameters: [
    {
      name: 'unit',
      takes: { kind: 'choice', among: ['week', 'day'] },
      usual: 'week',
      about: { fr: 'unité du modèle\u00a0: semaine ou jour', en: 'unit of the model' }
    },
    {
      name: 'plain',
      takes: { kind: 'switch' },
      about: { fr: 'maximum de vraisemblance, sans a priori', en: 'maximum likelihood, without priors' }
    },
    {
      name: 'horizon',
      takes: { kind: 'positive', most: 10_000 },
      about: {
        fr: 'jusqu’où prévoir, en unités\u00a0; 12 mois par défaut, ou autant que l’histoire des achats si elle est plus courte',
        en: 'how far ahead, in units; 12 months unless told, or as far as the purchases reach back where that is less'
      }
    }
  ],
  async run({ db, scope, members, figures }) {
    const { unit, plain, horizon } = figuresSchema.parse(figures)
    const forecast = await valueReport(db, scope, { unit, plain, horizon })
    const shown = forecast.clients.filter((client) => !members || members.has(client.clientId))
    const isEnough = !forecast.warnings.includes('not-enough-data')
    const told = isEnough
      ? forecastAnswer(forecast, shown, scope.currency)
      : habitsAnswer(shown, {
          survival: await survivalReport(db, { ...scope, from: undefined }),
          rhythms: await rhythmReport(db, { ...scope, from: undefined })
        })
    return {
      ...told,
      json: () => ({
        unit,
        horizon: { units: forecast.horizon, until: forecast.horizonEnd },
        interval: INTERVAL,
        model: forecast.model,
        clients: shown.map(clientJson)
      }),
      ifNone: { fr: 'Rien n’a été acheté jusqu’à ce jour.', en: 'Nothing was bought up to that day.' },
      warning: warningOf(forecast)
    }
  }
}

type Told = Pick<ReportAnswer, 'columns' | 'rows' | 'notes' | 'charts'>

function forecastAnswer(forecast: ValueReport, shown: Client[], currency: string): Told {
  return {
    columns: COLUMNS,
    rows: shown.toSorted((a, b) => b.value - a.value).map((client) => clientRow(client, currency)),
    notes: shown.length === 0 ? [] : [horizonNote(forecast, currency)],
    charts: []
  }
}

/** What too few clients let say: how soon they come back, and each one's own rhythm, the latest first (SEMANTICS K3, K4). */
function habitsAnswer(shown: Client[], { survival, rhythms }: { survival: Survival; rhythms: ClientRhythm[] }): Told {
  const rhythmOf = new Map(rhythms.map((rhythm) => [rhythm.clientId, rhythm]))
  const rows = shown.flatMap((client) => {
    const rhythm = rhythmOf.get(client.clientId)
    return rhythm ? [{ client, rhythm }] : []
  })
  const lateness = ({ rhythm }: (typeof rows)[number]) => rhythm.lateFrom ?? NEVER
  return {
    columns: HABIT_COLUMNS,
    rows: rows.toSorted((a, b) => lateness(a).localeCompare(lateness(b))).map(habitRow),
    notes: survivalNotes(survival),
    charts: [survivalChart(survival)]
  }
}

/** After every day. */
const NEVER = '9999-12-31'

const HABIT_COLUMNS = [
  column('text', 'Numéro', 'id'),
  column('text', 'Client', 'name'),
  column('count', 'Jours d’achat', 'purchase days'),
  column('day', 'Dernier achat', 'last purchase'),
  column('number', 'Délai habituel en jours', 'usual gap in days'),
  column('day', 'Prochain vers le', 'next about'),
  column('day', 'En retard dès le', 'late from')
]

function habitRow({ client, rhythm }: { client: Client; rhythm: ClientRhythm }): Row {
  const { purchaseDays, lastOn, usualGap, nextOn, lateFrom } = rhythm
  const days = usualGap === null ? null : Math.round(usualGap)
  return {
    clientId: client.clientId,
    cells: [client.id, client.name, purchaseDays, lastOn, days, nextOn, lateFrom]
  }
}

const INTERVAL = 0.8

const COLUMNS = [
  column('text', 'Numéro', 'id'),
  column('text', 'Client', 'name'),
  column('percent', 'Chance d’être encore client', 'chance alive'),
  column('number', 'Achats attendus', 'purchases expected'),
  column('money', 'Valeur', 'value'),
  column('money', 'Au moins', 'low'),
  column('money', 'Au plus', 'high')
]

type Client = ValueReport['clients'][number]

function clientRow(client: Client, currency: string): Row {
  const { clientId, id, name, pAlive, expectedPurchases, value, low, high } = client
  const minor = (units: number) => minorOf(units, currency)
  return { clientId, cells: [id, name, pAlive * 100, expectedPurchases, minor(value), minor(low), minor(high)] }
}

function clientJson(client: Client): object {
  return {
    id: client.id,
    clientId: client.clientId,
    name: client.name,
    email: client.email,
    frequency: client.frequency,
    recency: client.recency,
    T: client.T,
    monetary: client.monetary,
    pAlive: client.pAlive,
    expectedPurchases: client.expectedPurchases,
    value: cents(client.value),
    low: cents(client.low),
    high: cents(client.high)
  }
}

/** Forecasts are told to the hundredth: more figures would feign knowledge. */
function cents(units: number): number {
  return Math.round(units * 100) / 100
}

function horizonNote({ horizon, horizonEnd, unit }: ValueReport, currency: string): Words {
  return {
    fr:
      `Prévision jusqu’au ${formatDay(Temporal.PlainDate.from(horizonEnd), 'fr')}, en ${currency}\u00a0; la dépense tombe ` +
      'entre «\u00a0au moins\u00a0» et «\u00a0au plus\u00a0» 4 fois ' +
      'sur 5, si les clients continuent comme ils ont fait.',
    en:
      `Expected until ${formatDay(Temporal.PlainDate.from(horizonEnd), 'en')} (${horizon} ${unit}s), in ${currency}; ` +
      'what is spent lies between low and high 4 times in 5, if clients go on as they did.'
  }
}

function warningOf({ warnings, clients }: ValueReport): Words | null {
  if (warnings.length === 0) return null
  const said = (language: Language) =>
    warnings.map((warning) => valueWarning(warning, clients.length)[language]).join(' ')
  return { fr: said('fr'), en: said('en') }
}

/** What a warning of the forecast says. @param clients who have bought */
export function valueWarning(warning: ValueWarning, clients: number): Words {
  return WARNINGS[warning](clients)
}

const WARNINGS: Record<ValueWarning, (clients: number) => Words> = {
  'not-enough-data': (clients) => ({
    fr:
      `Pas assez de données pour une prévision\u00a0: ${count('fr', clients, HAVE_BOUGHT.fr)}, il en faut ${FORECAST_CLIENTS_MIN}. ` +
      'Fiez-vous au délai du deuxième achat et au rythme propre de chaque client.',
    en:
      `Not enough data for a forecast: ${count('en', clients, HAVE_BOUGHT.en)}, ${FORECAST_CLIENTS_MIN} are needed. ` +
      'Go by the survival to the second purchase and by the clients’ own rhythm.'
  }),
  'no-finite-fit': () => ({
    fr: 'Ne vous fiez pas à ces prévisions\u00a0: ces clients achètent de façon trop semblable pour que le modèle s’y ajuste.',
    en: 'Do not rely on these forecasts: these clients buy too much alike for the model to be fitted to them.'
  }),
  'no-money-model': () => ({
    fr: 'Moins de deux clients ont racheté\u00a0: chaque achat est supposé valoir la moyenne.',
    en: 'Fewer than two clients bought again: every purchase is taken to be worth the average.'
  })
}
