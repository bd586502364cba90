import { rfmReport } from '#src/insights/group-report.ts'
import { cellText } from '#src/insights/rfm.ts'
import { decimalText } from '#src/platform/money.ts'
import type { ReportKind } from './kind.ts'

export const rfmKind: ReportKind = {
  summary: 'groups by recency, frequency and money; recency counts to the last day of the period',
  segment: 'rows',
  async run({ db, scope, members }) {
    const { groups, bounds, clients } = await rfmReport(db, scope)
    const shown = clients.filter((client) => !members || members.has(client.clientId))
    const cells = new Map<string, number>()
    for (const { cell } of shown) if (cell) cells.set(cellText(cell), (cells.get(cellText(cell)) ?? 0) + 1)
    const warning = groups === 0 ? `Not enough data for groups: ${clients.length} clients bought, 30 are needed.` : null
    return {
      json: {
        groups,
        bounds: { recency: bounds.recency, frequency: bounds.frequency, monetary: bounds.money },
        warning,
        cells: [...cells].sort(([a], [b]) => (a < b ? 1 : -1)).map(([cell, count]) => ({ cell, clients: count })),
        clients: shown.map((client) => ({
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          recencyDays: client.recencyDays,
          purchases: client.purchases,
          amount: client.paid,
          recency: client.cell?.recency ?? null,
          frequency: client.cell?.frequency ?? null,
          monetary: client.cell?.money ?? null,
          cell: client.cell && cellText(client.cell)
        }))
      },
      titles: ['cell', 'id', 'name', 'days since last', 'purchases', 'paid'],
      rows: shown.map((client) => [
        client.cell ? cellText(client.cell) : '–',
        client.id,
        client.name,
        String(client.recencyDays),
        String(client.purchases),
        decimalText(client.paidMinor, scope.currency)
      ]),
      ifNone: 'Nothing was bought in this period.',
      notes:
        warning === null ? [`${groups} groups each, ${groups} the best; a base below 300 clients has 3.`] : [warning]
    }
  }
}
