import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/** What the buckets of a row hold by now, as `minute_left` and `day_left`. */
function refilled(now: Date): Prisma.Sql {
  const seconds = Prisma.sql`EXTRACT(EPOCH FROM GREATEST(${now} - refilled_at, INTERVAL '0'))`
  return Prisma.sql`LEAST(per_minute, minute_tokens + per_minute * ${seconds} / 60) AS minute_left,
    LEAST(per_day, day_tokens + per_day * ${seconds} / 86400) AS day_left`
}

/**
 * Takes leave to send from an account, shared by all senders on all machines and kept across restarts (SEMANTICS H7).
 * Two buckets refill with time, one per minute and one per day; a mail takes one token of each.
 * @param wanted how many mails would go now
 * @returns how many may go, 0 to `wanted`
 */
export async function takePace(db: Db, mailboxId: string, wanted: number, now: Date): Promise<number> {
  await db.$executeRaw`
    INSERT INTO sending_pace (mailbox_id, minute_tokens, day_tokens, refilled_at)
    VALUES (${mailboxId}::uuid, 30, 500, ${now})
    ON CONFLICT (mailbox_id) DO NOTHING`
  const rows = await db.$queryRaw<{ granted: number }[]>`
    WITH bucket AS (
      SELECT mailbox_id, ${refilled(now)}, COALESCE(paused_until > ${now}, FALSE) AS is_paused
      FROM sending_pace WHERE mailbox_id = ${mailboxId}::uuid
      FOR UPDATE
    ), leave AS (
      SELECT mailbox_id, minute_left, day_left,
        CASE WHEN is_paused THEN 0 ELSE LEAST(${wanted}::int, FLOOR(minute_left), FLOOR(day_left)) END AS granted
      FROM bucket
    )
    UPDATE sending_pace SET minute_tokens = minute_left - granted, day_tokens = day_left - granted, refilled_at = GREATEST(refilled_at, ${now})
    FROM leave WHERE sending_pace.mailbox_id = leave.mailbox_id
    RETURNING granted::int AS granted`
  return rows[0]?.granted ?? 0
}

/** The server said "too many": nothing goes from this account before `until`. */
export async function pauseSending(db: Db, mailboxId: string, until: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE sending_pace SET paused_until = GREATEST(COALESCE(paused_until, ${until}), ${until})
    WHERE mailbox_id = ${mailboxId}::uuid`
}

/** Whether an account may send at an instant, by what its server said and by its pace. */
export type Leave =
  | { kind: 'free' }
  | { kind: 'paused'; until: Date }
  | { kind: 'spent'; per: 'minute' | 'day'; most: number }

/** What keeps mails of an account that are due; changes nothing, takes nothing. */
export async function leaveOf(db: Db, mailboxId: string, now: Date): Promise<Leave> {
  const [row] = await db.$queryRaw<LeaveRow[]>`
    WITH bucket AS (SELECT *, ${refilled(now)} FROM sending_pace WHERE mailbox_id = ${mailboxId}::uuid)
    SELECT CASE WHEN paused_until > ${now} THEN paused_until END AS "pausedUntil",
      per_minute AS "perMinute", per_day AS "perDay", minute_left >= 1 AS "hasMinute", day_left >= 1 AS "hasDay"
    FROM bucket`
  if (!row) return { kind: 'free' }
  if (row.pausedUntil) return { kind: 'paused', until: row.pausedUntil }
  if (!row.hasDay) return { kind: 'spent', per: 'day', most: row.perDay }
  return row.hasMinute ? { kind: 'free' } : { kind: 'spent', per: 'minute', most: row.perMinute }
}

interface LeaveRow {
  pausedUntil: Date | null
  perMinute: number
  perDay: number
  hasMinute: boolean
  hasDay: boolean
}

/** Sets how many mails a minute and a day may leave an account; what has gone today still counts. */
export async function setPace(db: Db, mailboxId: string, pace: { perMinute: number; perDay: number }): Promise<void> {
  const { perMinute, perDay } = pace
  await db.sendingPace.upsert({
    where: { mailboxId },
    create: { mailboxId, perMinute, perDay, minuteTokens: perMinute, dayTokens: perDay, refilledAt: new Date(0) },
    update: { perMinute, perDay }
  })
}

/** Gives leave back that was taken and not used. */
export async function givePaceBack(db: Db, mailboxId: string, unused: number): Promise<void> {
  await db.$executeRaw`
    UPDATE sending_pace SET minute_tokens = LEAST(per_minute, minute_tokens + ${unused}::int),
      day_tokens = LEAST(per_day, day_tokens + ${unused}::int)
    WHERE mailbox_id = ${mailboxId}::uuid`
}
