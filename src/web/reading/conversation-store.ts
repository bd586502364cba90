import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'

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
  inline: z.boolean().default(false)
})
export type ShownAttachment = z.infer<typeof attachmentSchema>

/** The newest mails of a thread, in the order they were written. A thread of thousands is shown by its end. */
export async function mailsOf(db: Db, threadId: string, most: number): Promise<ConversationMail[]> {
  const rows = await db.$queryRaw<(Omit<ConversationMail, 'attachments'> & { attachments: unknown })[]>`
    SELECT message.id, direction, kind, subject, from_name AS "fromName", from_address AS "fromAddress", sent_at AS "sentAt",
      text, reply_text AS "replyText", signature, html IS NOT NULL AS "hasHtml", attachments,
      ARRAY(SELECT CASE WHEN name = '' THEN address ELSE name END FROM message_address
            WHERE message_id = message.id AND role IN ('to', 'cc') ORDER BY position LIMIT 6) AS to
    FROM message WHERE thread_id = ${threadId}::uuid ORDER BY sent_at DESC, id DESC LIMIT ${most}`
  return rows.reverse().map((row) => ({ ...row, attachments: shownAttachments(row.attachments) }))
}

function shownAttachments(stored: unknown): ShownAttachment[] {
  const parsed = z.array(attachmentSchema).safeParse(stored)
  return parsed.success ? parsed.data.filter((one) => !one.inline) : []
}

/** Clients that the thread concerns. */
export async function clientsOf(db: Db, threadId: string): Promise<{ id: string; name: string; state: string }[]> {
  return db.$queryRaw`
    SELECT DISTINCT client.id, client.name, client.state FROM message
    JOIN interaction ON interaction.message_id = message.id JOIN client ON client.id = interaction.client_id
    WHERE message.thread_id = ${threadId}::uuid ORDER BY client.name LIMIT 8`
}

/** The HTML of a mail, as made safe when it was read; null where it has none or is not of this thread. */
export async function htmlOf(db: Db, messageId: string): Promise<string | null> {
  const found = await db.message.findUnique({ where: { id: messageId }, select: { html: true } })
  return found?.html ?? null
}

export async function teamNames(db: Db): Promise<{ id: string; name: string }[]> {
  return db.member.findMany({ where: { leftAt: null }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
}
