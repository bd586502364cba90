import { z } from 'zod'
import { withoutPersonalLinks } from '#src/delivery/links.ts'
import { newTextGiven, splitReply } from '#src/message/reply.ts'
import { withoutCodes } from '#src/offers/code.ts'
import { codesAmong } from '#src/offers/known-codes-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import { shownRows, type Reader } from './shown-mail.ts'

export interface Conversation {
  id: string
  subject: string
  mergedIntoId: string | null
  messageCount: number
  waitingSince: Date | null
  closedAt: Date | null
  closedBy: string | null
  owner: { id: string; name: string } | null
  tags: { tag: string; by: string; at: Date }[]
}

export async function findConversation(db: Db, id: string): Promise<Conversation | null> {
  return db.thread.findUnique({
    where: { id },
    select: {
      id: true,
      subject: true,
      mergedIntoId: true,
      messageCount: true,
      waitingSince: true,
      closedAt: true,
      closedBy: true,
      owner: { select: { id: true, name: true } },
      tags: { select: { tag: true, by: true, at: true }, orderBy: { tag: 'asc' } }
    }
  })
}

/** The same with its subject as this reader may see it. */
export async function shownConversation(db: Db, thread: Conversation, reader: Reader): Promise<Conversation> {
  const [shown = thread] = await shownRows(db, [thread], reader, { fields: { subject: Infinity } })
  return shown
}

export interface ConversationMail {
  id: string
  direction: string
  kind: string
  subject: string
  fromName: string
  fromAddress: string
  sentAt: Date
  text: string
  replyText: string
  signature: string
  hasHtml: boolean
  attachments: ShownAttachment[]
  to: string[]
}

const attachmentSchema = z.object({
  name: z.string(),
  type: z.string(),
  size: z.number(),
  /** Number of the part on the mail server. */
  part: z.string(),
  inline: z.boolean().default(false)
})
export type ShownAttachment = z.infer<typeof attachmentSchema>

/** The newest mails of a thread, in the order they were written. A thread of thousands is shown by its end. */
export async function mailsOf(
  db: Db,
  threadId: string,
  { most, reader }: { most: number; reader: Reader }
): Promise<ConversationMail[]> {
  const rows = await db.$queryRaw<(Omit<ConversationMail, 'attachments'> & { attachments: unknown })[]>`
    SELECT message.id, direction, kind, subject, from_name AS "fromName", from_address AS "fromAddress", sent_at AS "sentAt",
      text, reply_text AS "replyText", signature, html IS NOT NULL AS "hasHtml", attachments,
      ARRAY(SELECT CASE WHEN name = '' THEN address ELSE name END FROM message_address
            WHERE message_id = message.id AND role IN ('to', 'cc') ORDER BY position LIMIT 6) AS to
    FROM message WHERE thread_id = ${threadId}::uuid ORDER BY sent_at DESC, id DESC LIMIT ${most}`
  const mails = rows.reverse()
  const read = mails.map((row, place) => ({
    ...row,
    replyText: newTextGiven(row, textsBefore(mails, place)),
    attachments: shownAttachments(row.attachments)
  }))
  return asShown(db, read, reader)
}

/** A code that the client wrote themself was shown to us; in what they quote, and in our own letters, it was not. */
async function asShown(db: Db, mails: ConversationMail[], reader: Reader): Promise<ConversationMail[]> {
  const codes = reader.seesCodes
    ? new Set<string>()
    : await codesAmong(
        db,
        mails.flatMap(({ subject, text }) => [subject, text])
      )
  const hidden = (text: string) => withoutCodes(text, (code) => codes.has(code))
  return mails.map((mail) => {
    const text = withoutPersonalLinks(mail.text)
    const replyText = withoutPersonalLinks(mail.replyText)
    const own = mail.direction === 'in' && text.startsWith(replyText) ? replyText : ''
    return {
      ...mail,
      subject: hidden(mail.subject),
      text: own + hidden(text.slice(own.length)),
      replyText: mail.direction === 'in' ? replyText : hidden(replyText),
      signature: hidden(withoutPersonalLinks(mail.signature)),
      // Laid out it may hold the code as a square, which nothing tells from other tables.
      hasHtml: mail.hasHtml && hidden(text) === text
    }
  })
}

const PARENTS_MAX = 3
const PARENT_LENGTH_MAX = 16_000

/** What a mail of a thread most likely quotes: the texts right before it, nearest first. */
function textsBefore(mails: { text: string }[], place: number): string[] {
  const before = mails.slice(Math.max(0, place - PARENTS_MAX), place)
  return before.map(({ text }) => text.slice(0, PARENT_LENGTH_MAX)).reverse()
}

function shownAttachments(stored: unknown): ShownAttachment[] {
  const parsed = z.array(attachmentSchema).safeParse(stored)
  return parsed.success ? parsed.data.filter((one) => !one.inline) : []
}

/** What came with one mail. */
export async function attachmentsOf(db: Db, messageId: string): Promise<ShownAttachment[]> {
  const message = await db.message.findUnique({ where: { id: messageId }, select: { attachments: true } })
  return shownAttachments(message?.attachments)
}

/** Clients that the thread concerns. */
export async function clientsOf(db: Db, threadId: string): Promise<{ id: string; name: string; state: string }[]> {
  return db.$queryRaw`
    SELECT DISTINCT client.id, client.name, client.state FROM message
    JOIN interaction ON interaction.message_id = message.id JOIN client ON client.id = interaction.client_id
    WHERE message.thread_id = ${threadId}::uuid ORDER BY client.name LIMIT 8`
}

/** The HTML of a mail, as made safe when it was read; null where it has none, or holds a code that its reader may not have. */
export async function htmlOf(db: Db, messageId: string, reader: Reader): Promise<string | null> {
  const found = await db.message.findUnique({ where: { id: messageId }, select: { html: true, text: true } })
  if (!found?.html) return null
  const holdsCode = !reader.seesCodes && (await codesAmong(db, [found.text, found.html])).size > 0
  return holdsCode ? null : withoutPersonalLinks(found.html)
}

export async function teamNames(db: Db): Promise<{ id: string; name: string }[]> {
  return db.member.findMany({ where: { leftAt: null }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
}

/** The mail that an answer from the page answers: the client's last one, or our own last one where they never wrote, be it automatic. */
export interface AnsweredMail {
  id: string
  messageIdHeader: string | null
  refersTo: string[]
  subject: string
  fromName: string
  fromAddress: string
  direction: string
  sentAt: Date
  text: string
  /** The one it is written in, else that of the client's record; null where neither is known. */
  language: Language | null
  /** Who the answer goes to. */
  to: { name: string; address: string } | null
}

export async function mailToAnswer(db: Db, threadId: string): Promise<AnsweredMail | null> {
  const [row] = await db.$queryRaw<(Omit<AnsweredMail, 'to'> & { toName: string | null; toAddress: string | null })[]>`
    SELECT message.id, message_id_header AS "messageIdHeader", refers_to AS "refersTo", subject, from_name AS "fromName",
      from_address AS "fromAddress", direction, sent_at AS "sentAt", reply_text AS text,
      coalesce(message.language, (
        SELECT client.language FROM interaction JOIN client ON client.id = interaction.client_id
        WHERE interaction.message_id = message.id AND client.language IS NOT NULL LIMIT 1)) AS language,
      addressee.name AS "toName", addressee.address AS "toAddress"
    FROM message
    LEFT JOIN LATERAL (
      SELECT name, address FROM message_address
      WHERE message_id = message.id AND role = CASE direction WHEN 'in' THEN 'reply-to' ELSE 'to' END
      ORDER BY position LIMIT 1) AS addressee ON true
    WHERE thread_id = ${threadId}::uuid AND (direction = 'out' OR (direction = 'in' AND kind = 'human'))
    ORDER BY direction = 'in' DESC, kind = 'human' DESC, sent_at DESC LIMIT 1`
  if (!row) return null
  const { toName, toAddress, ...mail } = row
  const sender = mail.direction === 'in' ? { name: mail.fromName, address: mail.fromAddress } : null
  return { ...mail, to: toAddress === null ? sender : { name: toName ?? '', address: toAddress } }
}

/** How far a conversation has gone: its latest mail of the client's, and its latest answer of ours. */
export interface LastWords {
  client: Said | null
  team: Said | null
}

export interface Said {
  id: string
  /** Who wrote it; null where that is not known. */
  name: string | null
  /** The member who did, where it was written on the page. */
  memberId: string | null
}

/** An answer written on the page stays the same one when it is read back from the mailbox. Relies on outgoing_mail_thread_id_idx. */
export async function lastWords(db: Db, threadId: string): Promise<LastWords> {
  const rows = await db.$queryRaw<(Said & { side: 'client' | 'team' })[]>`
    SELECT DISTINCT ON (side) side, id, name, "memberId" FROM (
      SELECT CASE direction WHEN 'in' THEN 'client' ELSE 'team' END AS side, message.id, nullif(from_name, '') AS name,
        NULL::uuid AS "memberId", sent_at AS at
      FROM message
      WHERE thread_id = ${threadId}::uuid AND kind = 'human' AND direction IN ('in', 'out')
        AND NOT EXISTS (
          SELECT FROM outgoing_mail WHERE thread_id = ${threadId}::uuid AND message_id_header = message.message_id_header)
      UNION ALL
      SELECT 'team', outgoing_mail.id, member.name, member.id, outgoing_mail.created_at
      FROM outgoing_mail LEFT JOIN member ON member.id::text = outgoing_mail.by
      WHERE thread_id = ${threadId}::uuid AND purpose = 'reply' AND state <> 'cancelled') AS said
    ORDER BY side, at DESC, id DESC`
  const said = (side: string) => rows.find((row) => row.side === side) ?? null
  return { client: said('client'), team: said('team') }
}

/** The mailbox that answers in this thread: the one where it lies, else the first; null where none can send. */
export async function mailboxToSend(db: Db, threadId: string): Promise<{ id: string; address: string } | null> {
  const [row] = await db.$queryRaw<{ id: string; address: string }[]>`
    SELECT mailbox.id, mailbox.address FROM mailbox
    WHERE mailbox.smtp_host IS NOT NULL
    ORDER BY EXISTS (
      SELECT FROM message_place JOIN folder ON folder.id = message_place.folder_id JOIN message ON message.id = message_place.message_id
      WHERE folder.mailbox_id = mailbox.id AND message.thread_id = ${threadId}::uuid) DESC, mailbox.created_at
    LIMIT 1`
  return row ?? null
}

export interface AnswerUnderWay {
  id: string
  text: string
  state: string
  reason: string | null
  createdAt: Date
  byName: string | null
}

/**
 * Answers written on the page that have not been read back from the mailbox yet, without what they quote, as they will then be
 * shown. Relies on outgoing_mail_thread_id_idx.
 */
export async function answersUnderWay(db: Db, threadId: string): Promise<AnswerUnderWay[]> {
  const rows = await db.$queryRaw<AnswerUnderWay[]>`
    SELECT outgoing_mail.id, outgoing_mail.text, outgoing_mail.state, outgoing_mail.reason,
      outgoing_mail.created_at AS "createdAt", member.name AS "byName"
    FROM outgoing_mail LEFT JOIN member ON member.id::text = outgoing_mail.by
    WHERE outgoing_mail.thread_id = ${threadId}::uuid AND purpose = 'reply' AND state <> 'cancelled'
      AND NOT EXISTS (SELECT FROM message WHERE message_id_header = outgoing_mail.message_id_header)
    ORDER BY outgoing_mail.created_at`
  return rows.map((row) => {
    const { reply } = splitReply({ text: row.text, html: null, subject: '' })
    return { ...row, text: [reply.text, reply.signature].filter((part) => part !== '').join('\n') }
  })
}

/** Whether an answer came from this form before, whatever its text. Relies on audit_entry_subject_kind_subject_id_at_idx. */
export async function isFormUsed(db: Db, { form, threadId }: { form: string; threadId: string }): Promise<boolean> {
  const line = await db.auditEntry.findFirst({
    where: {
      subjectKind: 'thread',
      subjectId: threadId,
      action: { in: ['thread.answer', 'keywords.obey'] },
      after: { path: ['answer'], string_starts_with: `${form}:` }
    },
    select: { id: true }
  })
  return line !== null
}
