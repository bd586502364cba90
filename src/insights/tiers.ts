export type Tier = 'A' | 'B' | 'C'

/** The owner's own limits, as annual volume in minor units: A from `a` up, B from `b` up. */
export interface TierLimits {
  a: bigint
  b: bigint
}

/** The usual shares: A are the clients that bring the first 80 % of the volume, B the next 15 %, C the rest. */
const A_SHARE_PERCENT = 80n
const B_SHARE_PERCENT = 95n

/**
 * Groups clients by what they paid in a year, largest first. Who paid nothing, or got back more than they paid, is in no
 * tier. Clients of equal volume share a tier, the better one.
 * @param limits the owner's own; without them the usual shares of the whole volume
 */
export function tiers<Client extends { paid: bigint }>(
  clients: Client[],
  limits?: TierLimits
): (Client & { tier: Tier | null })[] {
  const ranked = clients.toSorted((a, b) => (a.paid < b.paid ? 1 : a.paid > b.paid ? -1 : 0))
  const { a, b } = limits ?? usualLimits(ranked)
  return ranked.map((client) => ({ ...client, tier: tierOf(client.paid, { a, b }) }))
}

function tierOf(paid: bigint, { a, b }: TierLimits): Tier | null {
  if (paid <= 0n) return null
  if (paid >= a) return 'A'
  return paid >= b ? 'B' : 'C'
}

/** The volume of the last client with whom each share of the whole begins to be reached. */
export function usualLimits(ranked: { paid: bigint }[]): TierLimits {
  const buyers = ranked.filter((client) => client.paid > 0n)
  const whole = buyers.reduce((sum, client) => sum + client.paid, 0n)
  const reach = (percent: bigint) => {
    let before = 0n
    let limit = 0n
    for (const { paid } of buyers) {
      const isWithin = before * 100n < whole * percent
      if (!isWithin) break
      limit = paid
      before += paid
    }
    return limit
  }
  return { a: reach(A_SHARE_PERCENT), b: reach(B_SHARE_PERCENT) }
}
