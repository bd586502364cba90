import { z } from 'zod'
import { keepingReport, type KeepingReport } from '#src/insights/return-report.ts'
import type { Outcome } from '#src/insights/keeping.ts'
import { formatPercent } from '#src/platform/i18n.ts'
import { decimalNumber, formatMoney } from '#src/platform/money.ts'
import { column, type Parameter, type Report, type Row, type Words } from './report.ts'

const figuresSchema = z.object({
  gross: z.number().optional(),
  recruiting: z.number().optional(),
  keeping: z.number().optional(),
  years: z.number()
})

const PARAMETERS: Parameter[] = [
  {
    name: 'gross',
    takes: { kind: 'amount' },
    about: {
      fr: 'marge brute par client et par an\u00a0; mesurée sur la période par défaut',
      en: 'gross profit per client and year; measured over the period unless told'
    }
  },
  {
    name: 'recruiting',
    takes: { kind: 'amount' },
    about: {
      fr: 'coût d’un nouveau client\u00a0; celui de vos réglages par défaut',
      en: 'cost of winning a client; costs.recruiting of the settings unless told'
    }
  },
  {
    name: 'keeping',
    takes: { kind: 'amount' },
    about: {
      fr: 'coût pour garder un client un an\u00a0; la sollicitation faite par défaut',
      en: 'cost of keeping a client for a year; the solicitation done unless told'
    }
  },
  {
    name: 'years',
    takes: { kind: 'whole', least: 1, most: 100 },
    usual: '2',
    about: { fr: 'nombre d’années à comparer', en: 'years to compare over' }
  }
]

export const keeping: Report = {
  name: 'keeping',
  title: { fr: 'Garder ou recruter', en: 'Keeping against recruiting' },
  summary: {
    fr: 'ce que vaut un client gardé, face à un autre recruté chaque année',
    en: 'what keeping a client is worth against recruiting another each year'
  },
  usualFrom: 'year',
  segment: 'purchases',
  parameters: PARAMETERS,
  async run({ db, scope, settings, figures }) {
    const { gross, ...rest } = figuresSchema.parse(figures)
    const report = await keepingReport(db, scope, { figures: { ...rest, grossPerYear: gross }, settings })
    const { currency } = scope
    const { input } = report
    const units = (minor: bigint) => decimalNumber(minor, currency)
    return {
      json: () => ({
        input: {
          grossPerYear: units(input.grossPerYear),
          recruiting: units(input.recruiting),
          keeping: units(input.keeping),
          years: input.years
        },
        sources: report.sources,
        sameClient: outcomeJson(report.same, currency),
        differentClientEachYear: outcomeJson(report.different, currency),
        lessPercent: report.lessPercent
      }),
      columns: COLUMNS,
      rows: [outcomeRow(SAME, report.same), outcomeRow(DIFFERENT, report.different)],
      ifNone: { fr: '', en: '' },
      notes: [inputNote(report, currency), ...lessNotes(report.lessPercent)],
      warning: warningOf(report),
      charts: []
    }
  }
}

const NOTHING_MEASURED: Words = {
  fr: 'Pas assez de données\u00a0: aucun achat dans cette période, dites vous-même la marge brute par client et par an.',
  en: 'Not enough data: nothing was bought in this period; say the gross profit per client and year yourself.'
}

const RECRUITING_UNKNOWN: Words = {
  fr: 'Le coût d’un nouveau client n’est pas connu\u00a0: dites-le dans vos réglages, la comparaison ne dit rien sans lui.',
  en: 'The cost of winning a client is not known: say it in your settings; the comparison tells nothing without it.'
}

function warningOf({ input, sources }: KeepingReport): Words | null {
  if (input.grossPerYear === 0n && sources.grossPerYear === 'measured') return NOTHING_MEASURED
  return input.recruiting === 0n && sources.recruiting === 'usual' ? RECRUITING_UNKNOWN : null
}

const SAME: Words = { fr: 'le même client', en: 'the same client' }
const DIFFERENT: Words = { fr: 'un autre client chaque année', en: 'a different client each year' }

const COLUMNS = [
  column('words', 'Cas', 'case'),
  column('money', 'Marge brute', 'gross'),
  column('money', 'Recrutement', 'recruiting'),
  column('money', 'Fidélisation', 'keeping'),
  column('money', 'Net', 'net'),
  column('sum', 'Calcul', 'explanation')
]

function outcomeRow(who: Words, { gross, recruiting, keeping, net }: Outcome): Row {
  return { cells: [who, gross, recruiting, keeping, net, { total: net, parts: [gross, -recruiting, -keeping] }] }
}

function outcomeJson(outcome: Outcome, currency: string): object {
  const units = (minor: bigint) => decimalNumber(minor, currency)
  return {
    gross: units(outcome.gross),
    recruiting: units(outcome.recruiting),
    keeping: units(outcome.keeping),
    net: units(outcome.net),
    explanation: outcome.explanation
  }
}

const SOURCES: Record<KeepingReport['sources']['keeping'], Words> = {
  given: { fr: 'donné', en: 'given' },
  measured: { fr: 'mesuré', en: 'measured' },
  usual: { fr: 'estimé d’après l’usage', en: 'usual' }
}

function inputNote({ input, sources }: KeepingReport, currency: string): Words {
  const { grossPerYear, recruiting, keeping, years } = input
  const fr = (minor: bigint) => formatMoney(minor, currency, 'fr')
  const en = (minor: bigint) => formatMoney(minor, currency, 'en')
  return {
    fr:
      `Sur ${years} ans\u00a0: marge brute ${fr(grossPerYear)} par client et par an (${SOURCES[sources.grossPerYear].fr}), ` +
      `nouveau client ${fr(recruiting)} (${SOURCES[sources.recruiting].fr}), ` +
      `client gardé ${fr(keeping)} par an (${SOURCES[sources.keeping].fr}).`,
    en:
      `Over ${years} years: gross profit ${en(grossPerYear)} per client and year ` +
      `(${SOURCES[sources.grossPerYear].en}), winning a client ${en(recruiting)} (${SOURCES[sources.recruiting].en}), ` +
      `keeping one ${en(keeping)} a year (${SOURCES[sources.keeping].en}).`
  }
}

function lessNotes(lessPercent: number | null): Words[] {
  if (lessPercent === null) return []
  return [
    {
      fr: `Un autre client chaque année rapporte ${formatPercent(lessPercent / 100, 'fr')} de moins.`,
      en: `A different client each year brings ${formatPercent(lessPercent / 100, 'en')} less.`
    }
  ]
}
