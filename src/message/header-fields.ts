import { readAddresses } from './addresses.ts'
import { decodeHeaderText, repairHeaderText } from './encoded-words.ts'
import { allValues, firstValue, type Header } from './header-block.ts'
import { credibleDate, readDate } from './header-date.ts'
import type { Address, HeaderField, Mail } from './mail.ts'
import { readMessageIds } from './message-ids.ts'
import { readSubject } from './subject.ts'

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

/**
 * Reads the fields that every mail has.
 * @param receivedAt ISO instant at which our server received the mail; a Date after it is not believed (SEMANTICS A14)
 */
export function readFields(header: Header, receivedAt: string | null): Fields {
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
    date: credibleDate(statedDate, receivedInstant(header, receivedAt)),
    subject,
    ...readSubject(subject)
  }
}

function addressesIn(header: Header, name: string): Address[] {
  return allValues(header, name).flatMap(readAddresses)
}

function receivedInstant(header: Header, receivedAt: string | null): number | null {
  if (receivedAt) return Date.parse(receivedAt)
  const trace = firstValue(header, 'received')
  return trace ? readDate(trace.slice(trace.lastIndexOf(';') + 1)) : null
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

/** Not decoded: who may command rests on From and Authentication-Results as they were really sent. */
export function keptHeaders(header: Header): HeaderField[] {
  const kept = header.fields.filter(({ name }) => KEPT.has(name) || OURS.test(name))
  const bounded = kept.filter(({ name }, index) => index < KEPT_FIELDS_LIMIT || name === 'from')
  return bounded.map(({ name, raw }) => ({
    name,
    value: repairHeaderText(raw.slice(0, KEPT_VALUE_LIMIT)).toWellFormed()
  }))
}
