import type { Temporal } from 'temporal-polyfill'
import type { CarriedMail } from '#src/message/carried.ts'
import { leavingRequest } from '#src/message/leaving.ts'
import { codesIn } from '#src/offers/code.ts'
import type { NewEffect } from '#src/platform/effects.ts'
import type { NewArrival } from './arrivals.ts'

/** What a stored mail may set off. A kind stands here once something handles it: one without would wait for ever. */
const MAIL_EFFECTS: { kind: string; isSetOffBy: (arrival: NewArrival, isRecent: IsRecent) => boolean }[] = [
  {
    kind: 'bounce',
    isSetOffBy: ({ mail }) => mail.bounce?.action === 'failed' || mail.complaint?.feedbackType === 'abuse'
  },
  { kind: 'keywords', isSetOffBy: mayHoldKeywords },
  { kind: 'client-words', isSetOffBy: mayHoldClientWords },
  // A mail of our own contact form bears an id of ours, as delivery/message-id.ts makes them.
  {
    kind: 'contact-form',
    isSetOffBy: (arrival) => isRelayed(arrival) && arrival.mail.messageId?.startsWith('maillon.') === true
  },
  {
    kind: 'statements',
    isSetOffBy: ({ mail, direction }) => direction === 'in' && mail.kind === 'human' && mail.statements.length > 0
  }
]

type IsRecent = (sentAt: Date) => boolean

/** What is older was said before anybody here listened. */
const WORDS_AGE_MAX = { hours: 7 * 24 }

/**
 * A recent mail of ours with a word behind `#` at the start of a line (SEMANTICS F1, F4). Whether it is one, and whether it is
 * obeyed, is decided when the effect runs.
 */
function mayHoldKeywords(arrival: NewArrival, isRecent: IsRecent): boolean {
  const { mail, direction, sentAt, fromOurSentFolder } = arrival
  // Whoever fills in a form of ours writes under our address, and is none of us.
  if (isRelayed(arrival)) return false
  const isFromUs = direction !== 'in' || fromOurSentFolder
  // Without a date that can be believed, an old mail sent again looks new.
  const isDated = mail.date !== null || fromOurSentFolder
  return isFromUs && isDated && isRecent(sentAt) && mail.kind === 'human' && holdsKeyword(mail)
}

function holdsKeyword({ long }: CarriedMail): boolean {
  return /^[ \t]*[#＃]\p{L}/mu.test(long.textOf('newText'))
}

/** A wish to leave, or what may be a code of ours in a recent mail of a client's (F7). A STOP holds from now on: an old one does not. */
function mayHoldClientWords(arrival: NewArrival, isRecent: IsRecent): boolean {
  const { mail, direction, sentAt } = arrival
  // Nobody has shown that the address in the form is theirs.
  if (isRelayed(arrival)) return false
  if (direction !== 'in') return false
  const isRecentWord = mail.kind === 'human' && isRecent(sentAt)
  const replyText = isRecentWord ? mail.long.textOf('newText') : ''
  const leaving = leavingRequest({ ...mail, replyText })
  if (leaving !== null && leaving.kind !== 'stop') return true
  return isRecentWord && (leaving !== null || codesIn(replyText).length > 0)
}

/** Written by a web form for somebody who stands in Reply-To (SEMANTICS C2). */
function isRelayed({ concerned }: NewArrival): boolean {
  return concerned.some(({ role }) => role === 'reply-to')
}

/**
 * What newly stored mails set off, once per mail whatever is read again: the identity of the mail is the key. The effects
 * of one thread run one after another.
 */
export function effectsOf(stored: NewArrival[], { now }: { now: Temporal.Instant }): NewEffect[] {
  const oldest = now.subtract(WORDS_AGE_MAX).epochMilliseconds
  const isRecent = (sentAt: Date) => sentAt.getTime() >= oldest
  return stored.flatMap((arrival) =>
    MAIL_EFFECTS.filter(({ isSetOffBy }) => isSetOffBy(arrival, isRecent)).map(({ kind }) => ({
      kind,
      key: arrival.mail.identity,
      orderKey: `thread ${arrival.threadId}`,
      payload: { messageId: arrival.messageId, fromOurSentFolder: arrival.fromOurSentFolder, live: arrival.live }
    }))
  )
}
