import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { breakEvenReport, type BreakEvenReport } from '#src/insights/return-report.ts'
import { formatDay, formatPercent, type Language } from '#src/platform/i18n.ts'
import { decimalNumber, formatMoney } from '#src/platform/money.ts'
import { column, type Chart, type Parameter, type Report, type Words } from './report.ts'

const figuresSchema = z.object({
  setup: z.number().optional(),
  monthly: z.number().optional(),
  monthlyGain: z.number().optional()
})

const PARAMETERS: Parameter[] = [
  {
    name: 'setup',
    takes: { kind: 'amount' },
    about: {
      fr: 'coût de mise en place, une fois\u00a0; celui de vos réglages par défaut',
      en: 'cost of setting up, once; costs.setup of the settings unless told'
    }
  },
  {
    name: 'monthly',
    takes: { kind: 'amount' },
    about: {
      fr: 'coût par mois\u00a0; celui de vos réglages par défaut',
      en: 'running cost per month; costs.monthly of the settings unless told'
    }
  },
  {
    name: 'monthlyGain',
    takes: { kind: 'amount' },
    about: {
      fr: 'marge brute rapportée par mois\u00a0; mesurée par défaut sur les achats faits dans les 14 jours d’une relance',
      en: 'gross profit it brings per month; measured on purchases within 14 days of a follow-up unless told'
    }
  }
]

export const breakEven: Report = {
  name: 'breakeven',
  title: { fr: 'Rentabilité de l’effort', en: 'Return on the whole effort' },
  summary: {
    fr: 'retour sur l’ensemble de l’effort, et le jour à partir duquel il s’est payé',
    en: 'return on the whole effort, and the day from which on it has paid for itself'
  },
  segment: 'purchases',
  parameters: PARAMETERS,
  async run({ db, scope, settings, figures }) {
    const report = await breakEvenReport(db, scope, { figures: figuresSchema.parse(figures), settings })
    const { currency } = scope
    const balances = new Map(report.balances.map((one) => [one.month, one.balance]))
    const months = report.months.map((one) => ({ ...one, balance: balances.get(one.month) ?? 0n }))
    const isNothing = report.cost === 0n && report.gain === 0n
    return {
      json: () => ({
        cost: decimalNumber(report.cost, currency),
        gain: decimalNumber(report.gain, currency),
        gainSource: report.gainSource,
        returnPercent: report.returnPercent,
        breakEven: report.date,
        expectedBreakEven: report.expectedDate,
        months: months.map(({ month, cost, gain, balance }) => ({
          month,
          cost: decimalNumber(cost, currency),
          gain: decimalNumber(gain, currency),
          balance: decimalNumber(balance, currency)
        }))
      }),
      columns: [
        column('period', 'Mois', 'month'),
        column('money', 'Coût', 'cost'),
        column('money', 'Gain', 'gain'),
        column('money', 'Solde', 'balance')
      ],
      rows: months.map(({ month, cost, gain, balance }) => ({ cells: [month, cost, gain, balance] })),
      ifNone: { fr: '', en: '' },
      notes: isNothing ? [] : report.cost === 0n ? [NO_COST] : [returnNote(report, currency), dateNote(report)],
      warning: isNothing ? NO_EFFORT : null,
      charts: [balanceChart(months, currency)]
    }
  }
}

const NO_EFFORT: Words = {
  fr: 'Pas assez de données\u00a0: ni coût ni gain\u00a0; dites vos coûts dans les réglages, ou lancez une première campagne.',
  en: 'Not enough data: neither cost nor gain; say your costs in the settings, or begin a first campaign.'
}

const NO_COST: Words = {
  fr: 'Aucun coût n’est connu\u00a0: dites les vôtres dans les réglages, le retour se calcule d’après eux.',
  en: 'No cost is known: say yours in the settings, the return is reckoned from them.'
}

function returnNote({ returnPercent, gain, cost }: BreakEvenReport, currency: string): Words {
  const fr = (minor: bigint) => formatMoney(minor, currency, 'fr')
  const en = (minor: bigint) => formatMoney(minor, currency, 'en')
  const share = (language: 'fr' | 'en') =>
    returnPercent === null ? '–' : `${returnPercent > 0 ? '+' : ''}${formatPercent(returnPercent / 100, language)}`
  return {
    fr: `Retour\u00a0: ${share('fr')} = (${fr(gain)} − ${fr(cost)}) / ${fr(cost)}`,
    en: `Return: ${share('en')} = (${en(gain)} − ${en(cost)}) / ${en(cost)}`
  }
}

function dateNote({ date, expectedDate }: BreakEvenReport): Words {
  if (date !== null)
    return {
      fr: `L’effort s’est payé depuis le ${dayIn(date, 'fr')}.`,
      en: `It has paid for itself since ${dayIn(date, 'en')}.`
    }
  if (expectedDate !== null)
    return {
      fr: `Il ne s’est pas encore payé\u00a0; à ce rythme, ce sera le ${dayIn(expectedDate, 'fr')}.`,
      en: `It has not paid for itself yet; going on like this it will by ${dayIn(expectedDate, 'en')}.`
    }
  return {
    fr: 'Il ne s’est pas encore payé, et rien ne dit quand il le sera.',
    en: 'It has not paid for itself yet, and nothing tells when it will.'
  }
}

function dayIn(day: string, language: Language): string {
  return formatDay(Temporal.PlainDate.from(day), language)
}

function balanceChart(months: { month: string; balance: bigint }[], currency: string): Chart {
  return {
    kind: 'line',
    title: { fr: 'Solde de l’effort', en: 'Balance of the effort' },
    unit: 'money',
    labels: months.map((one) => one.month),
    series: [
      { name: { fr: 'Solde', en: 'Balance' }, values: months.map((one) => decimalNumber(one.balance, currency)) }
    ]
  }
}
