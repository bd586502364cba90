import { tierLimits } from '#src/insights/costs.ts'
import { tierReport } from '#src/insights/group-report.ts'
import { decimalNumber, decimalText } from '#src/platform/money.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

export const tiersKind: ReportKind = {
  summary: 'groups A, B and C by what clients paid in the period, the last 12 months unless told',
  usualFrom: 'year',
  segment: 'rows',
  async run({ db, scope, settings, members }) {
    const { currency } = scope
    const { limits, summary, clients } = await tierReport(db, scope, tierLimits(settings, currency))
    const shown = clients.filter((client) => !members || members.has(client.clientId))
    return {
      json: {
        limits: { A: decimalNumber(limits.a, currency), B: decimalNumber(limits.b, currency) },
        tiers: summary.map((row) => ({ ...row, paid: decimalNumber(row.paid, currency) })),
        clients: shown.map((client) => ({
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          paid: decimalNumber(client.paid, currency),
          tier: client.tier
        }))
      },
      titles: ['tier', 'id', 'name', 'paid'],
      rows: shown.map((client) => [client.tier ?? '–', client.id, client.name, decimalText(client.paid, currency)]),
      ifNone: 'Nothing was bought in this period.',
      notes: summary
        .filter((row) => row.clients > 0)
        .map((row) => {
          const who = row.tier ? `Tier ${row.tier}` : 'No tier'
          const share = percentText(row.sharePercent, { signed: false })
          return `${who}: ${row.clients} clients, ${decimalText(row.paid, currency)} ${currency}, ${share} of the volume`
        })
    }
  }
}
