import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** Whose calendar an address is. */
export interface CalendarOwner {
  memberId: string
  language: Language | null
}

/** Gives a member an address of their own; the one before no longer works. */
export async function replaceCalendar(
  db: Db,
  { memberId, tokenHash, at }: { memberId: string; tokenHash: string; at: Date }
): Promise<void> {
  const fresh = { tokenHash, createdAt: at, readAt: null }
  await db.calendarFeed.upsert({ where: { memberId }, create: { memberId, ...fresh }, update: fresh })
}

/** @returns false where there was none */
export async function endCalendar(db: Db, memberId: string): Promise<boolean> {
  return (await db.calendarFeed.deleteMany({ where: { memberId } })).count === 1
}

export async function calendarOf(db: Db, memberId: string): Promise<{ createdAt: Date; readAt: Date | null } | null> {
  return db.calendarFeed.findUnique({ where: { memberId }, select: { createdAt: true, readAt: true } })
}

/** Whose calendar this is, of those who are still with us; notes that it was read. */
export async function readCalendar(db: Db, tokenHash: string, at: Date): Promise<CalendarOwner | null> {
  const [owner] = await db.$queryRaw<CalendarOwner[]>`
    SELECT member.id AS "memberId", member.language FROM calendar_feed JOIN member ON member.id = member_id
    WHERE token_hash = ${tokenHash} AND member.left_at IS NULL`
  if (!owner) return null
  await db.$executeRaw`
    UPDATE calendar_feed SET read_at = ${at}
    WHERE token_hash = ${tokenHash} AND (read_at IS NULL OR read_at < ${at}::timestamptz - interval '1 hour')`
  return owner
}

/** A day of one campaign: everyone that its follow-ups will go to, or went to, on that day. */
export interface FollowUpDay {
  campaign: string
  title: string | null
  /** Midnight UTC of the firm's calendar day. */
  day: Date
  many: number
  /** Some of the names. */
  names: string[]
}

const NAMES_SHOWN = 12

/** Follow-ups to clients that are planned or were sent, by campaign and day of the firm. */
export async function followUpDays(
  db: Db,
  { from, until, zone }: { from: Date; until: Date; zone: string }
): Promise<FollowUpDay[]> {
  return db.$queryRaw<FollowUpDay[]>`
    SELECT campaign.name AS campaign, campaign.title,
      (COALESCE(sent_at, due_at) AT TIME ZONE ${zone})::date AS day, count(*)::int AS many,
      (array_agg(client.name ORDER BY client.name_folded))[1:${NAMES_SHOWN}::int] AS names
    FROM follow_up JOIN campaign ON campaign.id = campaign_id JOIN client ON client.id = client_id
    WHERE follow_up.state IN ('planned', 'claimed', 'sending', 'sent') AND sent_to = 'client'
      AND due_at BETWEEN ${from} AND ${until} AND client.state = 'active'
    GROUP BY campaign.name, campaign.title, day ORDER BY day, campaign.name`
}

/** A birthday within the days shown; those of clients whom the member looks after, or nobody does. */
export interface BirthdayClient {
  id: string
  name: string
  month: number
  day: number
  year: number | null
}

/** Relies on client_birthday_month_birthday_day_idx. */
export async function birthdaysFor(
  db: Db,
  { memberId, days, most }: { memberId: string; days: { month: number; day: number }[]; most: number }
): Promise<BirthdayClient[]> {
  return db.$queryRaw<BirthdayClient[]>`
    SELECT client.id, client.name, birthday_month AS month, birthday_day AS day, birthday_year AS year
    FROM unnest(${days.map(({ month }) => month)}::int[], ${days.map(({ day }) => day)}::int[]) WITH ORDINALITY AS wanted(month, day, nth)
    JOIN client ON client.birthday_month = wanted.month AND client.birthday_day = wanted.day
    WHERE client.state = 'active' AND (client.owner_id IS NULL OR client.owner_id = ${memberId}::uuid)
    ORDER BY wanted.nth, client.name_folded LIMIT ${most}`
}
