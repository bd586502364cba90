import type { Db } from '#src/platform/database/database.ts'

export interface DueReminder {
  id: string
  dueAt: Date
  text: string
  clientId: string | null
  clientName: string | null
  threadId: string | null
  memberName: string | null
}

/**
 * Reminders due until an instant, for this member or for nobody in particular; without the promises to ask again that the
 * client has answered. Relies on reminder_open_idx.
 */
export async function dueReminders(
  db: Db,
  due: { memberId: string; until: Date; most: number }
): Promise<DueReminder[]> {
  return db.$queryRaw`
    SELECT reminder.id, reminder.due_at AS "dueAt", reminder.text, client.id AS "clientId", client.name AS "clientName",
      reminder.thread_id AS "threadId", member.name AS "memberName"
    FROM reminder LEFT JOIN client ON client.id = reminder.client_id LEFT JOIN member ON member.id = reminder.member_id
    WHERE reminder.done_at IS NULL AND reminder.due_at < ${due.until}
      AND (reminder.member_id IS NULL OR reminder.member_id = ${due.memberId}::uuid)
      AND (unless_answered_since IS NULL OR client.last_inbound_at IS NULL OR client.last_inbound_at <= unless_answered_since)
    ORDER BY reminder.due_at LIMIT ${due.most}`
}

export interface ComingBirthday {
  id: string
  name: string
  month: number
  day: number
  year: number | null
}

/**
 * Active clients whose birthday is on one of these days of the year. Relies on client_birthday_month_birthday_day_idx: day by day,
 * for PostgreSQL cannot tell how few days are asked for, and would go through all clients.
 */
export async function birthdaysOn(
  db: Db,
  days: { month: number; day: number }[],
  most: number
): Promise<ComingBirthday[]> {
  return db.$queryRaw`
    SELECT born.id, born.name, wanted.month, wanted.day, born.birthday_year AS year
    FROM unnest(${days.map((on) => on.month)}::int[], ${days.map((on) => on.day)}::int[]) WITH ORDINALITY AS wanted(month, day, nth)
    CROSS JOIN LATERAL (
      SELECT id, name, name_folded, birthday_year FROM client
      WHERE birthday_month = wanted.month AND birthday_day = wanted.day AND state = 'active'
      ORDER BY name_folded LIMIT ${most}) AS born
    ORDER BY wanted.nth, born.name_folded LIMIT ${most}`
}

export interface Suggestion {
  id: string
  name: string
  address: string | null
  company: string | null
  firstAt: Date
  mails: number
  lastSubject: string | null
  lastText: string | null
}

/** Unknown correspondents, the latest first, with what they wrote. Walks client_list_recent_idx. */
export async function suggestions(db: Db, most: number): Promise<Suggestion[]> {
  return db.$queryRaw`
    WITH shown AS (
      SELECT id, name, company_id, created_at, last_interaction_at FROM client WHERE state = 'suggested'
      ORDER BY COALESCE(last_interaction_at, created_at) DESC, id DESC LIMIT ${most})
    SELECT shown.id, shown.name, company.name AS company, shown.created_at AS "firstAt",
      (SELECT address FROM client_address WHERE client_id = shown.id ORDER BY is_primary DESC, address LIMIT 1) AS address,
      (SELECT count(*)::int FROM interaction WHERE client_id = shown.id AND kind = 'mail') AS mails,
      last.title AS "lastSubject", left(last.body, 240) AS "lastText"
    FROM shown LEFT JOIN company ON company.id = shown.company_id
    LEFT JOIN LATERAL (
      SELECT title, coalesce(interaction.body, message.reply_text) AS body
      FROM interaction LEFT JOIN message ON message.id = interaction.message_id
      WHERE interaction.client_id = shown.id ORDER BY at DESC LIMIT 1) AS last ON true
    ORDER BY COALESCE(shown.last_interaction_at, shown.created_at) DESC, shown.id DESC`
}

export async function countSuggestions(db: Db, most: number): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM (SELECT FROM client WHERE state = 'suggested' LIMIT ${most}) AS bounded`
  return Number(row?.count ?? 0)
}

export interface UnseenAlert {
  id: string
  clientId: string
  clientName: string
  kind: string
  fromDay: Date
  toDay: Date
  paidBefore: bigint
  paidNow: bigint
  currency: string
}

/** Marked changes in clients' purchases that nobody has seen yet. */
export async function unseenAlerts(db: Db, most: number): Promise<UnseenAlert[]> {
  return db.$queryRaw`
    SELECT insight_alert.id, client_id AS "clientId", client.name AS "clientName", kind, from_day AS "fromDay",
      to_day AS "toDay", paid_before AS "paidBefore", paid_now AS "paidNow", currency
    FROM insight_alert JOIN client ON client.id = insight_alert.client_id
    WHERE seen_at IS NULL AND client.state = 'active' ORDER BY insight_alert.at DESC LIMIT ${most}`
}

export interface MailboxNow {
  id: string
  address: string
  state: string
  stateReason: string | null
}

export async function mailboxesNow(db: Db): Promise<MailboxNow[]> {
  return db.mailbox.findMany({
    select: { id: true, address: true, state: true, stateReason: true },
    orderBy: { address: 'asc' }
  })
}
