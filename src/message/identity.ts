import { createHash } from 'node:crypto'
import type { Attachment, FetchedPart } from './mail.ts'
import { decodeTransfer } from './transfer-encoding.ts'

/** Enough for 8 KiB of text in any encoding, and less than what is fetched of any part, so that both ways in agree. */
const READ_BYTES = 24 * 1024
const HASHED_BYTES = 8 * 1024

/**
 * What makes a mail itself (SEMANTICS A13): the same in every folder and mailbox. Left out is what transports change:
 * Received and other trace fields, the transfer encoding, line ends and blanks, and (where a Message-ID says which mail it
 * is) the subject and recipients, which filters and gateways rewrite. A text changed on the way is another mail.
 * @returns hex SHA-256
 */
export function identityOf(mail: {
  messageId: string | null
  /** As the Date field states it, credible or not; the raw field where it states no instant. */
  date: string
  fromAddresses: string[]
  toAddresses: string[]
  subject: string
  texts: FetchedPart[]
  attachments: Attachment[]
}): string {
  const { messageId, date, fromAddresses, toAddresses, subject, texts, attachments } = mail
  const hash = createHash('sha256')
  const named =
    messageId === null ? ['without id', ...toAddresses.toSorted(), subject.replaceAll(/\s+/g, ' ').trim()] : [messageId]
  const content = firstContent(texts)
  hash.update(JSON.stringify([named, date, fromAddresses]))
  hash.update(content ?? attachments.map((attachment) => attachment.type).join())
  return hash.digest('hex')
}

function firstContent(texts: FetchedPart[]): Buffer | null {
  for (const { content, encoding } of texts) {
    const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, READ_BYTES))
    const blackened = withoutBlanks(decodeTransfer(head, encoding))
    if (blackened.length > 0) return blackened
  }
  return null
}

function withoutBlanks(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(Math.min(bytes.length, HASHED_BYTES))
  let length = 0
  for (let index = 0; index < bytes.length && length < HASHED_BYTES; index++) {
    const byte = bytes[index] ?? 0
    if (byte > 0x20) kept[length++] = byte
  }
  return kept.subarray(0, length)
}
