import { readAddresses } from './addresses.ts'
import { readBody, type Body } from './body.ts'
import { decodeHeaderText } from './encoded-words.ts'
import { allValues, firstValue, HEADER_LIMIT_BYTES, readHeader, type Header } from './header-block.ts'
import { credibleDate, readDate } from './header-date.ts'
import { identityOf } from './identity.ts'
import { judgeKind } from './kind.ts'
import { languageOf } from './language.ts'
import type { Address, FetchedPart, HeaderField, Mail, MailParts, QuarantineReason, Understood } from './mail.ts'
import { readMessageIds } from './message-ids.ts'
import { readMime, type RawPart } from './mime.ts'
import { readParameters } from './parameters.ts'
import { TEXT_LIMIT_BYTES, wantedParts } from './structure.ts'
import { splitReply } from './reply.ts'
import { findStatements } from './statements.ts'
import { readSubject } from './subject.ts'

export interface Context {
  /** ISO instant at which our server received the mail (INTERNALDATE): a Date after it is not believed (SEMANTICS A14). */
  receivedAt?: string | null
}

/**
 * Understands a mail from its header block and those of its parts that `wantedParts` names, as fetched over IMAP.
 * Never throws: what cannot be understood is quarantined with its reason (SEMANTICS A15).
 */
export function understandParts(parts: MailParts, context: Context = {}): Understood {
  if (parts.header.byteLength > HEADER_LIMIT_BYTES)
    return quarantined(
      'header-too-large',
      `the header has ${parts.header.byteLength} bytes, more than ${HEADER_LIMIT_BYTES}`
    )
  try {
    const header = readHeader(asBuffer(parts.header))
    if (!isMailHeader(header)) return quarantined('unreadable', 'no mail header was found')
    return { kind: 'mail', mail: readMail(header, parts, context) }
  } catch (error) {
    return quarantined('unreadable', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

/** Understands a whole mail (an .eml file, an mbox entry) just as if it had been fetched over IMAP. Never throws. */
export function understandRaw(bytes: Uint8Array, context: Context = {}): Understood {
  if (bytes.byteLength > RAW_LIMIT_BYTES)
    return quarantined('too-large', `the mail has ${bytes.byteLength} bytes, more than ${RAW_LIMIT_BYTES}`)
  try {
    const { header, root } = readMime(withoutEnvelopeLine(asBuffer(bytes)))
    const wanted = wantedParts(root)
    if (wanted.kind === 'quarantined') return wanted
    const parts = wanted.parts.map((part) => ({ ...part, ...contentOf(root, part.part) }))
    return understandParts({ header, parts, attachments: wanted.attachments, size: bytes.byteLength }, context)
  } catch (error) {
    return quarantined('unreadable', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

/** Far above what any mail server accepts. */
const RAW_LIMIT_BYTES = 256 * 1024 * 1024

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

function readMail(header: Header, parts: MailParts, context: Context): Mail {
  const { value: rootType, parameters } = readParameters(firstValue(header, 'content-type') ?? 'text/plain')
  const own = parts.parts.filter((part) => !isInCarriedMail(part, parts.parts))
  const texts = own.filter(isBodyText)
  const body = readBody(texts, rootType)
  const fields = readFields(header, context)
  const verdict = judgeKind({
    header,
    fields,
    text: body.text,
    parts: own,
    rootType,
    reportType: parameters.get('report-type') ?? ''
  })
  const { reply, forwarded } = splitReply({ text: body.text, html: body.html, subject: fields.subject })
  const language = languageOf(`${reply.text}\n${fields.baseSubject}`)
  return {
    identity: identify(header, fields, { texts, attachments: parts.attachments }),
    ...fields,
    ...verdict,
    text: body.text,
    textTruncated: body.textTruncated,
    html: body.html?.safe ?? null,
    reply,
    forwarded: forwarded ?? carriedForward(parts.parts),
    statements: verdict.kind === 'human' ? findStatements(reply.text, language, fields.date) : [],
    attachments: parts.attachments,
    headers: keptHeaders(header),
    language,
    size: parts.size
  }
}

/** What the header alone tells, decoded. */
export type Fields = Pick<
  Mail,
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'date'
  | 'subject'
  | 'baseSubject'
  | 'subjectPrefix'
>

function readFields(header: Header, context: Context): Fields {
  const subject = decodeHeaderText(firstValue(header, 'subject') ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toWellFormed()
  const statedDate = readDate(firstValue(header, 'date') ?? '')
  return {
    messageId: readMessageIds(firstValue(header, 'message-id') ?? '')[0] ?? null,
    inReplyTo: allValues(header, 'in-reply-to').flatMap(readMessageIds),
    references: readMessageIds(allValues(header, 'references').join(' ')),
    from: addressesIn(header, 'from'),
    sender: addressesIn(header, 'sender')[0] ?? null,
    replyTo: addressesIn(header, 'reply-to'),
    to: addressesIn(header, 'to'),
    cc: addressesIn(header, 'cc'),
    bcc: addressesIn(header, 'bcc'),
    date: credibleDate(statedDate, receivedInstant(header, context)),
    subject,
    ...readSubject(subject)
  }
}

function addressesIn(header: Header, name: string): Address[] {
  return allValues(header, name).flatMap(readAddresses)
}

function receivedInstant(header: Header, { receivedAt }: Context): number | null {
  if (receivedAt) return Date.parse(receivedAt)
  const trace = firstValue(header, 'received')
  return trace ? readDate(trace.slice(trace.lastIndexOf(';') + 1)) : null
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
  const fields = readFields(header, {})
  const body: Body = readBody(texts, readParameters(firstValue(header, 'content-type') ?? '').value)
  return { from: fields.from[0] ?? null, date: fields.date, subject: fields.subject || null, text: body.text }
}

function identify(
  header: Header,
  fields: Fields,
  { texts, attachments }: { texts: FetchedPart[]; attachments: Mail['attachments'] }
): string {
  const rawDate = firstValue(header, 'date') ?? ''
  const instant = readDate(rawDate)
  return identityOf({
    messageId: fields.messageId,
    date: instant === null ? rawDate : String(instant),
    fromAddresses: fields.from.map(({ address }) => address),
    toAddresses: [...fields.to, ...fields.cc].map(({ address }) => address),
    subject: fields.subject,
    texts,
    attachments
  })
}

/** Fields that later rooms decide by: threading, permission, our own marks, lists and automata. */
const KEPT = new Set([
  'from',
  'sender',
  'authentication-results',
  'return-path',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-forwarded-to',
  'x-forwarded-for',
  'auto-submitted',
  'precedence',
  'list-id',
  'list-post',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'x-auto-response-suppress',
  'x-mailer',
  'user-agent',
  'thread-index',
  'thread-topic',
  'resent-from',
  'resent-message-id',
  'x-microsoft-original-message-id',
  'x-google-original-message-id',
  'x-original-message-id',
  'disposition-notification-to',
  'importance',
  'x-priority',
  'x-spam-flag',
  'x-spam-status',
  'content-language',
  'organization',
  'x-failed-recipients',
  'x-loop'
])
const OURS = /^x-maillon-/
const KEPT_FIELDS_LIMIT = 100
const KEPT_VALUE_LIMIT = 4096

function keptHeaders(header: Header): HeaderField[] {
  return header.fields
    .filter(({ name }) => KEPT.has(name) || OURS.test(name))
    .slice(0, KEPT_FIELDS_LIMIT)
    .map(({ name, raw }) => ({ name, value: decodeHeaderText(raw.slice(0, KEPT_VALUE_LIMIT)).toWellFormed() }))
}
