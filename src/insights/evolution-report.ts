import { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import { markedChanges, type Change } from './change.ts'
import type { Named } from './history-store.ts'
import type { Scope } from './scope.ts'
import { readMonths, readWindows, type MonthRow } from './totals-store.ts'

type Period = Omit<MonthRow, 'clientsNewInYear'>

/** A month or year of the whole base. Sums are minor units, refunds taken off on their own day. */
export interface EvolutionPeriod extends Period {
  /** Amount less discount. */
  paid: bigint
  /** Paid, less the cost of goods where it is known. */
  gross: bigint
  /**
   * Paid against the month or year before, and the month against the same one a year before; per cent. Null without one
   * and for a period that is not complete: part of a month is no fall.
   */
  changePercent: number | null
  yearChangePercent: number | null
  /** False where the scope begins or ends within it. */
  isComplete: boolean
}

export interface ChangedClient extends Named {
  change: Change
  now: { days: number; purchaseDays: number; paid: bigint }
  before: { days: number; purchaseDays: number; paid: bigint }
}

export interface EvolutionReport {
  months: EvolutionPeriod[]
  years: EvolutionPeriod[]
  /** Clients whose purchases changed markedly and significantly in the last six months, the most certain first. */
  changes: ChangedClient[]
}

/** Half a year is compared with up to two years before it. */
const NOW_DAYS = 182
const BEFORE_DAYS = 730

/** Revenue per month and year, its change, and whose behaviour changed (PRODUCT K5). */
export async function evolutionReport(db: Db, scope: Scope): Promise<EvolutionReport> {
  const [months, changes] = await Promise.all([readMonths(db, scope), changedClients(db, scope)])
  const years = yearsOf(months)
  return {
    months: withChanges(months, scope, 'month'),
    years: withChanges(years, scope, 'year'),
    changes
  }
}

/** Clients whose purchases of the last half year differ markedly and significantly from their own past. */
export async function changedClients(db: Db, scope: Scope): Promise<ChangedClient[]> {
  const rows = await readWindows(db, scope, { nowDays: NOW_DAYS, beforeDays: BEFORE_DAYS })
  const clients = rows.map(({ clientId, id, name, email, ...row }) => ({
    clientId,
    id,
    name,
    email,
    now: { days: NOW_DAYS, purchaseDays: row.purchaseDaysNow, paid: row.paidNow },
    before: { days: row.daysBefore, purchaseDays: row.purchaseDaysBefore, paid: row.paidBefore }
  }))
  return markedChanges(clients)
}

function yearsOf(months: MonthRow[]): Period[] {
  const years = new Map<string, Period>()
  for (const { start, clientsNewInYear, ...month } of months) {
    const first = `${start.slice(0, 4)}-01-01`
    const year = years.get(first) ?? { start: first, purchases: 0, clients: 0, amount: 0n, discount: 0n, cost: 0n }
    year.purchases += month.purchases
    year.clients += clientsNewInYear
    year.amount += month.amount
    year.discount += month.discount
    year.cost += month.cost
    years.set(first, year)
  }
  return [...years.values()]
}

function withChanges(rows: Period[], scope: Scope, step: 'month' | 'year'): EvolutionPeriod[] {
  const isComplete = ({ start }: Period) =>
    shifted(start, step, 1) <= dayAfter(scope.to) && (scope.from === undefined || start >= scope.from)
  const paidByStart = new Map(rows.filter(isComplete).map((row) => [row.start, row.amount - row.discount]))
  return rows.map((row) => {
    const paid = row.amount - row.discount
    const against = (start: string) => (isComplete(row) ? changePercent(paid, paidByStart.get(start)) : null)
    return {
      ...row,
      paid,
      gross: paid - row.cost,
      changePercent: against(shifted(row.start, step, -1)),
      yearChangePercent: against(shifted(row.start, 'year', -1)),
      isComplete: isComplete(row)
    }
  })
}

function changePercent(paid: bigint, before: bigint | undefined): number | null {
  if (before === undefined || before <= 0n) return null
  return (Number(paid - before) * 100) / Number(before)
}

function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString()
}

/** The first day of a month or year, some months or years later. */
function shifted(start: string, step: 'month' | 'year', count: number): string {
  return Temporal.PlainDate.from(start)
    .add(step === 'month' ? { months: count } : { years: count })
    .toString()
}
