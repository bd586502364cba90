import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { ACT_COUNTS, acts } from './effort-store.ts'
import { NAMED, type Named } from './history-store.ts'
import type { ActCounts } from './profit.ts'
import { entries, periodIndex, periodStart, SALES, within, type Scope } from './scope.ts'

/** What one client bought within a scope's days. Sums are minor units, refunds taken off. */
export interface TotalsRow extends Named {
  /** Sales, refunds not counted. */
  purchases: number
  /** Before discount. */
  amount: bigint
  discount: bigint
  /** Of the purchases whose cost is known. */
  cost: bigint
  /** Purchases whose cost is not known. */
  costUnknown: number
  /** Days from the last sale to the scope's last day. */
  recencyDays: number
}

/** Every client with a purchase or refund within the scope's days. */
export function readTotals(db: Db, scope: Scope): Promise<TotalsRow[]> {
  return db.$queryRaw<TotalsRow[]>`
    WITH ${entries(scope)},
    total AS (
      SELECT client_id, (count(*) FILTER (WHERE is_sale))::int AS purchases,
             sum(amount)::bigint AS amount, sum(discount)::bigint AS discount, COALESCE(sum(cost), 0)::bigint AS cost,
             (count(*) FILTER (WHERE cost IS NULL))::int AS cost_unknown,
             COALESCE(${scope.to}::date - max(on_day) FILTER (WHERE is_sale), ${scope.to}::date - max(on_day)) AS recency_days
      FROM entry WHERE ${within(Prisma.sql`on_day`, scope)} GROUP BY client_id
    )
    SELECT ${NAMED}, purchases, amount, discount, cost, cost_unknown AS "costUnknown", recency_days AS "recencyDays"
    FROM total JOIN client ON client.id = total.client_id
    ORDER BY client.external_id, client.id`
}

/** What was done towards a client within a scope's days. */
export interface ActsRow extends Named, ActCounts {}

/** Every client whom we wrote to, called or visited within the scope's days. */
export function readActs(db: Db, scope: Scope, zone: string): Promise<ActsRow[]> {
  return db.$queryRaw<ActsRow[]>`
    WITH ${acts(scope, zone)},
    counted AS (SELECT client_id, ${ACT_COUNTS} FROM act GROUP BY client_id)
    SELECT ${NAMED}, mails, "followUps", calls, visits
    FROM counted JOIN client ON client.id = counted.client_id`
}

/** All clients together over a month. */
export interface MonthRow {
  /** Its first day, `YYYY-MM-DD`. */
  start: string
  purchases: number
  /** Clients with at least one sale in the month. */
  clients: number
  /** Of these, who had none in the same year before: over the months of a year they add up to its clients. */
  clientsNewInYear: number
  amount: bigint
  discount: bigint
  cost: bigint
}

/** The months of a scope in which anything was bought. */
export function readMonths(db: Db, scope: Scope): Promise<MonthRow[]> {
  return db.$queryRaw<MonthRow[]>`
    WITH ${entries(scope)}, ${SALES},
    total AS (
      SELECT ${periodIndex(Prisma.sql`on_day`, 'month')} AS month, count(*) FILTER (WHERE is_sale) AS purchases,
             sum(amount) AS amount, sum(discount) AS discount, sum(cost) AS cost
      FROM entry WHERE ${within(Prisma.sql`on_day`, scope)} GROUP BY 1
    ),
    -- A client counts in a month with their first sale in it.
    buyer AS (
      SELECT month, count(*) AS clients,
             count(*) FILTER (WHERE previous_month IS NULL OR previous_month / 12 < month / 12) AS clients_new_in_year
      FROM (
        SELECT ${periodIndex(Prisma.sql`on_day`, 'month')} AS month,
          CASE WHEN previous_on >= ${scope.from ?? '-infinity'}::date THEN ${periodIndex(Prisma.sql`previous_on`, 'month')} END
            AS previous_month
        FROM sale WHERE ${within(Prisma.sql`on_day`, scope)}
      ) AS months
      WHERE month IS DISTINCT FROM previous_month GROUP BY month
    )
    SELECT ${periodStart(Prisma.sql`month`, 'month')}::text AS start, purchases::int, COALESCE(clients, 0)::int AS clients,
           COALESCE(clients_new_in_year, 0)::int AS "clientsNewInYear", amount::bigint, discount::bigint,
           COALESCE(cost, 0)::bigint AS cost
    FROM total LEFT JOIN buyer USING (month) ORDER BY month`
}

/** Purchases of one client in the last months and in as long or longer before them. */
export interface WindowsRow extends Named {
  daysBefore: number
  purchaseDaysBefore: number
  paidBefore: bigint
  purchaseDaysNow: number
  paidNow: bigint
}

/**
 * Clients known for longer than the last `nowDays`, with at most `beforeDays` of what came before them: the first purchase
 * itself is left out on both sides, since nobody is observed before they first buy.
 */
export function readWindows(
  db: Db,
  scope: Scope,
  { nowDays, beforeDays }: { nowDays: number; beforeDays: number }
): Promise<WindowsRow[]> {
  return db.$queryRaw<WindowsRow[]>`
    WITH ${entries(scope)}, ${SALES},
    windows AS (
      SELECT client_id, LEAST(${beforeDays}::int, ${scope.to}::date - ${nowDays}::int - first_on) AS days_before,
        count(*) FILTER (WHERE is_now AND is_new_day) AS days_now, COALESCE(sum(kept) FILTER (WHERE is_now), 0) AS paid_now,
        count(*) FILTER (WHERE NOT is_now AND is_new_day) AS count_before,
        COALESCE(sum(kept) FILTER (WHERE NOT is_now), 0) AS paid_before
      FROM (
        SELECT client_id, first_on, kept, on_day > ${scope.to}::date - ${nowDays}::int AS is_now,
               on_day IS DISTINCT FROM previous_on AS is_new_day
        FROM sale
        WHERE on_day > first_on AND on_day > ${scope.to}::date - ${nowDays + beforeDays}::int
          AND first_on < ${scope.to}::date - ${nowDays}::int
      ) AS later
      GROUP BY client_id, first_on
    )
    SELECT ${NAMED}, days_before AS "daysBefore", count_before::int AS "purchaseDaysBefore",
           paid_before::bigint AS "paidBefore", days_now::int AS "purchaseDaysNow", paid_now::bigint AS "paidNow"
    FROM windows JOIN client ON client.id = windows.client_id
    WHERE count_before > 0`
}
