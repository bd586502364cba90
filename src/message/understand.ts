import { decodePart, readBody, textPart, type TextPart } from './body.ts'
import { firstValue, HEADER_LIMIT_BYTES, readHeader, type Header } from './header-block.ts'
import { readDate } from './header-date.ts'
import { keptHeaders, readFields, type Fields } from './header-fields.ts'
import { identityOf } from './identity.ts'
import { judgeKind } from './kind.ts'
import { languageOf } from './language.ts'
import type { FetchedPart, Mail, MailParts, QuarantineReason, Understood } from './mail.ts'
import { readMessageIds } from './message-ids.ts'
import { readMime, type RawPart } from './mime.ts'
import { readParameters } from './parameters.ts'
import { splitReply } from './reply.ts'
import { findStatements } from './statements.ts'
import { TEXT_LIMIT_BYTES, wantedParts } from './structure.ts'

export interface Context {
  /** ISO instant at which our server received the mail (INTERNALDATE): a Date after it is not believed (SEMANTICS A14). */
  receivedAt?: string | null
}

/**
 * Understands a mail from its header block and those of its parts that `wantedParts` names, as fetched over IMAP.
 * Never throws: what cannot be understood is quarantined with its reason (SEMANTICS A15).
 */
export function understandParts(parts: MailParts, context: Context = {}): Understood {
  const headerSize = parts.header.byteLength
  return guarded(() => understand({ ...parts, header: readHeader(asBuffer(parts.header)), headerSize }, context))
}

/** Understands a whole mail (an .eml file, an mbox entry) just as if it had been fetched over IMAP. Never throws. */
export function understandRaw(bytes: Uint8Array, context: Context = {}): Understood {
  if (bytes.byteLength > RAW_LIMIT_BYTES)
    return quarantined('too-large', `the mail has ${bytes.byteLength} bytes, more than ${RAW_LIMIT_BYTES}`)
  return guarded(() => {
    const { root, ...head } = readMime(withoutEnvelopeLine(asBuffer(bytes)))
    const wanted = wantedParts(root)
    if (wanted.kind === 'quarantined') return wanted
    const parts = wanted.parts.map((part) => ({ ...part, ...contentOf(root, part.part) }))
    return understand({ ...head, parts, attachments: wanted.attachments, size: bytes.byteLength }, context)
  })
}

function guarded(understanding: () => Understood): Understood {
  try {
    return understanding()
  } catch (error) {
    return quarantined('unreadable', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

/** A mail whose header block is read, with the size that it had. */
type ReadParts = Omit<MailParts, 'header'> & { header: Header; headerSize: number }

function understand({ header, headerSize, ...parts }: ReadParts, context: Context): Understood {
  if (headerSize > HEADER_LIMIT_BYTES)
    return quarantined('header-too-large', `the header has ${headerSize} bytes, more than ${HEADER_LIMIT_BYTES}`)
  if (!isMailHeader(header)) return quarantined('unreadable', 'no mail header was found')
  return { kind: 'mail', mail: readMail(header, parts, context) }
}

/** Far above what any mail server accepts. */
export const RAW_LIMIT_BYTES = 256 * 1024 * 1024

function quarantined(reason: QuarantineReason, detail: string): Understood {
  return { kind: 'quarantined', reason, detail }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Files saved from an mbox begin with its "From " line, sometimes quoted. */
function withoutEnvelopeLine(bytes: Buffer): Buffer {
  if (!/^>?From /.test(bytes.toString('latin1', 0, 6))) return bytes
  const newline = bytes.indexOf(0x0a)
  return newline === -1 ? bytes : bytes.subarray(newline + 1)
}

const MAIL_FIELDS = [
  'from',
  'date',
  'subject',
  'to',
  'message-id',
  'received',
  'return-path',
  'mime-version',
  'content-type'
]

function isMailHeader(header: Header): boolean {
  return MAIL_FIELDS.some((name) => header.byName.has(name))
}

/** Finds a section of a whole mail; the same cut as the mailbox makes when it fetches. */
function contentOf(root: RawPart, section: string): { content: Buffer; truncated: boolean } {
  const isHeader = section.endsWith('.header')
  const numbers = section
    .split('.')
    .slice(0, isHeader ? -1 : undefined)
    .map(Number)
  const node = nodeAt(root, numbers)
  const content = node?.body ?? Buffer.alloc(0)
  return { content: content.subarray(0, TEXT_LIMIT_BYTES), truncated: content.length > TEXT_LIMIT_BYTES }
}

/** IMAP numbering: a carried mail and its own multipart share a number; a single part is number 1 of what holds it. */
function nodeAt(root: RawPart, numbers: number[]): RawPart | null {
  let node: RawPart | undefined = root
  for (const number of numbers) {
    const holder: RawPart | undefined = node.type.startsWith('message/') ? node.childNodes?.[0] : node
    const children: RawPart[] | undefined = holder?.type.startsWith('multipart/') ? holder.childNodes : undefined
    node = children ? children[number - 1] : holder
    if (!node) return null
  }
  return node
}

function readMail(header: Header, parts: Omit<MailParts, 'header'>, context: Context): Mail {
  const { value: rootType, parameters } = readParameters(firstValue(header, 'content-type') ?? 'text/plain')
  const own = parts.parts.filter((part) => !isInCarriedMail(part, parts.parts))
  const texts = own.filter(isBodyText).map(textPart)
  const body = readBody(texts, rootType)
  const fields = readFields(header, context.receivedAt ?? null)
  const verdict = judgeKind({
    header,
    fields,
    text: body.text,
    parts: own,
    rootType,
    reportType: parameters.get('report-type') ?? ''
  })
  const isReport = verdict.kind === 'complaint' || verdict.kind === 'delivery-report'
  const { reply, forwarded } = isReport
    ? { reply: { text: body.text, quoted: '', signature: '' }, forwarded: null }
    : splitReply({ text: body.text, html: body.html, subject: fields.subject })
  const language = languageOf(`${reply.text}\n${fields.baseSubject}`)
  return {
    identity: identify(header, fields, { texts, attachments: parts.attachments }),
    ...fields,
    inReplyTo: [...new Set([...fields.inReplyTo, ...receiptFor(own)])],
    ...verdict,
    text: body.text,
    textTruncated: body.textTruncated,
    html: body.html?.safe ?? null,
    reply,
    forwarded: isReport ? null : (forwarded ?? carriedForward(parts.parts)),
    statements: verdict.kind === 'human' ? findStatements(reply.text, language, fields.date) : [],
    attachments: parts.attachments,
    headers: keptHeaders(header),
    language,
    size: parts.size
  }
}

/** A read receipt names the mail it is about in a field of its own (RFC 8098, section 3.2.4). */
function receiptFor(parts: FetchedPart[]): string[] {
  const receipt = parts.find(({ type }) => type.endsWith('disposition-notification'))
  const header = receipt ? readHeader(Buffer.from(decodePart(receipt), 'utf8')) : null
  return header ? readMessageIds(firstValue(header, 'original-message-id') ?? '').slice(0, 1) : []
}

function isBodyText(part: FetchedPart): boolean {
  return part.type === 'text/plain' || part.type === 'text/html'
}

/** A part below a number whose ".header" is there belongs to the mail carried under that number. */
function isInCarriedMail(part: FetchedPart, parts: FetchedPart[]): boolean {
  return parts.some(
    (other) =>
      other.part.endsWith('.header') && part !== other && part.part.startsWith(other.part.slice(0, -'header'.length))
  )
}

function carriedForward(parts: FetchedPart[]): Mail['forwarded'] {
  const carried = parts.find((part) => part.part.endsWith('.header'))
  const texts = carried
    ? parts.filter((part) => isBodyText(part) && part.part.startsWith(carried.part.slice(0, -'header'.length)))
    : []
  if (!carried || texts.length === 0) return null
  const header = readHeader(asBuffer(carried.content))
  const fields = readFields(header, null)
  const body = readBody(texts.map(textPart), readParameters(firstValue(header, 'content-type') ?? '').value)
  return { from: fields.from[0] ?? null, date: fields.date, subject: fields.subject || null, text: body.text }
}

function identify(
  header: Header,
  fields: Fields,
  { texts, attachments }: { texts: TextPart[]; attachments: Mail['attachments'] }
): string {
  const rawDate = firstValue(header, 'date') ?? ''
  const instant = readDate(rawDate)
  return identityOf({
    messageId: fields.messageId,
    date: instant === null ? rawDate : String(instant),
    fromAddresses: fields.from.map(({ address }) => address),
    toAddresses: [...fields.to, ...fields.cc].map(({ address }) => address),
    subject: fields.subject,
    texts: texts.map(({ bytes }) => bytes),
    attachments
  })
}
