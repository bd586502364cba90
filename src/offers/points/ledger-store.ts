import type { Db } from '#src/platform/database/database.ts'

export type EntryKind = 'earn' | 'reverse' | 'redeem' | 'expire' | 'adjust'

export interface PointsEntry {
  kind: EntryKind
  points: number
  /** The firm's day that it counts for. */
  onDay: Date
  at: Date
  reason: string
  by: string
}

/** An entry that a person or a rule makes; the key tells it from every other. */
export interface NewEntry {
  clientId: string
  kind: EntryKind
  points: number
  /** `YYYY-MM-DD` */
  onDay: string
  at: Date
  reason: string
  key: string
  couponId?: string
  by: string
}

/** @returns false where an entry of this key stands already: nothing was added */
export async function addEntry(db: Db, { onDay, ...entry }: NewEntry): Promise<boolean> {
  const { count } = await db.pointsEntry.createMany({
    data: [{ ...entry, onDay: new Date(onDay) }],
    skipDuplicates: true
  })
  return count === 1
}

export async function entryOf(
  db: Db,
  key: string
): Promise<{ clientId: string; couponId: string | null; points: number } | null> {
  return db.pointsEntry.findUnique({ where: { key }, select: { clientId: true, couponId: true, points: true } })
}

/** The balance of a client: below 0 where points were spent and the purchase that gave them was taken back. */
export async function balanceOf(db: Db, clientId: string): Promise<number> {
  const { _sum } = await db.pointsEntry.aggregate({ where: { clientId }, _sum: { points: true } })
  return _sum.points ?? 0
}

/** The ledger of a client, the latest first. */
export async function entriesOf(db: Db, clientId: string, most = 100): Promise<PointsEntry[]> {
  const rows = await db.$queryRaw<PointsEntry[]>`
    SELECT kind, points, on_day AS "onDay", at, reason, "by" FROM points_entry
    WHERE client_id = ${clientId}::uuid ORDER BY on_day DESC, id DESC LIMIT ${most}`
  return rows
}

/** Makes whoever changes a client's points wait until this transaction ends: a balance is not spent twice. */
export async function lockPoints(db: Db, clientId: string): Promise<void> {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${clientId}, 20260602))::text`
}

/** What a client holds and did over a stretch of days. */
export interface PointsTotals {
  clientId: string
  id: string
  name: string
  /** Over the days asked for. */
  earned: number
  reversed: number
  redeemed: number
  expired: number
  adjusted: number
  /** At the end of the last day. */
  balance: number
  /** The last day on which points were earned or spent, `YYYY-MM-DD`. */
  lastOn: string | null
}

/** Every client with an entry up to the last day, the largest balance first. */
export async function readPointsTotals(
  db: Db,
  { from, to }: { from?: string | undefined; to: string }
): Promise<PointsTotals[]> {
  return db.$queryRaw`
    WITH total AS (
      SELECT client_id, sum(points)::int AS balance,
        (COALESCE(sum(points) FILTER (WHERE kind = 'earn' AND on_day >= ${from ?? '-infinity'}::date), 0))::int AS earned,
        (COALESCE(-sum(points) FILTER (WHERE kind = 'reverse' AND on_day >= ${from ?? '-infinity'}::date), 0))::int AS reversed,
        (COALESCE(-sum(points) FILTER (WHERE kind = 'redeem' AND on_day >= ${from ?? '-infinity'}::date), 0))::int AS redeemed,
        (COALESCE(-sum(points) FILTER (WHERE kind = 'expire' AND on_day >= ${from ?? '-infinity'}::date), 0))::int AS expired,
        (COALESCE(sum(points) FILTER (WHERE kind = 'adjust' AND on_day >= ${from ?? '-infinity'}::date), 0))::int AS adjusted,
        max(on_day) FILTER (WHERE kind IN ('earn', 'redeem')) AS last_on
      FROM points_entry WHERE on_day <= ${to}::date GROUP BY client_id)
    SELECT client.id AS "clientId", COALESCE(client.external_id, client.id::text) AS id, client.name, earned, reversed,
      redeemed, expired, adjusted, balance, last_on::text AS "lastOn"
    FROM total JOIN client ON client.id = total.client_id ORDER BY balance DESC, client.external_id, client.id`
}
