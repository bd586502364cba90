/** What RFM groups rest on, of one client over a period. */
export interface RfmInput {
  /** Days from the last purchase to the reference day. */
  recencyDays: number
  /** Purchases, refunds not counted. */
  purchases: number
  /** Paid, in units of the currency (not minor ones). */
  paid: number
}

/** Groups from 1, the worst, to the number of groups, the best. */
export interface RfmGroups {
  recency: number
  frequency: number
  money: number
}

export interface Rfm<Client extends RfmInput> {
  /** 5, 3 on a small base, 0 below 30 clients (SEMANTICS K2). */
  groups: 0 | 3 | 5
  /** The lower bounds of groups 2, 3 …; for recency, where fewer days are better, of the worse ones. */
  bounds: { recency: number[]; frequency: number[]; money: number[] }
  clients: (Client & { cell: RfmGroups | null })[]
}

/** Below this, cells of quintiles hold too few clients to say anything. The same limit as for forecasts (K3). */
export const SMALL_BASE = 300
export const RFM_CLIENTS_MIN = 30

/** Puts each client in a group for recency, frequency and money. Equal values are always in the same group. */
export function rfm<Client extends RfmInput>(clients: Client[]): Rfm<Client> {
  const groups = groupCount(clients.length)
  if (groups === 0)
    return {
      groups,
      bounds: { recency: [], frequency: [], money: [] },
      clients: clients.map((client) => ({ ...client, cell: null }))
    }
  const bounds = {
    recency: lowerBounds(clients, groups, (client) => client.recencyDays),
    frequency: lowerBounds(clients, groups, (client) => client.purchases),
    money: lowerBounds(clients, groups, (client) => client.paid)
  }
  const cellOf = (client: Client): RfmGroups => ({
    recency: groups + 1 - groupOf(client.recencyDays, bounds.recency),
    frequency: groupOf(client.purchases, bounds.frequency),
    money: groupOf(client.paid, bounds.money)
  })
  return { groups, bounds, clients: clients.map((client) => ({ ...client, cell: cellOf(client) })) }
}

function groupCount(clients: number): 0 | 3 | 5 {
  if (clients < RFM_CLIENTS_MIN) return 0
  return clients < SMALL_BASE ? 3 : 5
}

/**
 * The quantile plus one unit (a day, a purchase, a unit of money), as in the R package rfm: the quantile's own value, and
 * what lies between it and the next whole one, still belong to the lower group.
 */
function lowerBounds<Client>(clients: Client[], groups: number, valueOf: (client: Client) => number): number[] {
  const sorted = Float64Array.from(clients, valueOf).sort()
  return Array.from({ length: groups - 1 }, (_, i) => quantile(sorted, (i + 1) / groups) + 1)
}

/** The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan, as in R and NumPy). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const rank = (sorted.length - 1) * share
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? below
  return below + (rank - Math.floor(rank)) * (above - below)
}

function groupOf(value: number, bounds: number[]): number {
  return 1 + bounds.filter((bound) => value >= bound).length
}

/** A cell as owners read it: `545`. */
export function cellText({ recency, frequency, money }: RfmGroups): string {
  return `${recency}${frequency}${money}`
}
