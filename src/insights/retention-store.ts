import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { entries, type Scope } from './scope.ts'
import type { Step } from './totals-store.ts'

/** Clients of a period's start and what became of them; those of the period before it are counted apart. */
export interface RetentionRow {
  atStart: number
  kept: number
  won: number
  activeBefore: number
  activeKept: number
}

/**
 * At the start: everyone who had bought before `from`. Active before: who bought in the stretch just before `from` that is
 * as long as the period. Kept: of these, who bought from `from` to `to`. Won: whose first purchase lies in the period.
 */
export async function readRetention(db: Db, scope: Scope & { from: string }): Promise<RetentionRow> {
  const { from, to } = scope
  const rows = await db.$queryRaw<RetentionRow[]>`
    WITH ${entries(scope)},
    buyer AS (
      SELECT client_id, bool_or(on_day < ${from}::date) AS was_client, bool_or(on_day >= ${from}::date) AS bought,
        bool_or(on_day < ${from}::date AND on_day >= ${from}::date - (${to}::date - ${from}::date + 1)) AS was_active
      FROM entry WHERE is_sale GROUP BY client_id
    )
    SELECT (count(*) FILTER (WHERE was_client))::int AS "atStart",
      (count(*) FILTER (WHERE was_client AND bought))::int AS kept,
      (count(*) FILTER (WHERE bought AND NOT was_client))::int AS won,
      (count(*) FILTER (WHERE was_active))::int AS "activeBefore",
      (count(*) FILTER (WHERE was_active AND bought))::int AS "activeKept"
    FROM buyer`
  return rows[0] ?? { atStart: 0, kept: 0, won: 0, activeBefore: 0, activeKept: 0 }
}

/** Clients of one cohort who bought in the period that lies `age` periods after their first. */
export interface CohortCell {
  /** First day of the period of the first purchase, `YYYY-MM-DD`. */
  cohort: string
  /** 0: the period of the first purchase itself. */
  age: number
  clients: number
  /** Paid by them in that period, minor units. */
  paid: bigint
}

/** Cohorts by the period of the first purchase, those that began within the scope's days. */
export function readCohorts(db: Db, scope: Scope, step: Step): Promise<CohortCell[]> {
  const months = { month: 1, quarter: 3, year: 12 }[step]
  const index = (day: Prisma.Sql) => Prisma.sql`
    ((extract(year FROM ${day}) * 12 + extract(month FROM ${day}) - 1)::int / ${months}::int)`
  return db.$queryRaw<CohortCell[]>`
    WITH ${entries(scope)},
    bought AS (
      SELECT client_id, ${index(Prisma.sql`on_day`)} AS period, min(on_day) AS first_on, sum(kept) AS kept
      FROM entry WHERE is_sale GROUP BY client_id, period
    ),
    aged AS (
      SELECT min(first_on) OVER client AS first_on, period - min(period) OVER client AS age, client_id, kept
      FROM bought WINDOW client AS (PARTITION BY client_id)
    )
    SELECT date_trunc(${step}, first_on)::date::text AS cohort, age, count(*)::int AS clients, sum(kept)::bigint AS paid
    FROM aged WHERE first_on >= ${scope.from ?? '-infinity'}::date
    GROUP BY 1, 2 ORDER BY 1, 2`
}
