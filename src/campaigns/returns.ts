/**
 * What a campaign brought: attributed, that is bought by people it wrote to, and incremental, that is against those it did
 * not write to (SEMANTICS K5). Money is integer minor units of one currency; only means and intervals are computed in
 * floating point, and rounded at the end.
 */

/** What a client did in the days that count for a follow-up; most did nothing, and those who did the same are counted. */
export interface Outcome {
  /** How many clients. */
  many: number
  /** Paid within the days that count, discounts taken off, in minor units. */
  revenue: bigint
  /** Answered, redeemed or bought. */
  responded: boolean
  /** A mail really went to them: what they did is attributed to the campaign only then. */
  wasSent: boolean
}

export interface Returns {
  attributed: { responses: number; revenue: bigint; net: bigint }
  incremental: Incremental
}

/** The estimate with its 95 % interval. `perClient` and `total` are minor units; rates are shares from 0 to 1. */
type Incremental =
  | {
      kind: 'estimate'
      revenuePerClient: Interval
      /** For all who were written to, less the cost of sending. */
      net: Interval
      responseRate: Interval
    }
  | { kind: 'not-enough-data'; meant: number; heldOut: number; needed: number }

interface Interval {
  value: number
  low: number
  high: number
}

/** Fewer clients than this in either group, and an interval would say nothing true. */
const LEAST_PER_GROUP = 30

const Z_95 = 1.959963984540054

/**
 * The return of a campaign from what both groups did.
 * @param meant everybody who was planned, also those skipped later: leaving them out would flatter the campaign
 * @param heldOut those of the hold-out, over the same days
 * @param sending what sending cost, in minor units; discounts are off the revenue already
 */
export function returnsOf(meant: readonly Outcome[], heldOut: readonly Outcome[], sending: bigint): Returns {
  const responders = meant.filter((outcome) => outcome.wasSent && outcome.responded)
  const revenue = responders.reduce((sum, outcome) => sum + outcome.revenue * BigInt(outcome.many), 0n)
  return {
    attributed: { responses: clientsOf(responders), revenue, net: revenue - sending },
    incremental: incremental(meant, heldOut, sending)
  }
}

function incremental(meant: readonly Outcome[], heldOut: readonly Outcome[], sending: bigint): Incremental {
  const clients = { meant: clientsOf(meant), heldOut: clientsOf(heldOut) }
  const isEnough = clients.meant >= LEAST_PER_GROUP && clients.heldOut >= LEAST_PER_GROUP
  if (!isEnough) return { kind: 'not-enough-data', ...clients, needed: LEAST_PER_GROUP }
  const perClient = differenceOfMeans(meant, heldOut)
  const total = (value: number): number => Math.round(value * clients.meant) - Number(sending)
  return {
    kind: 'estimate',
    revenuePerClient: mapInterval(perClient, Math.round),
    net: mapInterval(perClient, total),
    responseRate: differenceOfRates(meant, heldOut)
  }
}

/** Welch: the two groups differ in size and spread. */
function differenceOfMeans(one: readonly Outcome[], other: readonly Outcome[]): Interval {
  const a = meanAndSpread(one)
  const b = meanAndSpread(other)
  const value = a.mean - b.mean
  const variance = a.errorSquared + b.errorSquared
  if (variance === 0) return { value, low: value, high: value }
  const freedom = variance ** 2 / (a.errorSquared ** 2 / (a.many - 1) + b.errorSquared ** 2 / (b.many - 1))
  const margin = studentQuantile(freedom) * Math.sqrt(variance)
  return { value, low: value - margin, high: value + margin }
}

/** Newcombe's method 10 (Statistics in Medicine 17, 1998, 873-890): sound also for rates near 0. */
function differenceOfRates(meant: readonly Outcome[], heldOut: readonly Outcome[]): Interval {
  const a = wilson(meant)
  const b = wilson(heldOut)
  const value = a.value - b.value
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low)
  }
}

function wilson(outcomes: readonly Outcome[]): Interval {
  const n = clientsOf(outcomes)
  const value = clientsOf(outcomes.filter((outcome) => outcome.responded)) / n
  const centre = (value + Z_95 ** 2 / (2 * n)) / (1 + Z_95 ** 2 / n)
  const margin = (Z_95 / (1 + Z_95 ** 2 / n)) * Math.sqrt((value * (1 - value)) / n + Z_95 ** 2 / (4 * n ** 2))
  return { value, low: Math.max(0, centre - margin), high: Math.min(1, centre + margin) }
}

function meanAndSpread(outcomes: readonly Outcome[]): { many: number; mean: number; errorSquared: number } {
  const clients = clientsOf(outcomes)
  const mean = outcomes.reduce((sum, { revenue, many }) => sum + Number(revenue) * many, 0) / clients
  const squares = outcomes.reduce((sum, { revenue, many }) => sum + (Number(revenue) - mean) ** 2 * many, 0)
  return { many: clients, mean, errorSquared: squares / (clients - 1) / clients }
}

/** The 97.5 % quantile of Student's distribution, by Cornish and Fisher's expansion: right to 0.001 from 10 degrees on. */
function studentQuantile(freedom: number): number {
  const z = Z_95
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
}

function clientsOf(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { many }) => sum + many, 0)
}

function mapInterval(interval: Interval, change: (value: number) => number): Interval {
  return { value: change(interval.value), low: change(interval.low), high: change(interval.high) }
}
