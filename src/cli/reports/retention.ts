import { retentionReport } from '#src/insights/retention-report.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

export const retentionKind: ReportKind = {
  summary: 'retention, attrition and loyalty over the period (the last 12 months unless told), and second purchases',
  usualFrom: 'year',
  segment: 'purchases',
  async run({ db, scope }) {
    const from = scope.from ?? scope.to
    const report = await retentionReport(db, { ...scope, from })
    const share = (percent: number | null) => percentText(percent, { signed: false })
    return {
      json: {
        clientsAtStart: report.atStart,
        kept: report.kept,
        lost: report.lost,
        won: report.won,
        retention: report.retention,
        attrition: report.attrition,
        loyalty: report.loyalty,
        activeBefore: {
          clientsAtStart: report.active.atStart,
          kept: report.active.kept,
          lost: report.active.lost,
          retention: report.active.retention,
          attrition: report.active.attrition
        },
        survival: report.survival
      },
      titles: ['clients', 'at start', 'kept', 'lost', 'won', 'retention', 'attrition'],
      rows: [
        ['all who had bought before', report, String(report.won)] as const,
        ['bought in the period before', report.active, '–'] as const
      ].map(([who, row, won]) => [
        who,
        String(row.atStart),
        String(row.kept),
        String(row.lost),
        won,
        share(row.retention),
        share(row.attrition)
      ]),
      ifNone: '',
      notes: [
        `From ${from} to ${scope.to}. Kept: bought again in these days. Won clients count in neither rate.`,
        `Loyalty, the share of the period’s buyers who had bought before: ${share(report.loyalty)}`,
        ...report.survival.within.flatMap(({ days, boughtAgain }) =>
          boughtAgain === null ? [] : [`Bought a second time within ${days} days: ${share(boughtAgain * 100)}`]
        )
      ]
    }
  }
}
