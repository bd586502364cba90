import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/** How points expire in this firm: by the owner's settings within the law of the country (SEMANTICS I4). */
export interface ExpiryPolicy {
  kind: 'unused' | 'age'
  months: number
}

/** A client whose points will expire, and the day on which they will at the earliest. */
export interface Expiring {
  clientId: string
  name: string
  points: number
  /** `YYYY-MM-DD` */
  expiresOn: string
}

/**
 * Who has points that expire on or before a day, with those points and their day, as the table expression `expiring`.
 *
 * Unused: the whole balance, so many months after points were last earned or spent. Age: what was earned so many months
 * before, less all that was spent since the beginning: the oldest are spent first. What a refund took back lessens its own.
 */
function expiring({ kind, months }: ExpiryPolicy, day: string): Prisma.Sql {
  if (kind === 'unused')
    return Prisma.sql`
      expiring AS (
        SELECT client_id, sum(points)::int AS points,
          ((max(on_day) FILTER (WHERE kind IN ('earn', 'redeem', 'adjust'))) + make_interval(months => ${months}::int))::date AS expires_on
        FROM points_entry GROUP BY client_id
        HAVING sum(points) > 0
          AND ((max(on_day) FILTER (WHERE kind IN ('earn', 'redeem', 'adjust'))) + make_interval(months => ${months}::int))::date <= ${day}::date)`
  return Prisma.sql`
    expiring AS (
      SELECT client_id, sum(points)::int AS points, min(old_on + make_interval(months => ${months}::int))::date AS expires_on
      FROM (
        SELECT client_id, points, CASE WHEN points > 0 THEN on_day END AS old_on FROM points_entry
        WHERE points < 0 AND kind <> 'reverse'
          OR (on_day + make_interval(months => ${months}::int))::date <= ${day}::date
      ) AS old
      GROUP BY client_id HAVING sum(points) > 0)`
}

/** Whoever is to be told now that points will expire, and has not been: 60 to 30 days ahead. */
export async function toBeTold(
  db: Db,
  policy: ExpiryPolicy,
  { from, to }: { from: string; to: string }
): Promise<Expiring[]> {
  return db.$queryRaw`
    WITH ${expiring(policy, to)}
    SELECT client.id AS "clientId", client.name, expiring.points, GREATEST(expires_on, ${from}::date)::text AS "expiresOn"
    FROM expiring JOIN client ON client.id = expiring.client_id AND client.state = 'active'
    WHERE NOT EXISTS (
      SELECT FROM points_notice n WHERE n.client_id = expiring.client_id AND n.expires_on >= ${from}::date - 30)
    ORDER BY expiring.points DESC, client.id`
}

export async function addNotices(
  db: Db,
  notices: Expiring[],
  { toldOn, by }: { toldOn: string; by: string }
): Promise<number> {
  const data = notices.map(({ clientId, points, expiresOn }) => ({
    clientId,
    points,
    expiresOn: new Date(expiresOn),
    toldOn: new Date(toldOn),
    by
  }))
  return (await db.pointsNotice.createMany({ data, skipDuplicates: true })).count
}

/**
 * Expires the points of whoever was told in time and has neither earned nor spent since, where they expire unused. One
 * statement; run again it adds nothing.
 */
export async function expireTold(
  db: Db,
  policy: ExpiryPolicy,
  { today, at }: { today: string; at: Date }
): Promise<number> {
  return db.$executeRaw`
    WITH ${expiring(policy, today)},
    told AS (
      SELECT client_id, max(expires_on) AS expires_on, (array_agg(points ORDER BY expires_on DESC))[1] AS points
      FROM points_notice WHERE expires_on <= ${today}::date GROUP BY client_id)
    INSERT INTO points_entry (client_id, kind, points, on_day, at, reason, key, "by")
    -- Never more than they were told of.
    SELECT told.client_id, 'expire', -LEAST(expiring.points, told.points), ${today}::date, ${at}::timestamptz,
      'expired, as announced', 'expire:' || told.client_id || ':' || told.expires_on, 'points'
    FROM told JOIN expiring ON expiring.client_id = told.client_id AND expiring.expires_on <= told.expires_on
    ON CONFLICT (key) DO NOTHING`
}
