import type { Db } from '#src/platform/database/database.ts'
import type { Named } from './history-store.ts'
import { profit, solicitationCost, type ActCosts, type ActCounts, type Profit } from './profit.ts'
import type { Scope } from './scope.ts'
import { readActs, readTotals, type TotalsRow } from './totals-store.ts'

/** One client's profit. Sums are minor units of the scope's currency. */
export interface ProfitRow extends Named, Profit {
  /** From 1, the largest net profit. */
  rank: number
  purchases: number
  amount: bigint
  discount: bigint
  goods: bigint
  /** Purchases without a known cost: their gross profit is what was paid. */
  costUnknown: number
  acts: ActCounts
  solicitation: bigint
}

export interface ProfitReport {
  clients: ProfitRow[]
  totals: Pick<
    ProfitRow,
    'purchases' | 'amount' | 'discount' | 'goods' | 'gross' | 'solicitation' | 'net' | 'explanation'
  >
  /** Clients who cost more than they brought, the worst first. */
  lossMaking: ProfitRow[]
}

/** Profit per client, best first (PRODUCT K4): everyone who bought, or whom we wrote to, called or visited. */
export async function profitReport(
  db: Db,
  scope: Scope,
  { costs, zone }: { costs: ActCosts; zone: string }
): Promise<ProfitReport> {
  const totals = await readTotals(db, scope)
  const acts = await readActs(db, scope, zone)
  const actsByClient = new Map(acts.map((row) => [row.clientId, row]))
  const buyers = new Set(totals.map((row) => row.clientId))
  const idle = acts.filter((row) => !buyers.has(row.clientId)).map((row) => ({ ...NO_TOTALS, ...row }))
  const rows = [...totals, ...idle].map((row) =>
    profitRow(row, actsByClient.get(row.clientId) ?? NO_ACTS, { costs, currency: scope.currency })
  )
  rows.sort((a, b) => (a.net < b.net ? 1 : a.net > b.net ? -1 : 0))
  const clients = rows.map((row, index) => ({ ...row, rank: index + 1 }))
  return {
    clients,
    totals: totalOf(clients, scope.currency),
    lossMaking: clients.filter((client) => client.net < 0n).toReversed()
  }
}

const NO_ACTS: ActCounts = { mails: 0, followUps: 0, calls: 0, visits: 0 }
const NO_TOTALS = { purchases: 0, amount: 0n, discount: 0n, cost: 0n, costUnknown: 0 }

function profitRow(
  row: Omit<TotalsRow, 'recencyDays'>,
  { mails, followUps, calls, visits }: ActCounts,
  { costs, currency }: { costs: ActCosts; currency: string }
): Omit<ProfitRow, 'rank'> {
  const acts = { mails, followUps, calls, visits }
  const solicitation = solicitationCost(acts, costs)
  const sums = { purchases: row.amount, discount: row.discount, goods: row.cost, solicitation }
  return {
    clientId: row.clientId,
    id: row.id,
    name: row.name,
    email: row.email,
    purchases: row.purchases,
    amount: row.amount,
    discount: row.discount,
    goods: row.cost,
    costUnknown: row.costUnknown,
    acts,
    solicitation,
    ...profit(sums, currency)
  }
}

function totalOf(clients: ProfitRow[], currency: string): ProfitReport['totals'] {
  const sum = (of: (client: ProfitRow) => bigint) => clients.reduce((total, client) => total + of(client), 0n)
  const [amount, discount, goods, solicitation] = [
    sum((client) => client.amount),
    sum((client) => client.discount),
    sum((client) => client.goods),
    sum((client) => client.solicitation)
  ]
  const purchases = clients.reduce((total, client) => total + client.purchases, 0)
  return {
    purchases,
    amount,
    discount,
    goods,
    solicitation,
    ...profit({ purchases: amount, discount, goods, solicitation }, currency)
  }
}
