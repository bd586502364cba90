/** One month of the whole effort, in minor units of one currency. */
export interface EffortMonth {
  /** `YYYY-MM` */
  month: string
  /** What the effort cost in that month: the first outlay in the first one, running costs, sending, discounts given. */
  cost: bigint
  /** Gross profit that the effort brought in that month. */
  gain: bigint
}

export interface BreakEven {
  cost: bigint
  gain: bigint
  /** (gain − cost) / cost × 100; null where nothing was spent. */
  returnPercent: number | null
  /** The first month from whose end on the gains have covered the costs up to now; null: not yet. */
  month: string | null
  /**
   * Where it is not reached yet: the month in which it will be if gain and cost go on as in the last months; null where
   * the gain does not exceed the cost.
   */
  expectedMonth: string | null
  /** Gain less cost, added up. */
  balances: { month: string; balance: bigint }[]
}

/** A forecast rests on this many last months, and looks no further ahead than `AHEAD_MONTHS_MAX`. */
const RECENT_MONTHS = 6
const AHEAD_MONTHS_MAX = 120n

/** The return of the whole effort and when it has paid for itself (PRODUCT R2). @param months in order, without gaps */
export function breakEven(months: EffortMonth[]): BreakEven {
  let balance = 0n
  const balances = months.map(({ month, cost, gain }) => ({ month, balance: (balance += gain - cost) }))
  const cost = months.reduce((sum, one) => sum + one.cost, 0n)
  const gain = months.reduce((sum, one) => sum + one.gain, 0n)
  const isReached = cost > 0n && balance >= 0n
  const lastInDebt = balances.findLastIndex((one) => one.balance < 0n)
  return {
    cost,
    gain,
    returnPercent: cost === 0n ? null : (Number(gain - cost) * 100) / Number(cost),
    month: isReached ? (balances[lastInDebt + 1]?.month ?? null) : null,
    expectedMonth: isReached ? null : expectedMonth(months, balance),
    balances
  }
}

function expectedMonth(months: EffortMonth[], balance: bigint): string | null {
  // The first month carries the outlay that comes once: it says nothing of the months to come.
  const recent = months.slice(1).slice(-RECENT_MONTHS)
  const last = months.at(-1)
  const surplus = recent.reduce((sum, one) => sum + one.gain - one.cost, 0n)
  if (!last || surplus <= 0n || balance >= 0n) return null
  const ahead = (-balance * BigInt(recent.length) + surplus - 1n) / surplus
  return ahead > AHEAD_MONTHS_MAX ? null : addMonths(last.month, Number(ahead))
}

/** `2026-11` and 3 make `2027-02`. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}
