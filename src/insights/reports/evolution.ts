import { addMonths } from '#src/insights/break-even.ts'
import { evolutionReport, type ChangedClient, type EvolutionPeriod } from '#src/insights/evolution-report.ts'
import { formatNumber, type Language } from '#src/platform/i18n.ts'
import { decimalNumber } from '#src/platform/money.ts'
import { nothingBought } from './empty.ts'
import { column, type Chart, type Report, type Row, type Words } from './report.ts'

export const evolution: Report = {
  name: 'evolution',
  title: { fr: 'Évolution des ventes', en: 'Sales over time' },
  summary: {
    fr: 'ventes par mois et par année, leur évolution, et les clients dont les achats ont nettement changé',
    en: 'revenue per month and year, its change, and clients whose purchases changed markedly'
  },
  segment: 'purchases',
  parameters: [],
  async run({ db, scope }) {
    const { months, years, changes } = await evolutionReport(db, scope)
    const { currency } = scope
    return {
      json: () => ({
        months: months.map((month) => periodJson(month, currency, MONTH)),
        years: years.map((year) => periodJson(year, currency, YEAR)),
        alerts: changes.map((client) => alertJson(client, currency))
      }),
      columns: COLUMNS,
      rows: [...years.map((year) => periodRow(year, YEAR)), ...months.map((month) => periodRow(month, MONTH))],
      ifNone: { fr: 'Rien n’a été acheté pendant cette période.', en: 'Nothing was bought in this period.' },
      notes: changes.map((client) => ({
        fr: `${client.name} (${client.id})\u00a0: ${alertSentence(client, 'fr')}`,
        en: `${client.name} (${client.id}): ${alertSentence(client, 'en')}`
      })),
      warning: nothingBought(months.reduce((sum, month) => sum + month.purchases, 0)),
      charts: [monthsChart(months, currency)]
    }
  }
}

/** How much of a day names a year, and a month. */
const YEAR = 4
const MONTH = 7

const COLUMNS = [
  column('period', 'Période', 'period'),
  column('yes', 'Complète', 'complete'),
  column('count', 'Achats', 'purchases'),
  column('count', 'Clients', 'clients'),
  column('money', 'Ventes', 'revenue'),
  column('money', 'Marge brute', 'gross profit'),
  column('change', 'Évolution', 'change'),
  column('change', 'Évolution sur un an', 'change on a year')
]

function periodRow(period: EvolutionPeriod, length: number): Row {
  const { isComplete, purchases, clients, paid, gross, changePercent, yearChangePercent } = period
  const start = period.start.slice(0, length)
  return { cells: [start, isComplete, purchases, clients, paid, gross, changePercent, yearChangePercent] }
}

function periodJson(period: EvolutionPeriod, currency: string, length: number): object {
  return {
    period: period.start.slice(0, length),
    purchases: period.purchases,
    clients: period.clients,
    revenue: decimalNumber(period.paid, currency),
    discount: decimalNumber(period.discount, currency),
    grossProfit: decimalNumber(period.gross, currency),
    changePercent: period.changePercent,
    yearChangePercent: period.yearChangePercent,
    complete: period.isComplete
  }
}

function alertJson(client: ChangedClient, currency: string): object {
  const side = ({ days, purchaseDays, paid }: ChangedClient['now']) => ({
    days,
    purchaseDays,
    paid: decimalNumber(paid, currency)
  })
  return {
    id: client.id,
    clientId: client.clientId,
    name: client.name,
    kind: client.change.kind,
    expected: client.change.expected,
    chance: client.change.chance,
    now: side(client.now),
    before: side(client.before),
    explanation: alertSentence(client, 'en')
  }
}

const KINDS: Record<ChangedClient['change']['kind'], Words> = {
  falling: { fr: 'en baisse', en: 'falling' },
  rising: { fr: 'en hausse', en: 'rising' }
}

function alertSentence({ now, before, change }: ChangedClient, language: Language): string {
  const expected = formatNumber(change.expected, language, 1)
  const kind = KINDS[change.kind][language]
  if (language === 'fr')
    return (
      `${kind}\u00a0: des achats sur ${now.purchaseDays} jours des ${now.days} derniers, quand les ${before.days} jours ` +
      `d’avant (${before.purchaseDays}) en laissaient attendre ${expected}`
    )
  return (
    `${kind}: bought on ${now.purchaseDays} days in the last ${now.days}, where the ${before.days} days before ` +
    `(${before.purchaseDays}) let ${expected} be expected`
  )
}

function monthsChart(months: EvolutionPeriod[], currency: string): Chart {
  const byStart = new Map(months.map((month) => [month.start.slice(0, MONTH), month]))
  const labels = monthsBetween(months.at(0)?.start, months.at(-1)?.start)
  const units = (minor: bigint | undefined) => decimalNumber(minor ?? 0n, currency)
  return {
    kind: 'bars',
    title: { fr: 'Ventes par mois', en: 'Sales per month' },
    unit: 'money',
    labels,
    series: [
      { name: { fr: 'Ventes', en: 'Sales' }, values: labels.map((month) => units(byStart.get(month)?.paid)) },
      {
        name: { fr: 'Marge brute', en: 'Gross profit' },
        values: labels.map((month) => units(byStart.get(month)?.gross))
      }
    ]
  }
}

/** A month in which nothing was bought has no row, but its place in a picture. */
function monthsBetween(first: string | undefined, last: string | undefined): string[] {
  if (first === undefined || last === undefined) return []
  const months: string[] = []
  const end = last.slice(0, MONTH)
  for (let month = first.slice(0, MONTH); month <= end; month = addMonths(month, 1)) months.push(month)
  return months
}
