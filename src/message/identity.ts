import { hash } from 'node:crypto'
import type { Attachment } from './mail.ts'

/** Less than the 64 KiB that are fetched of any part hold in any encoding, so that both ways in agree. */
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
  /** The texts in the order of the structure, without their transfer encoding. */
  texts: Buffer[]
  attachments: Attachment[]
}): string {
  const { messageId, date, fromAddresses, toAddresses, subject, texts, attachments } = mail
  const named =
    messageId === null ? ['without id', ...toAddresses.toSorted(), subject.replaceAll(/\s+/g, ' ').trim()] : [messageId]
  const content = firstContent(texts)
  const head = Buffer.from(JSON.stringify([named, date, fromAddresses]))
  const body = content ?? Buffer.from(attachments.map((attachment) => attachment.type).join())
  return hash('sha256', Buffer.concat([head, body]), 'hex')
}

function firstContent(texts: Buffer[]): Buffer | null {
  for (const text of texts) {
    const content = withoutBlanks(text)
    if (content.length > 0) return content
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
