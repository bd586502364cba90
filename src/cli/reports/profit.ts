import { actCosts } from '#src/insights/costs.ts'
import { profitReport, type ProfitRow } from '#src/insights/profit-report.ts'
import { decimalNumber, decimalText } from '#src/platform/money.ts'
import type { ReportKind } from './kind.ts'

export const profitKind: ReportKind = {
  summary: 'profit per client: purchases, discount, gross profit, solicitation, net profit',
  segment: 'purchases',
  async run({ db, scope, settings }) {
    const { currency } = scope
    const options = { costs: actCosts(settings, currency), zone: settings['firm.zone'] }
    const { clients, totals, lossMaking } = await profitReport(db, scope, options)
    const unknown = clients.reduce((sum, client) => sum + client.costUnknown, 0)
    return {
      json: {
        clients: clients.map((client) => ({
          rank: client.rank,
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          purchaseCount: client.purchases,
          ...sums(client, currency),
          acts: client.acts,
          explanation: client.explanation
        })),
        totals: { purchaseCount: totals.purchases, ...sums(totals, currency), explanation: totals.explanation },
        best: clients.slice(0, LISTED).map((client) => client.id),
        lossMaking: lossMaking.slice(0, LISTED).map((client) => client.id)
      },
      titles: ['rank', 'id', 'name', 'purchases', 'discount', 'goods', 'gross', 'solicitation', 'net', 'explanation'],
      rows: clients.map((client) => [
        String(client.rank),
        client.id,
        client.name,
        ...[client.amount, client.discount, client.goods, client.gross, client.solicitation, client.net].map((sum) =>
          decimalText(sum, currency)
        ),
        client.explanation
      ]),
      ifNone: 'Nothing was bought, and nobody was solicited, in this period.',
      notes: [
        `All together, in ${currency}: ${totals.explanation}`,
        ...(lossMaking.length > 0 ? [`${lossMaking.length} clients cost more than they brought.`] : []),
        ...(unknown > 0
          ? [`The cost of goods of ${unknown} purchases is not known: their gross profit is what was paid.`]
          : [])
      ]
    }
  }
}

/** Best and loss-making clients that are named apart. */
const LISTED = 10

function sums(
  row: Pick<ProfitRow, 'amount' | 'discount' | 'goods' | 'gross' | 'solicitation' | 'net'>,
  currency: string
) {
  const units = (minor: bigint) => decimalNumber(minor, currency)
  return {
    purchases: units(row.amount),
    discount: units(row.discount),
    discountPercent: row.amount > 0n ? (Number(row.discount) * 100) / Number(row.amount) : 0,
    costOfGoods: units(row.goods),
    grossProfit: units(row.gross),
    solicitation: units(row.solicitation),
    netProfit: units(row.net)
  }
}
