import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'

/** One thing that happened with a client, of any channel (M5). */
export interface TimelineEntry {
  id: string
  at: Date
  /** mail, call, visit, meeting, note, order, invoice, delivery, repair, purchase, follow-up, satisfaction */
  kind: string
  direction: 'in' | 'out' | null
  title: string
  /** What was said; of a mail its new text. */
  body: string | null
  /** State of an order, invoice, delivery or repair. */
  state: string | null
  source: string
  /** Member id or the part that recorded it; of a mail who wrote it. */
  by: string | null
  /** The row of another room that it stands for. */
  subject: { kind: string; id: string } | null
  /** Where it is a mail. */
  mail: TimelineMail | null
}

interface TimelineMail {
  id: string
  threadId: string
  /** Message-ID without angle brackets. */
  messageId: string | null
  kind: string
  from: string
}

/** Where a page of a timeline ended: what comes before it is older. */
export interface TimelinePlace {
  at: Date
  id: string
}

const PAGE = 50

/**
 * A client's timeline, latest first.
 * @param before where the page before ended; the present unless told
 * @param limit 50 unless told
 */
export async function timeline(
  db: Db,
  clientId: string,
  { before, limit = PAGE }: { before?: TimelinePlace | undefined; limit?: number } = {}
): Promise<TimelineEntry[]> {
  const rows = await findEntries(db, { clientId, before, limit })
  return rows.map(({ subjectKind, subjectId, mailId, threadId, messageId, mailKind, mailFrom, ...entry }) => ({
    ...entry,
    subject: subjectKind !== null && subjectId !== null ? { kind: subjectKind, id: subjectId } : null,
    mail:
      mailId !== null && threadId !== null
        ? { id: mailId, threadId, messageId, kind: mailKind ?? '', from: mailFrom ?? '' }
        : null
  }))
}

interface EntryRow extends Omit<TimelineEntry, 'subject' | 'mail'> {
  subjectKind: string | null
  subjectId: string | null
  mailId: string | null
  threadId: string | null
  messageId: string | null
  mailKind: string | null
  mailFrom: string | null
}

/** Relies on interaction_client_id_at_idx. */
function findEntries(
  db: Db,
  { clientId, before, limit }: { clientId: string; before: TimelinePlace | undefined; limit: number }
): Promise<EntryRow[]> {
  return db.$queryRaw<EntryRow[]>`
    SELECT interaction.id, interaction.at, interaction.kind, interaction.direction, title, COALESCE(body, reply_text) AS body, state,
      source, COALESCE(by, member_id::text) AS by, subject_kind AS "subjectKind", subject_id AS "subjectId", message.id AS "mailId",
      thread_id AS "threadId", message_id_header AS "messageId", message.kind AS "mailKind", from_address AS "mailFrom"
    FROM interaction LEFT JOIN message ON message.id = interaction.message_id
    WHERE client_id = ${clientId}::uuid
      AND (${before?.at ?? null}::timestamptz IS NULL OR (interaction.at, interaction.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    ORDER BY interaction.at DESC, interaction.id DESC LIMIT ${limit}`
}

/** Something to be put on a timeline. */
export interface NewInteraction {
  clientId: string
  at: Date
  kind: string
  direction?: 'in' | 'out'
  title: string
  body?: string
  state?: string
  /** mailbox, import, keyword, page, api */
  source: string
  /** The id that the source gives: the same again changes the entry and adds none. */
  externalId?: string
  by?: string
  subject?: { kind: string; id: string }
}

/**
 * Records a note, call, visit, order … on a client's timeline.
 * @returns id of the entry; of the earlier one where source, kind and external id are known
 */
export async function recordInteraction(db: Db, entry: NewInteraction): Promise<string> {
  const [stored] = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO interaction (id, client_id, at, kind, direction, title, body, state, source, external_id, by, subject_kind, subject_id)
    VALUES (${newId()}::uuid, ${entry.clientId}::uuid, ${entry.at}, ${entry.kind}, ${entry.direction ?? null}, ${entry.title},
      ${entry.body ?? null}, ${entry.state ?? null}, ${entry.source}, ${entry.externalId ?? null}, ${entry.by ?? null},
      ${entry.subject?.kind ?? null}, ${entry.subject?.id ?? null})
    ON CONFLICT (source, kind, external_id) DO UPDATE SET at = excluded.at, title = excluded.title, body = excluded.body,
      state = excluded.state, direction = excluded.direction
    RETURNING id`
  await db.$executeRaw`
    UPDATE client SET last_interaction_at = GREATEST(last_interaction_at, ${entry.at}) WHERE id = ${entry.clientId}::uuid`
  if (!stored) throw new Error('an interaction was neither stored nor found')
  return stored.id
}
