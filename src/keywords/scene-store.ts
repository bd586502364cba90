import { z } from 'zod'
import { defaultSender } from '#src/delivery/account-store.ts'
import type { HeaderField } from '#src/message/mail.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { SceneClient } from './scene.ts'

/** A stored mail of ours, with all that decides whether its words count and what they are about. */
export interface CommandMail {
  id: string
  identity: string
  messageIdHeader: string | null
  inReplyTo: string[]
  references: string[]
  threadId: string
  threadSubject: string
  subject: string
  /** Without "Re:" and the like (B6). */
  baseSubject: string
  direction: 'in' | 'out' | 'internal'
  kind: string
  idConflict: boolean
  sentAt: Date
  text: string
  replyText: string
  headers: HeaderField[]
  forwarded: { from: string | null; subject: string | null } | null
  places: CommandPlace[]
}

/** Where a copy of it lies. */
interface CommandPlace {
  mailboxId: string
  mailboxAddress: string
  /** Names under which that mailbox's server writes Authentication-Results. */
  authservIds: string[]
  /** inbox, sent, drafts … */
  role: string | null
}

const headersForm = z.array(z.object({ name: z.string(), value: z.string() }))
const understoodForm = z.object({
  forwarded: z.object({ from: z.object({ address: z.string() }).nullable(), subject: z.string().nullable() }).nullish()
})

/** @returns null where the mail is gone, with the person it was about */
export async function readCommandMail(db: Db, messageId: string): Promise<CommandMail | null> {
  const rows = await db.$queryRaw<
    (Omit<CommandMail, 'headers' | 'forwarded' | 'places'> & { headers: unknown; understood: unknown })[]
  >`
    SELECT message.id, identity, message_id_header AS "messageIdHeader", in_reply_to AS "inReplyTo", refers_to AS "references",
      thread_id AS "threadId", thread.subject AS "threadSubject", message.subject, base_subject AS "baseSubject", direction, kind,
      id_conflict AS "idConflict", sent_at AS "sentAt", text, reply_text AS "replyText", headers, understood
    FROM message JOIN thread ON thread.id = thread_id WHERE message.id = ${messageId}::uuid`
  const [row] = rows
  if (!row) return null
  const { headers, understood, ...mail } = row
  const { forwarded } = understoodForm.parse(understood)
  return {
    ...mail,
    headers: headersForm.parse(headers),
    forwarded: forwarded ? { from: forwarded.from?.address ?? null, subject: forwarded.subject } : null,
    places: await placesOf(db, messageId)
  }
}

async function placesOf(db: Db, messageId: string): Promise<CommandPlace[]> {
  return db.$queryRaw<CommandPlace[]>`
    SELECT mailbox.id AS "mailboxId", mailbox.address AS "mailboxAddress", authserv_ids AS "authservIds", folder.role
    FROM message_place JOIN folder ON folder.id = folder_id JOIN mailbox ON mailbox.id = folder.mailbox_id
    WHERE message_id = ${messageId}::uuid ORDER BY mailbox.created_at, folder.path`
}

/** The clients whom a mail concerns; where it concerns nobody (a mail to ourselves), those of its thread. */
export async function clientsConcerned(db: Db, mail: { id: string; threadId: string }): Promise<SceneClient[]> {
  const own = await db.$queryRaw<SceneClient[]>`
    SELECT client.id, client.name, client.state FROM interaction JOIN client ON client.id = client_id
    WHERE message_id = ${mail.id}::uuid AND client.state <> 'erased' ORDER BY client.id`
  return own.length > 0 ? own : clientsOfThread(db, mail.threadId)
}

/** The clients on whose records a thread stands. */
async function clientsOfThread(db: Db, threadId: string): Promise<SceneClient[]> {
  return db.$queryRaw<SceneClient[]>`
    SELECT DISTINCT client.id, client.name, client.state
    FROM message JOIN interaction ON interaction.message_id = message.id JOIN client ON client.id = interaction.client_id
    WHERE thread_id = ${threadId}::uuid AND client.state <> 'erased' ORDER BY client.id`
}

/** The client that a mail of ours to a member was about: a card stands for its client alone. */
export async function clientOfCard(db: Db, outgoingIds: string[]): Promise<SceneClient | null> {
  const rows = await db.$queryRaw<SceneClient[]>`
    SELECT client.id, client.name, client.state
    FROM outgoing_mail JOIN client ON client.id::text = split_part(outgoing_mail.key, ' ', 2)
    WHERE outgoing_mail.id = ANY(${outgoingIds}::uuid[]) AND purpose = 'card' AND client.state <> 'erased'`
  return rows[0] ?? null
}

/** The thread that a mail of ours to a member was about. */
export async function threadOfOutgoing(db: Db, outgoingIds: string[]): Promise<{ id: string; subject: string } | null> {
  const rows = await db.$queryRaw<{ id: string; subject: string }[]>`
    SELECT current.id, current.subject
    FROM outgoing_mail JOIN thread ON thread.id = outgoing_mail.thread_id
      JOIN thread AS current ON current.id = COALESCE(thread.merged_into_id, thread.id)
    WHERE outgoing_mail.id = ANY(${outgoingIds}::uuid[]) LIMIT 1`
  return rows[0] ?? null
}

/**
 * The thread of the mail that was forwarded to us, where we hold it: the same author and subject, the latest before the
 * forward. Relies on message_from_address_sent_at_idx.
 */
export async function threadOfForwarded(
  db: Db,
  forwarded: { from: string; baseSubject: string; before: Date }
): Promise<{ id: string; subject: string } | null> {
  const rows = await db.$queryRaw<{ id: string; subject: string }[]>`
    SELECT thread.id, thread.subject FROM message JOIN thread ON thread.id = thread_id
    WHERE from_address = ${forwarded.from} AND base_subject = ${forwarded.baseSubject} AND direction = 'in'
      AND sent_at <= ${forwarded.before}::timestamptz
    ORDER BY sent_at DESC LIMIT 1`
  return rows[0] ?? null
}

/** The texts of the mails that a mail may quote, nearest first, for telling what is new in it (SEMANTICS E1). */
export async function parentTexts(
  db: Db,
  mail: { id: string | null; threadId: string; sentAt: Date }
): Promise<string[]> {
  const { id, threadId, sentAt } = mail
  const rows = await db.message.findMany({
    where: { threadId, ...(id === null ? {} : { id: { not: id } }), sentAt: { lte: sentAt } },
    orderBy: { sentAt: 'desc' },
    take: PARENTS_MAX,
    select: { text: true }
  })
  return rows.map(({ text }) => text)
}

const PARENTS_MAX = 5

/** Whether the same member sent the same words at the same moment in another mail: a copy that was changed to pass as new. */
export async function isRepeated(db: Db, mail: CommandMail): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM message AS other JOIN message AS mine ON mine.id = ${mail.id}::uuid
    WHERE other.from_address = mine.from_address AND other.sent_at = mine.sent_at AND other.reply_text = mine.reply_text
      AND other.id <> mine.id AND EXISTS (SELECT FROM keyword_act WHERE message_id = other.id AND answer_key = '')
    LIMIT 1`
  return rows.length > 0
}

/** Whether a mail is the copy of an answer written on a page: its words were carried out, or left as text, when it was written. */
export async function isAnswerOfPage(db: Db, { messageIdHeader }: CommandMail): Promise<boolean> {
  if (messageIdHeader === null) return false
  return (await db.outgoingMail.count({ where: { messageIdHeader, purpose: 'reply' } })) > 0
}

/** The mailbox that answers a mail: one in which it lies, if that can send, else the firm's first. */
export async function senderFor(db: Db, messageId: string): Promise<{ id: string; address: string } | null> {
  const rows = await db.$queryRaw<{ id: string; address: string }[]>`
    SELECT mailbox.id, mailbox.address
    FROM message_place JOIN folder ON folder.id = folder_id JOIN mailbox ON mailbox.id = folder.mailbox_id
    WHERE message_id = ${messageId}::uuid AND smtp_host IS NOT NULL AND mailbox.state <> 'paused'
    ORDER BY mailbox.created_at LIMIT 1`
  return rows[0] ?? defaultSender(db)
}
