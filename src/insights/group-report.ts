import { rfm, type Rfm } from './rfm.ts'
import { tiers, usualLimits, type Tier, type TierLimits } from './tiers.ts'
import type { Db } from '#src/platform/database/database.ts'
import { decimalNumber } from '#src/platform/money.ts'
import { readTotals, type TotalsRow } from './totals-store.ts'
import type { Scope } from './scope.ts'

interface TierSummary {
  tier: Tier | null
  clients: number
  paid: bigint
  /** Of the volume of all tiers. */
  sharePercent: number
}

export interface TierReport {
  /** Volume from which a client is A or B. */
  limits: TierLimits
  summary: TierSummary[]
  /** Largest volume first. */
  clients: (TotalsRow & { paid: bigint; tier: Tier | null })[]
}

/** A, B and C by what clients paid within the scope's days, refunds taken off (PRODUCT K6). */
export async function tierReport(db: Db, scope: Scope, limits?: TierLimits): Promise<TierReport> {
  const totals = await readTotals(db, scope)
  const clients = tiers(
    totals.map((row) => ({ ...row, paid: row.amount - row.discount })),
    limits
  )
  const whole = clients.reduce((sum, client) => (client.tier ? sum + client.paid : sum), 0n)
  const summary = (['A', 'B', 'C', null] as const).map((tier) => {
    const members = clients.filter((client) => client.tier === tier)
    const paid = members.reduce((sum, client) => sum + client.paid, 0n)
    return { tier, clients: members.length, paid, sharePercent: sharePercent(tier ? paid : 0n, whole) }
  })
  return { limits: limits ?? usualLimits(clients), summary, clients }
}

export type RfmReport = Rfm<TotalsRow & { recencyDays: number; purchases: number; paid: number; paidMinor: bigint }>

/** RFM groups of everyone who bought within the scope's days; recency counts from its last day (SEMANTICS K2). */
export async function rfmReport(db: Db, scope: Scope): Promise<RfmReport> {
  const totals = await readTotals(db, scope)
  const buyers = totals.filter((row) => row.purchases > 0)
  return rfm(
    buyers.map((row) => {
      const paidMinor = row.amount - row.discount
      return { ...row, paidMinor, paid: decimalNumber(paidMinor, scope.currency) }
    })
  )
}

function sharePercent(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : (Number(part) * 100) / Number(whole)
}
