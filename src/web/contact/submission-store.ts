import type { Db } from '#src/platform/database/database.ts'
import type { ContactSubmission } from '#src/platform/database/generated/client.ts'

export type Submission = ContactSubmission
export type NewSubmission = Omit<Submission, 'confirmedAt' | 'clientId'>

export async function insertSubmission(db: Db, submission: NewSubmission): Promise<void> {
  await db.contactSubmission.create({ data: submission })
}

export async function findSubmission(db: Db, id: string): Promise<Submission | null> {
  return db.contactSubmission.findUnique({ where: { id } })
}

/** What waits for its confirmation, or was confirmed, by the hash of the token in its link. */
export async function findByLink(db: Db, confirmHash: string): Promise<Submission | null> {
  return db.contactSubmission.findUnique({ where: { confirmHash } })
}

/** @returns false where it was confirmed before */
export async function confirmSubmission(db: Db, id: string, at: Date): Promise<boolean> {
  const confirmed = await db.contactSubmission.updateMany({
    where: { id, confirmedAt: null },
    data: { confirmedAt: at }
  })
  return confirmed.count === 1
}

/** Notes on whose record the mail came to stand. */
export async function noteClient(db: Db, id: string, clientId: string): Promise<void> {
  await db.contactSubmission.update({ where: { id }, data: { clientId } })
}

/** Relies on contact_submission_at_idx. */
export async function forgetSubmissions(db: Db, before: Date): Promise<void> {
  await db.contactSubmission.deleteMany({ where: { at: { lt: before } } })
}

/** The mail of a submission as it was read: its Message-ID, and whose record it stands on. */
export async function readArrived(
  db: Db,
  messageId: string
): Promise<{ messageIdHeader: string | null; sentAt: Date; clientId: string } | null> {
  const [row] = await db.$queryRaw<{ messageIdHeader: string | null; sentAt: Date; clientId: string }[]>`
    SELECT message_id_header AS "messageIdHeader", sent_at AS "sentAt", interaction.client_id AS "clientId"
    FROM message JOIN interaction ON interaction.message_id = message.id WHERE message.id = ${messageId}::uuid
    ORDER BY interaction.id LIMIT 1`
  return row ?? null
}
