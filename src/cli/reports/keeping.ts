import { z } from 'zod'
import { keepingReport } from '#src/insights/return-report.ts'
import type { Outcome } from '#src/insights/keeping.ts'
import { decimalNumber, decimalText } from '#src/platform/money.ts'
import { amount, years } from './flags.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

const flagsSchema = z.object({
  gross: z.number().optional(),
  recruiting: z.number().optional(),
  keeping: z.number().optional(),
  years: z.number()
})

export const keepingKind: ReportKind = {
  summary: 'what keeping a client is worth against recruiting another each year',
  usualFrom: 'year',
  segment: 'purchases',
  options: (command) =>
    command
      .option('--gross <amount>', 'gross profit per client and year; measured over the period unless told', amount)
      .option('--recruiting <amount>', 'cost of winning a client; costs.recruiting of the settings unless told', amount)
      .option('--keeping <amount>', 'cost of keeping a client for a year; the solicitation done unless told', amount)
      .option('--years <number>', 'years to compare over', years, 2),
  async run({ db, scope, settings, flags }) {
    const { gross, ...rest } = flagsSchema.parse(flags)
    const report = await keepingReport(db, scope, { figures: { ...rest, grossPerYear: gross }, settings })
    const { currency } = scope
    const units = (minor: bigint) => decimalNumber(minor, currency)
    const json = (outcome: Outcome) => ({
      gross: units(outcome.gross),
      recruiting: units(outcome.recruiting),
      keeping: units(outcome.keeping),
      net: units(outcome.net),
      explanation: outcome.explanation
    })
    const { input } = report
    return {
      json: {
        input: {
          grossPerYear: units(input.grossPerYear),
          recruiting: units(input.recruiting),
          keeping: units(input.keeping),
          years: input.years
        },
        sources: report.sources,
        sameClient: json(report.same),
        differentClientEachYear: json(report.different),
        lessPercent: report.lessPercent
      },
      titles: ['', 'gross', 'recruiting', 'keeping', 'net', 'explanation'],
      rows: [
        ['the same client', report.same] as const,
        ['a different client each year', report.different] as const
      ].map(([who, outcome]) => [
        who,
        ...[outcome.gross, outcome.recruiting, outcome.keeping, outcome.net].map((sum) => decimalText(sum, currency)),
        outcome.explanation
      ]),
      ifNone: '',
      notes: [
        `Over ${input.years} years, in ${currency}: gross profit ${decimalText(input.grossPerYear, currency)} per client ` +
          `and year (${report.sources.grossPerYear}), winning a client ${decimalText(input.recruiting, currency)} ` +
          `(${report.sources.recruiting}), keeping one ${decimalText(input.keeping, currency)} a year ` +
          `(${report.sources.keeping}).`,
        ...(report.lessPercent === null
          ? []
          : [`A different client each year brings ${percentText(report.lessPercent, { signed: false })} less.`])
      ]
    }
  }
}
