import { createHash } from 'node:crypto'
import type { CarriedMail } from '#src/message/carried.ts'
import type { LinkedMail } from './grouping.ts'
import { tokensIn } from './token.ts'

/** Of a longer chain the oldest reference and the latest ones are kept: the thread's beginning and its present end. */
const REFERENCE_LIMIT = 100
const ID_LENGTH_LIMIT = 250

/** Header fields in which providers keep the Message-ID that they replaced, and our own mark (SEMANTICS B5). */
const FORMER_ID_FIELDS = new Set([
  'x-maillon-message-id',
  'x-google-original-message-id',
  'x-microsoft-original-message-id',
  'x-original-message-id'
])

/**
 * What threading needs of a mail.
 * @param isOurs written by us: then fields about its former Message-ID are believed, and the copy that a provider made of
 *   it under another id is known by recipients, subject and minute (B5)
 * @param serverThreads the providers' own threads of it, unique across mailboxes
 */
export function linksOf(mail: CarriedMail, { isOurs, serverThreads }: { isOurs: boolean; serverThreads: string[] }) {
  const bears = unique([...idsOf([mail.messageId]), ...(isOurs ? [...formerIds(mail), ...sentId(mail)] : [])])
  const isAnother = (id: string) => !bears.includes(id)
  const references = idsOf([
    ...mail.references,
    mail.bounce?.originalMessageId,
    mail.complaint?.originalMessageId
  ]).filter(isAnother)
  return {
    key: mail.identity,
    bears,
    references: shorten(references),
    inReplyTo: shorten(idsOf(mail.inReplyTo).filter(isAnother)),
    fallbacks: [...serverThreads.map(serverId), ...tokensIn(mail)]
  } satisfies LinkedMail
}

/** The id of a provider's thread, as it stands among the ids of mails. */
export function serverId(serverThread: string): string {
  return boundedId(`server ${serverThread.replaceAll(/\s+/g, '/')}`)
}

/** Usable ids, in order, no doubles; of a doubled one the last place counts: it is nearest to the mail. */
function idsOf(values: readonly (string | null | undefined)[]): string[] {
  const ids = values
    .flatMap((value) => (value ? [boundedId(value.replaceAll(/\s/g, ''))] : []))
    .filter((id) => id !== '')
  return unique(ids.toReversed()).toReversed()
}

/** An id as it is kept: a long one, which no index takes, as its digest. */
export function boundedId(id: string): string {
  return id.length <= ID_LENGTH_LIMIT ? id : `sha256:${digest(id)}`
}

function formerIds(mail: CarriedMail): string[] {
  const fields = mail.long.headers().filter(({ name }) => FORMER_ID_FIELDS.has(name))
  return idsOf(fields.map(({ value }) => /<([^<>]+)>/.exec(value)?.[1] ?? value.trim()))
}

/** Two mails of ours to the same people, of one subject and minute, are one mail that a provider gave another id. */
function sentId(mail: CarriedMail): string[] {
  const recipients = [...mail.to, ...mail.cc].map(({ address }) => address).toSorted()
  if (mail.date === null || recipients.length === 0) return []
  const minute = Math.floor(Date.parse(mail.date) / 60_000)
  const from = mail.from.map(({ address }) => address)
  return [`sent ${digest(JSON.stringify([from, recipients, mail.subject, minute])).slice(0, 40)}`]
}

function shorten(ids: string[]): string[] {
  return ids.length <= REFERENCE_LIMIT ? ids : [...ids.slice(0, 1), ...ids.slice(1 - REFERENCE_LIMIT)]
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
