import { Option } from 'commander'
import { z } from 'zod'
import { cohortReport } from '#src/insights/retention-report.ts'
import { decimalNumber } from '#src/platform/money.ts'
import type { ReportKind } from './kind.ts'

const flagsSchema = z.object({ by: z.enum(['month', 'quarter', 'year']).default('month') })

export const cohortsKind: ReportKind = {
  summary: 'clients by the month of their first purchase, and the share that bought in each later one',
  segment: 'purchases',
  options: (command) =>
    command.addOption(
      new Option('--by <period>', 'length of a period').choices(['month', 'quarter', 'year']).default('month')
    ),
  async run({ db, scope, flags }) {
    const { by } = flagsSchema.parse(flags)
    const cohorts = await cohortReport(db, scope, by)
    const ages = Math.max(0, ...cohorts.map((cohort) => cohort.ages.length))
    return {
      json: {
        by,
        cohorts: cohorts.map((cohort) => ({
          cohort: cohort.start,
          size: cohort.size,
          ages: cohort.ages.map((one) => ({ ...one, paid: decimalNumber(one.paid, scope.currency) }))
        }))
      },
      titles: ['cohort', 'clients', ...Array.from({ length: ages }, (_, age) => `+${age}`)],
      rows: cohorts.map((cohort) => [
        cohort.start.slice(0, 7),
        String(cohort.size),
        ...cohort.ages.map((one) => one.sharePercent.toFixed(0))
      ]),
      ifNone: 'Nobody bought for the first time in this period.',
      notes: [`Per cent of the cohort that bought again, by ${by}s since the first purchase.`]
    }
  }
}
