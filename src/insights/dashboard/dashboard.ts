import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { actCosts } from '#src/insights/costs.ts'
import { usualCurrency } from '#src/insights/currency.ts'
import { METHOD_VERSION } from '#src/insights/method.ts'
import { solicitationCost } from '#src/insights/profit.ts'
import { ratios } from '#src/insights/ratios.ts'
import { readRetention } from '#src/insights/retention-store.ts'
import { readMonths } from '#src/insights/totals-store.ts'
import {
  readAnswers,
  readFollowUps,
  readSales,
  readSatisfaction,
  readStored,
  readTiers,
  writeStored,
  type Windows
} from './dashboard-store.ts'

/** The last month, three months or twelve, today included; each beside the same days a year earlier. */
export const PERIODS = ['month', 'quarter', 'year'] as const
export type Period = (typeof PERIODS)[number]

/** Sums are stored as text: JSON has no integers of that size. */
const minor = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text))
const count = z.number().int()
const share = z.number().nullable()
const days = z.object({ from: z.iso.date(), to: z.iso.date() })

function compared<Numbers extends z.ZodType>(numbers: Numbers) {
  return z.object({ now: numbers, before: numbers })
}

/** What the owner sees at one glance (PRODUCT R1). Sums are minor units of `currency`, shares per cent. */
const form = z.object({
  /**
   * The days of the period, and the same days a year earlier that each number stands beside. Its last day is the firm's when
   * the numbers were computed: every night, and after purchases changed, within the hour, at once after an import.
   */
  now: days,
  before: days,
  currency: z.string(),
  sales: compared(
    z.object({
      purchases: count,
      /** Who bought at least once in these days, and of them who had never before. */
      clients: count,
      newClients: count,
      /** Amounts less discounts and refunds, each on its own day. */
      paid: minor,
      /** Paid, less the cost of goods where it is known. */
      gross: minor,
      /** Of the purchases, how many have a known cost; null without purchases. */
      costKnown: share
    })
  ),
  /** Over twelve months in every period: of those who had bought in the twelve months before, who bought again. */
  retention: compared(z.object({ atStart: count, kept: count, won: count, retention: share })),
  /** One-click answers after a purchase or a service case. */
  satisfaction: compared(z.object({ answers: count, happy: count, unhappy: count })),
  /** Mails of clients that began a wait, and how soon we answered. */
  answers: compared(
    z.object({ asked: count, answered: count, medianMinutes: z.number().nullable(), withinDay: share })
  ),
  /**
   * Follow-ups sent, and purchases within 14 days after one (SEMANTICS K5). net = gross − cost: what coupons took off is in
   * the discount of the purchases, and stands beside it only to be seen.
   */
  followUps: compared(
    z.object({ sent: count, purchases: count, gross: minor, discount: minor, cost: minor, net: minor })
  ),
  /** The last 24 months in order, `2026-11` first to last, those without a purchase left out. */
  months: z.array(z.object({ month: z.string(), purchases: count, clients: count, paid: minor, gross: minor })),
  tiers: z.array(z.object({ tier: z.enum(['A', 'B', 'C']), clients: count, paid: minor }))
})
type Numbers = z.output<typeof form>

export interface Dashboard extends Numbers {
  period: Period
  methodVersion: number
}

/**
 * The dashboard, read from stored numbers in one query. Only where none were ever stored are they computed first, which
 * takes seconds on a large base.
 */
export async function dashboard(
  db: Db,
  { now, period }: { now: Temporal.Instant; period: Period }
): Promise<Dashboard> {
  const stored = await storedDashboard(db, period)
  if (stored) return stored
  const settings = await readSettings(db)
  const today = now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate()
  await refreshDashboard(db, { today: today.toString(), settings })
  return dashboard(db, { now, period })
}

/** The dashboard as far as it is stored; null where its numbers are still to be computed. */
export async function storedDashboard(db: Db, period: Period): Promise<Dashboard | null> {
  const stored = await readStored(db, period)
  const numbers = form.safeParse(stored?.numbers)
  // Numbers of another method may have another form.
  return stored && numbers.success ? { period, methodVersion: stored.methodVersion, ...numbers.data } : null
}

/** Computes the numbers of all periods anew and stores them. @param today the firm's day */
export async function refreshDashboard(
  db: Db,
  { today, settings }: { today: string; settings: Settings }
): Promise<void> {
  const currency = await usualCurrency(db, settings)
  const common = await commonNumbers(db, { today, currency })
  for (const period of PERIODS) {
    const windows = windowsOf(period, today)
    const numbers = { ...windows, currency, ...common, ...(await periodNumbers(db, { windows, currency, settings })) }
    await writeStored(db, { period, computedOn: today, methodVersion: METHOD_VERSION, numbers })
  }
}

const MONTHS_OF = { month: 1, quarter: 3, year: 12 }

function windowsOf(period: Period, today: string): Windows {
  const to = Temporal.PlainDate.from(today)
  const from = to.subtract({ months: MONTHS_OF[period] }).add({ days: 1 })
  const years = { years: 1 }
  return {
    now: { from: from.toString(), to: today },
    before: { from: from.subtract(years).toString(), to: to.subtract(years).toString() }
  }
}

const MONTHS_SHOWN = 24

/** What is the same whatever the period. */
async function commonNumbers(db: Db, { today, currency }: { today: string; currency: string }) {
  const firstMonth = Temporal.PlainDate.from(today)
    .with({ day: 1 })
    .subtract({ months: MONTHS_SHOWN - 1 })
  const months = await readMonths(db, { currency, from: firstMonth.toString(), to: today })
  const year = windowsOf('year', today)
  const kept = async (window: Windows['now']) => {
    const row = await readRetention(db, { currency, ...window })
    const { atStart, kept: again, retention } = ratios({ atStart: row.activeBefore, kept: row.activeKept, won: 0 })
    return { atStart, kept: again, won: row.won, retention }
  }
  return {
    months: months.map(({ start, purchases, clients, amount, discount, cost }) => ({
      month: start.slice(0, 7),
      purchases,
      clients,
      paid: amount - discount,
      gross: amount - discount - cost
    })),
    tiers: await readTiers(db),
    retention: { now: await kept(year.now), before: await kept(year.before) }
  }
}

async function periodNumbers(
  db: Db,
  { windows, currency, settings }: { windows: Windows; currency: string; settings: Settings }
) {
  const zone = settings['firm.zone']
  const costs = actCosts(settings, currency)
  const followUps = await readFollowUps(db, windows, { currency, zone })
  const withReturn = (row: (typeof followUps)['now']) => {
    const cost = solicitationCost({ mails: 0, calls: 0, visits: 0, followUps: row.sent }, costs)
    return { ...row, cost, net: row.gross - cost }
  }
  return {
    sales: await readSales(db, windows, currency),
    satisfaction: await readSatisfaction(db, windows, zone),
    answers: await readAnswers(db, windows, zone),
    followUps: { now: withReturn(followUps.now), before: withReturn(followUps.before) }
  }
}
