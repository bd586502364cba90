import { Temporal } from 'temporal-polyfill'

/** One month of the whole effort, in minor units of one currency. */
export interface EffortMonth {
  /** `YYYY-MM` */
  month: string
  /** What the effort cost in that month: the outlay that comes once in the first one, running costs, solicitation. */
  cost: bigint
  /** Gross profit that the effort brought in that month. */
  gain: bigint
}

export interface BreakEven {
  cost: bigint
  gain: bigint
  /** (gain − cost) / cost × 100; null where nothing was spent. */
  returnPercent: number | null
  /** The day from which on the gains have covered the costs, `YYYY-MM-DD`; null: not yet. */
  date: string | null
  /**
   * Where it is not reached yet: the day on which it will be if gain and cost go on as in the last months; null where the
   * gain does not exceed the cost, or it would take more than ten years.
   */
  expectedDate: string | null
  /** Gain less cost, added up. */
  balances: { month: string; balance: bigint }[]
}

/** A forecast rests on this many last months. */
const RECENT_MONTHS = 6
const AHEAD_MONTHS_MAX = 120

/**
 * The return of the whole effort and the day when it has paid for itself (PRODUCT R2). Within a month, the cost is taken to
 * be paid at its beginning, the gain to come evenly.
 * @param months in order, without gaps
 */
export function breakEven(months: EffortMonth[]): BreakEven {
  let balance = 0n
  const balances = months.map(({ month, cost, gain }) => ({ month, balance: (balance += gain - cost) }))
  const cost = months.reduce((sum, one) => sum + one.cost, 0n)
  const gain = months.reduce((sum, one) => sum + one.gain, 0n)
  const isReached = cost > 0n && balance >= 0n
  return {
    cost,
    gain,
    returnPercent: cost === 0n ? null : (Number(gain - cost) * 100) / Number(cost),
    date: isReached ? dateReached(months, balances) : null,
    expectedDate: isReached ? null : dateExpected(months, balance),
    balances
  }
}

/** In the month after the last one that ended in debt; the first month, where none did. */
function dateReached(months: EffortMonth[], balances: BreakEven['balances']): string | null {
  const lastInDebt = balances.findLastIndex((one) => one.balance < 0n)
  const reached = months[lastInDebt + 1]
  if (!reached) return null
  const owed = reached.cost - (balances[lastInDebt]?.balance ?? 0n)
  return dayWithin(reached.month, reached.gain > 0n ? Number(owed) / Number(reached.gain) : 0)
}

function dateExpected(months: EffortMonth[], balance: bigint): string | null {
  // The first month carries the outlay that comes once: it says nothing of the months to come.
  const recent = months.slice(1).slice(-RECENT_MONTHS)
  const last = months.at(-1)
  const surplus = Number(recent.reduce((sum, one) => sum + one.gain - one.cost, 0n)) / recent.length
  if (!last || !(surplus > 0) || balance >= 0n) return null
  const ahead = Number(-balance) / surplus
  if (ahead > AHEAD_MONTHS_MAX) return null
  const whole = Math.ceil(ahead) - 1
  return dayWithin(addMonths(last.month, whole + 1), ahead - whole)
}

/** The day at whose end that share of a month has passed; the first day for 0. */
function dayWithin(month: string, share: number): string {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month)
  const day = Math.max(1, Math.ceil(share * daysInMonth))
  return `${month}-${String(day).padStart(2, '0')}`
}

/** `2026-11` and 3 make `2027-02`. */
export function addMonths(month: string, count: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months: count }).toString()
}
