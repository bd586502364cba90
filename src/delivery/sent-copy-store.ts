import { promisify } from 'node:util'
import { constants, gunzip, gzip } from 'node:zlib'
import type { Db } from '#src/platform/database/database.ts'

/** A mail that was sent and whose copy does not lie in Sent yet. */
interface Sent {
  /** Id of the follow-up or outgoing mail. */
  id: string
  mailboxId: string
  /** Without angle brackets. */
  messageId: string
  sentAt: Date
}

/** Its copy, as it is kept. */
export interface PackedCopy extends Sent {
  /** See `packCopy`. */
  packed: Uint8Array<ArrayBuffer>
}

/** Its copy, as it goes into Sent. */
export interface SentCopy extends Sent {
  mime: Buffer
}

const gzipped = promisify(gzip)
const gunzipped = promisify(gunzip)

/**
 * Packs a mail for the time until it lies in Sent: a letter becomes an eighth, for a twentieth of a millisecond, and a database
 * writes what it keeps twice.
 */
export async function packCopy(mime: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await gzipped(mime, { level: constants.Z_BEST_SPEED }))
}

/** Keeps the bytes of a sent mail until they lie in the Sent folder. */
export async function keepCopy(db: Db, { packed, messageId, ...copy }: PackedCopy): Promise<void> {
  const data = { ...copy, messageIdHeader: messageId, mime: packed, isPacked: true }
  await db.sentCopy.createMany({ data, skipDuplicates: true })
}

/** The same as a part of a statement. @param source a set that has the columns of this table; where it has no bytes, no copy is kept */
export function keepCopiesFrom(source: string): string {
  return `INSERT INTO sent_copy (id, mailbox_id, message_id_header, mime, is_packed, sent_at)
    SELECT id, mailbox_id, message_id_header, mime, TRUE, sent_at FROM ${source} WHERE mime IS NOT NULL
    ON CONFLICT DO NOTHING`
}

/** The oldest copies that wait. @param except mailboxes whose copies are left out */
export async function waitingCopies(db: Db, limit: number, except: readonly string[] = []): Promise<SentCopy[]> {
  const where = { mailboxId: { notIn: [...except] } }
  const rows = await db.sentCopy.findMany({ where, orderBy: { sentAt: 'asc' }, take: limit })
  return Promise.all(
    rows.map(async ({ messageIdHeader, mime, isPacked, ...row }) => ({
      ...row,
      messageId: messageIdHeader,
      mime: isPacked ? await gunzipped(mime) : Buffer.from(mime)
    }))
  )
}

/** The copy lies in Sent, or there is no Sent folder to put it into. */
export async function dropCopy(db: Db, id: string): Promise<void> {
  await db.sentCopy.deleteMany({ where: { id } })
}
