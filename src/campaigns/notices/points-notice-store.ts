import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'

/** After a notice was refused, how long until another one is sent. */
const AFTER_FAILURE_DAYS = 7

/**
 * Remembers as told whoever's notice has left: a mail that is planned, failed or lost tells nobody. Points expire no sooner
 * than 30 days after the mail went, even where it went later than it was meant to (SEMANTICS I4). @param zone the firm's
 */
export async function recordSentNotices(db: Db, { zone, now }: { zone: string; now: Date }): Promise<number> {
  return db.$executeRaw`
    WITH sent AS (
      SELECT id, split_part(key, ' ', 1)::uuid AS client_id, split_part(key, ' ', 2)::date AS said_on,
        split_part(key, ' ', 3)::int AS points, (sent_at AT TIME ZONE ${zone})::date AS told_on
      FROM outgoing_mail WHERE purpose = 'points-notice' AND state = 'sent' AND sent_at > ${now}::timestamptz - interval '90 days')
    INSERT INTO points_notice (client_id, expires_on, told_on, points, "by")
    SELECT client_id, GREATEST(said_on, told_on + 30), told_on, points, 'mail ' || sent.id
    FROM sent JOIN client ON client.id = client_id AND client.state = 'active'
    WHERE NOT EXISTS (SELECT FROM points_notice n WHERE n."by" = 'mail ' || sent.id)
    ON CONFLICT (client_id, expires_on) DO NOTHING`
}

/** What a notice is known by again, and read back from when it was sent. @param today one that failed is sent again on another */
export function noticeKey(
  { clientId, expiresOn, points }: { clientId: string; expiresOn: string; points: number },
  today: Temporal.PlainDate
): string {
  return `${clientId} ${expiresOn} ${points} ${today.toString()}`
}

/** How many notices wait to be sent. */
export async function countWaiting(db: Db): Promise<number> {
  return db.outgoingMail.count({
    where: { purpose: 'points-notice', state: { in: ['planned', 'claimed', 'sending'] } }
  })
}

/**
 * Where a notice goes, of clients who can be reached by mail and have none under way. Who complained, or is not to be written
 * to at all (with `isRefusable`: who left), is not at any address of theirs; one that bounces is only not written to itself.
 */
export async function reachable(
  db: Db,
  clientIds: string[],
  { now, isRefusable }: { now: Date; isRefusable: boolean }
): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ clientId: string; address: string }[]>`
    SELECT DISTINCT ON (own.client_id) own.client_id AS "clientId", own.address
    FROM client_address own
    WHERE own.client_id = ANY(${clientIds}::uuid[])
      AND NOT EXISTS (
        SELECT FROM suppression s
        JOIN client_address a ON s.address IN (a.address, a.match_key)
        WHERE a.client_id = own.client_id AND (s.scope = 'all' OR ${isRefusable}) AND s.lifted_at IS NULL
          AND (a.address = own.address OR s.reason NOT IN ('hard-bounce', 'soft-bounces')))
      AND NOT EXISTS (
        SELECT FROM outgoing_mail m
        WHERE m.purpose = 'points-notice' AND m.key LIKE own.client_id::text || ' %'
          AND (m.state NOT IN ('sent', 'failed', 'cancelled')
            OR m.state = 'failed' AND m.created_at > ${now}::timestamptz - make_interval(days => ${AFTER_FAILURE_DAYS}::int)))
    ORDER BY own.client_id, own.is_primary DESC, own.created_at`
  return new Map(rows.map(({ clientId, address }) => [clientId, address]))
}
