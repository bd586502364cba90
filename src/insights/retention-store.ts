import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { entries, periodIndex, periodStart, SALES, type Scope, type Step } from './scope.ts'

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
  return db.$queryRaw<CohortCell[]>`
    WITH ${entries(scope)}, ${SALES},
    aged AS (
      SELECT ${periodIndex(Prisma.sql`first_on`, step)} AS cohort, ${periodIndex(Prisma.sql`on_day`, step)} AS period,
             ${periodIndex(Prisma.sql`previous_on`, step)} AS previous, kept
      FROM sale WHERE first_on >= ${scope.from ?? '-infinity'}::date
    )
    SELECT ${periodStart(Prisma.sql`cohort`, step)}::text AS cohort, period - cohort AS age,
           (count(*) FILTER (WHERE period IS DISTINCT FROM previous))::int AS clients, sum(kept)::bigint AS paid
    FROM aged GROUP BY aged.cohort, period ORDER BY aged.cohort, period`
}
