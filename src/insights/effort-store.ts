import { IS_SOLICITATION, SOLICITATION_KIND } from '#src/clients/solicitation.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { ActCounts } from './profit.ts'
import { entries, within, type Scope } from './scope.ts'

/**
 * Acts towards clients, as the table expression `act` with client_id, day (the firm's) and kind: mails that members wrote,
 * calls and visits (meetings too) from us to the client, and sent follow-ups from the ledger. The copy of a follow-up in the
 * Sent folder is automatic mail, and does not count again. What was done towards people who were erased is kept without them.
 */
export function acts(scope: Scope, zone: string): Prisma.Sql {
  const day = (instant: Prisma.Sql) => Prisma.sql`(${instant} AT TIME ZONE ${zone})::date`
  const ofSegment = (client: Prisma.Sql) =>
    scope.segment ? Prisma.sql`AND ${client} IN (SELECT client.id FROM client WHERE ${scope.segment})` : Prisma.empty
  return Prisma.sql`
    act AS (
      SELECT i.client_id, ${day(Prisma.sql`i.at`)} AS day, ${SOLICITATION_KIND} AS kind
      FROM interaction i LEFT JOIN message m ON m.id = i.message_id
      WHERE ${IS_SOLICITATION} AND ${within(day(Prisma.sql`i.at`), scope)} ${ofSegment(Prisma.sql`i.client_id`)}
      UNION ALL
      SELECT k.client_id, k.on_day, k.kind FROM kept_act k CROSS JOIN generate_series(1, k.many)
      WHERE ${within(Prisma.sql`k.on_day`, scope)} ${ofSegment(Prisma.sql`k.client_id`)}
      UNION ALL
      SELECT f.client_id, ${day(Prisma.sql`f.sent_at`)}, 'follow-up' FROM follow_up f
      WHERE f.state = 'sent' AND f.sent_to = 'client'
        AND ${within(day(Prisma.sql`f.sent_at`), scope)} ${ofSegment(Prisma.sql`f.client_id`)}
    )`
}

/** Counts of each kind of act, for a query over `act`. */
export const ACT_COUNTS = Prisma.sql`
  (count(*) FILTER (WHERE act.kind = 'mail'))::int AS mails, (count(*) FILTER (WHERE act.kind = 'follow-up'))::int AS "followUps",
  (count(*) FILTER (WHERE act.kind = 'call'))::int AS calls, (count(*) FILTER (WHERE act.kind = 'visit'))::int AS visits`

/** Acts per month from the first follow-up on: before it, there was no effort to pay for. */
export function readActsByMonth(db: Db, scope: Scope, zone: string): Promise<(ActCounts & { month: string })[]> {
  return db.$queryRaw`
    WITH ${acts(scope, zone)}
    SELECT to_char(day, 'YYYY-MM') AS month, ${ACT_COUNTS}
    FROM act WHERE day >= (SELECT date_trunc('month', min(day)) FROM act WHERE kind = 'follow-up')
    GROUP BY 1 ORDER BY 1`
}

/** A purchase within so many days after a follow-up is taken to come of it (SEMANTICS K5). */
export const ATTRIBUTION_DAYS = 14

/** Gross profit per month of purchases that came of follow-ups, minor units. */
export function readGainsByMonth(db: Db, scope: Scope, zone: string): Promise<{ month: string; gain: bigint }[]> {
  return db.$queryRaw`
    WITH ${entries(scope)}, ${acts({ ...scope, from: undefined }, zone)}
    SELECT to_char(on_day, 'YYYY-MM') AS month, sum(kept - COALESCE(cost, 0))::bigint AS gain
    FROM entry
    WHERE is_sale AND ${within(Prisma.sql`on_day`, scope)} AND EXISTS (
      SELECT FROM act WHERE act.client_id = entry.client_id AND act.kind = 'follow-up'
        AND entry.on_day BETWEEN act.day AND act.day + ${ATTRIBUTION_DAYS}::int)
    GROUP BY 1 ORDER BY 1`
}
