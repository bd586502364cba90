import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import { newId } from '#src/platform/ids.ts'
import { ownMessageId, rowIdOf } from './message-id.ts'

/** What a mail of ours is for. */
export type Purpose =
  | 'reply'
  | 'receipt'
  | 'confirmation'
  | 'invitation'
  | 'sign-in'
  | 'digest'
  | 'alert'
  | 'card'
  | 'contact'
  | 'points-notice'

/** Whoever reads such a mail can enter by its link: it is for the one who receives it, not for all who share a mailbox. */
const OPENING: Purpose[] = ['sign-in', 'invitation']

/** Whether the link in a mail of this purpose opens an account (docs/decisions/030). */
export function opensAccount(purpose: Purpose): boolean {
  return OPENING.includes(purpose)
}

/** Which of these Message-IDs are those of mails of ours that open an account. */
export async function thatOpenAccounts(db: Sql, messageIds: readonly (string | null)[]): Promise<Set<string>> {
  const ours = messageIds.filter((id) => id !== null && rowIdOf(id) !== null)
  if (ours.length === 0) return new Set()
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT message_id_header AS id FROM outgoing_mail
    WHERE message_id_header = ANY(${ours}::text[]) AND purpose = ANY(${OPENING}::text[])`
  return new Set(rows.map(({ id }) => id))
}

/** A mail to be sent, as any room asks for it. */
export interface NewOutgoingMail {
  purpose: Purpose
  /** The same key for the same cause: asking twice sends once. */
  key: string
  /** The mailbox whose account sends it. */
  mailbox: { id: string; address: string }
  to: { name: string; address: string }
  /** Who is answered instead of us: the visitor for whom the contact form writes to ourselves. */
  replyTo?: { name: string; address: string }
  subject: string
  text: string
  html?: string | null
  inReplyTo?: string | null
  references?: string[]
  threadId?: string | null
  /** Written by the program (receipts, digests), not by a person (replies). */
  automatic: boolean
  /** Member id, or the part of the program that wrote it. */
  by: string
  notBefore?: Date
}

/** A mail taken by a sender. */
export interface ClaimedMail {
  id: string
  purpose: Purpose
  mailboxId: string
  messageIdHeader: string
  toAddress: string
  toName: string
  replyTo: string | null
  replyToName: string | null
  subject: string
  text: string
  html: string | null
  inReplyTo: string | null
  references: string[]
  automatic: boolean
  attempts: number
  createdAt: Date
}

/**
 * Records a mail to be sent, in the caller's transaction: it goes out if, and only if, that is committed.
 * @returns the row's id and Message-ID; those of the earlier row where purpose and key are known already
 */
export async function queueMail(db: Db, mail: NewOutgoingMail): Promise<{ id: string; messageId: string }> {
  const id = newId()
  await db.outgoingMail.createMany({
    skipDuplicates: true,
    data: [
      {
        id,
        purpose: mail.purpose,
        key: mail.key,
        mailboxId: mail.mailbox.id,
        messageIdHeader: ownMessageId(id, mail.mailbox.address),
        toAddress: mail.to.address,
        toName: mail.to.name,
        ...(mail.replyTo ? { replyTo: mail.replyTo.address, replyToName: mail.replyTo.name } : {}),
        subject: mail.subject,
        text: mail.text,
        html: mail.html ?? null,
        inReplyTo: mail.inReplyTo ?? null,
        references: mail.references ?? [],
        threadId: mail.threadId ?? null,
        automatic: mail.automatic,
        by: mail.by,
        ...(mail.notBefore ? { notBefore: mail.notBefore } : {})
      }
    ]
  })
  const row = await db.outgoingMail.findUniqueOrThrow({
    where: { purpose_key: { purpose: mail.purpose, key: mail.key } },
    select: { id: true, messageIdHeader: true }
  })
  return { id: row.id, messageId: row.messageIdHeader }
}

/** Whether a mail was asked for before, by its purpose and key. */
export async function isQueued(db: Db, mail: { purpose: Purpose; key: string }): Promise<boolean> {
  return (await db.outgoingMail.count({ where: mail })) > 0
}

/** Takes mails that are due; another sender finds them taken. Relies on outgoing_mail_due_idx. */
export async function claimMails(db: Db, claim: { holder: string; now: Date; limit: number }): Promise<ClaimedMail[]> {
  return db.$queryRaw<ClaimedMail[]>(Prisma.sql`
    UPDATE outgoing_mail SET state = 'claimed', claimed_by = ${claim.holder}, claimed_at = ${claim.now}
    WHERE id IN (
      SELECT id FROM outgoing_mail
      WHERE state = 'planned' AND not_before <= ${claim.now}
      ORDER BY not_before LIMIT ${claim.limit}
      FOR UPDATE SKIP LOCKED
    )
    RETURNING id, purpose, mailbox_id AS "mailboxId", message_id_header AS "messageIdHeader", to_address AS "toAddress",
      to_name AS "toName", reply_to AS "replyTo", reply_to_name AS "replyToName", subject, text, html, in_reply_to AS "inReplyTo", "references", automatic, attempts,
      created_at AS "createdAt"`)
}

/** Compare-and-set from claimed to sending, the last step before the server sees it. False: somebody else has it. */
export async function beginSending(db: Db, id: string, holder: string, now: Date): Promise<boolean> {
  const { count } = await db.outgoingMail.updateMany({
    where: { id, state: 'claimed', claimedBy: holder },
    data: { state: 'sending', claimedAt: now, attempts: { increment: 1 } }
  })
  return count === 1
}

/** Records the end of a sending that this holder began. Of a mail that opens an account no link is kept. */
export async function endSending(
  db: Db,
  id: string,
  end: { state: 'sent' | 'failed' | 'unknown'; reason: string; now: Date }
): Promise<void> {
  await db.outgoingMail.updateMany({
    where: { id, state: 'sending' },
    data: { state: end.state, reason: end.reason, ...(end.state === 'sent' ? { sentAt: end.now } : {}) }
  })
  await db.outgoingMail.updateMany({ where: { id, purpose: { in: OPENING } }, data: { text: '', html: null } })
}

/** Gives a mail back for a later attempt: it was surely not accepted. */
export async function postpone(db: Db, id: string, until: Date, reason: string): Promise<void> {
  await db.outgoingMail.updateMany({
    where: { id, state: { in: ['claimed', 'sending'] } },
    data: { state: 'planned', notBefore: until, reason, claimedBy: null }
  })
}

/**
 * Settles what dead senders left: claimed mails were never handed over and go back; mails being handed over may have been
 * accepted and become unknown (H2); unknown ones whose copy was read in a Sent folder were sent.
 * @param abandonedBefore claims older than this belong to nobody
 */
export async function recoverAbandoned(db: Db, abandonedBefore: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE outgoing_mail SET state = 'planned', claimed_by = NULL
    WHERE state = 'claimed' AND claimed_at < ${abandonedBefore}`
  await db.$executeRaw`
    UPDATE outgoing_mail SET state = 'unknown', reason = 'the program stopped while the mail was being handed over'
    WHERE state = 'sending' AND claimed_at < ${abandonedBefore}`
  await db.$executeRaw`
    UPDATE outgoing_mail SET state = 'sent', sent_at = message.sent_at, reason = 'its copy was found in the mailbox'
    FROM message WHERE outgoing_mail.state = 'unknown' AND message.message_id_header = outgoing_mail.message_id_header`
}
