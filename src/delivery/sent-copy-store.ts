import type { Db } from '#src/platform/database/database.ts'

/** A mail that was sent and whose copy does not lie in Sent yet. */
export interface SentCopy {
  /** Id of the follow-up or outgoing mail. */
  id: string
  mailboxId: string
  /** Without angle brackets. */
  messageId: string
  mime: Buffer
  sentAt: Date
}

/** Keeps the bytes of sent mails until they lie in the Sent folder. */
export async function keepCopies(db: Db, copies: readonly SentCopy[]): Promise<void> {
  await db.sentCopy.createMany({
    data: copies.map(({ messageId, mime, ...copy }) => ({
      ...copy,
      messageIdHeader: messageId,
      mime: new Uint8Array(mime)
    })),
    skipDuplicates: true
  })
}

/** The same as a part of a statement. @param source a set that has the columns of this table; where it has no bytes, no copy is kept */
export function keepCopiesFrom(source: string): string {
  return `INSERT INTO sent_copy (id, mailbox_id, message_id_header, mime, sent_at)
    SELECT id, mailbox_id, message_id_header, mime, sent_at FROM ${source} WHERE mime IS NOT NULL
    ON CONFLICT DO NOTHING`
}

/** The oldest copies that wait. */
export async function waitingCopies(db: Db, limit: number): Promise<SentCopy[]> {
  const rows = await db.sentCopy.findMany({ orderBy: { sentAt: 'asc' }, take: limit })
  return rows.map(({ messageIdHeader, mime, ...row }) => ({
    ...row,
    messageId: messageIdHeader,
    mime: Buffer.from(mime)
  }))
}

/** The copy lies in Sent, or there is no Sent folder to put it into. */
export async function dropCopy(db: Db, id: string): Promise<void> {
  await db.sentCopy.deleteMany({ where: { id } })
}
