import { PHRASES, type Phrase } from './phrases.ts'
import { reasonOfProviderCode } from './provider-codes.ts'
import { stepOf, type Step } from './session.ts'
import { isPreciseStatus, reasonOfStatus } from './status-codes.ts'

/** Why a mail was not delivered to one recipient. */
export interface Failure {
  /** The most telling status that is known; null where none is. */
  status: string | null
  reason: string
  hard: boolean
}

/** All that a notice says of one recipient's failure. */
export interface Symptoms {
  action: 'failed' | 'delayed' | 'delivered'
  /** The Status field; empty where there is none. */
  status: string
  /** The remote server's own reply, where it stands apart from the rest. */
  reply: string
  /** What the notice says in its own words about this recipient. */
  words: string
}

/**
 * The reason class of a failure: the remote server's reply first, then the notice's own words, then status codes. Where a
 * doubt is left it is soft: a wrong hard bounce silences a client for good, a wrong soft one costs two mails.
 */
export function reasonOf({ action, status, reply, words }: Symptoms): Failure {
  const told = `${reply}\n${words}`
  const known = tellingStatus(reply, status) || tellingStatus(words, '')
  if (action === 'delivered') return { status: known || null, reason: 'delivered', hard: false }
  const step = stepOf(told)
  const replied = reply === '' ? quotedReply(words) : reply
  const reason =
    reasonOfProviderCode(told) ??
    fromText(replied, { status: known, step, told }) ??
    fromText(words, { status: known, step, told }) ??
    (known === '' ? null : reasonOfStatus(known)) ??
    withoutWords(action, step)
  return { status: known || null, reason, hard: isHard(reason, { status: known, replied }) }
}

/** Trying again does not mend these: nobody reads mail at that address any more, or never did. */
const HARD = new Set(['user-unknown', 'host-unknown', 'moved', 'host-refuses-mail'])

/** A name server's "no such domain" and a server's "no mail here" may be said of a bad day; then the code begins with 4. */
function isHard(reason: string, { status, replied }: { status: string; replied: string }): boolean {
  const isReplyTemporary = /^\D{0,20}4\d\d\b/.test(replied)
  if (reason === 'host-unknown') return !status.startsWith('4')
  if (reason === 'host-refuses-mail') return !isReplyTemporary && !status.startsWith('4')
  return HARD.has(reason)
}

const ENHANCED = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/g

/** Of the codes in a reply and the Status field, the one that says most: "5.0.0" says only that it failed. */
function tellingStatus(text: string, stated: string): string {
  const codes = [...(text.match(ENHANCED) ?? []), ...(stated === '' ? [] : [stated])]
  return codes.find(isPreciseStatus) ?? codes.find((code) => !/^\d\.[05]\.0$/.test(code)) ?? codes.at(-1) ?? ''
}

/** The line of a notice that quotes a server's reply: "said: 550 5.1.1 …", "Remote host said: 550 …", "<<< 550 …". */
function quotedReply(words: string): string {
  const start = words.search(/(?<![\w.])[45]\d\d[ \n-]+(?=\S)/)
  return start === -1 ? '' : words.slice(start, start + REPLY_LENGTH)
}

const REPLY_LENGTH = 1000
const TEXT_LENGTH = 4000

interface Circumstances {
  status: string
  step: Step
  told: string
}

function fromText(text: string, { status, step, told }: Circumstances): string | null {
  const phrase = phraseIn(text)
  const isCodeSurer = isPreciseStatus(status) && (!phrase || (WEAK.has(phrase.reason) && phrase.certain !== true))
  if (isCodeSurer) return reasonOfStatus(status)
  if (!phrase) return null
  const isAboutSender = step === 'mail' && HARD.has(phrase.reason)
  if (isAboutSender) return 'sender-rejected'
  return phrase.reason === 'user-unknown' ? doubted({ status, step, told }) : phrase.reason
}

/**
 * A server that says "user unknown" once it has the whole mail, or nobody knows when, may mean this mail: filters hide
 * behind these words. At RCPT, with a code about the address, or in words that are precise, it is believed.
 */
function doubted({ status, step, told }: Circumstances): string {
  const isBelieved = step === 'rcpt' || /^[45]\.1\./.test(status) || hasCertainWords(told)
  return isBelieved ? 'user-unknown' : 'filtered'
}

function hasCertainWords(text: string): boolean {
  const normal = normalised(text)
  return PHRASES.some(({ certain, pattern }) => certain === true && pattern.test(normal))
}

function phraseIn(text: string): Phrase | undefined {
  const normal = normalised(text)
  return PHRASES.find(({ pattern }) => pattern.test(normal))
}

function normalised(text: string): string {
  return text
    .slice(0, TEXT_LENGTH)
    .toLowerCase()
    .replaceAll(/[\s>]+/g, ' ')
    .replaceAll('’', "'")
}

/** Reasons whose words also stand in refusals that have another cause; a precise status weighs more. */
const WEAK = new Set([
  'user-unknown',
  'filtered',
  'policy',
  'system-error',
  'mailer-error',
  'expired',
  'content',
  'syntax',
  'blocked',
  'host-unknown'
])

function withoutWords(action: Symptoms['action'], step: Step): string {
  if (action === 'delayed') return 'expired'
  return step === 'connect' || step === 'helo' ? 'blocked' : 'undetermined'
}
