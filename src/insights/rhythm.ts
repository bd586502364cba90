import { quantile } from './rfm.ts'

/** How the base as a whole buys again: where a client's own gaps are few, they are drawn towards it. */
export interface BaseRhythm {
  /** Half of the gaps between purchase days are shorter; days. */
  usualGap: number
  /** Nine gaps of ten are shorter; days. */
  longGap: number
}

export interface Rhythm {
  usualGap: number
  /** More days than this since the last purchase is late. */
  longGap: number
}

/** The base's gaps weigh as much as this many of the client's own (SEMANTICS K4). */
const BASE_WEIGHT = 4
const LONG_SHARE = 0.9
const USUAL_SHARE = 0.5
/** Fewer gaps in the whole base than this tell no rhythm. */
const GAPS_MIN = 10
const OWN_GAPS_MIN = 3

/**
 * The base's rhythm. Each client weighs the same, however often they buy: the gaps of one weekly buyer would otherwise
 * outnumber those of fifty yearly ones.
 * @param gaps per client, days between purchase days
 * @returns undefined where too few clients ever came back
 */
export function baseRhythm(gaps: ArrayLike<number>[]): BaseRhythm | undefined {
  const all = gaps.flatMap((own) => Array.from(own, (days) => ({ days, weight: 1 / own.length })))
  if (all.length < GAPS_MIN) return undefined
  all.sort((a, b) => a.days - b.days)
  const whole = all.reduce((sum, gap) => sum + gap.weight, 0)
  return { usualGap: weighted(all, whole * USUAL_SHARE), longGap: weighted(all, whole * LONG_SHARE) }
}

function weighted(sorted: { days: number; weight: number }[], target: number): number {
  let weight = 0
  const found = sorted.find((gap) => (weight += gap.weight) >= target)
  return (found ?? sorted.at(-1))?.days ?? 0
}

/**
 * A client's own rhythm: quantiles of their own gaps, drawn towards the base's as long as they have few. The mean is taken
 * of logarithms, since gaps of a week and of a year are to meet in the middle at two months.
 * @param base undefined where the base has no rhythm yet: then three gaps of one's own are asked for
 * @returns undefined where there is too little to go by
 */
export function ownRhythm(gaps: number[], base: BaseRhythm | undefined): Rhythm | undefined {
  if (!base && gaps.length < OWN_GAPS_MIN) return undefined
  const sorted = gaps.toSorted((a, b) => a - b)
  const weight = base ? BASE_WEIGHT : 0
  const drawn = (share: number, towards: number) => {
    const own = sorted.length === 0 ? 1 : quantile(sorted, share)
    const logs = sorted.length * Math.log(Math.max(own, 1)) + weight * Math.log(Math.max(towards, 1))
    return Math.exp(logs / (sorted.length + weight))
  }
  const usualGap = drawn(USUAL_SHARE, base?.usualGap ?? 1)
  return { usualGap, longGap: Math.max(drawn(LONG_SHARE, base?.longGap ?? 1), usualGap) }
}

/** Late against own rhythm: more days since the last purchase than nine of ten own gaps (SEMANTICS K4). */
export function isLate(daysSinceLast: number, rhythm: Rhythm): boolean {
  return daysSinceLast > rhythm.longGap
}
