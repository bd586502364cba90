import type { Temporal } from 'temporal-polyfill'
import type { NewEffect } from '#src/platform/effects.ts'
import type { NewArrival } from './arrivals.ts'

/** What a stored mail may set off. A kind stands here once something handles it: one without would wait for ever. */
const MAIL_EFFECTS: { kind: string; isSetOffBy: (arrival: NewArrival, now: Temporal.Instant) => boolean }[] = [
  {
    kind: 'bounce',
    isSetOffBy: ({ mail }) => mail.bounce?.action === 'failed' || mail.complaint?.feedbackType === 'abuse'
  },
  { kind: 'keywords', isSetOffBy: mayHoldKeywords }
]

const KEYWORDS_AGE_MAX = { hours: 7 * 24 }

/**
 * A recent mail of ours with a word behind `#` at the start of a line (SEMANTICS F1, F4). Whether it is one, and whether it is
 * obeyed, is decided when the effect runs.
 */
function mayHoldKeywords({ mail, direction, sentAt, fromOurSentFolder }: NewArrival, now: Temporal.Instant): boolean {
  const isFromUs = direction !== 'in' || fromOurSentFolder
  // Without a date that can be believed, an old mail sent again looks new.
  const isDated = mail.date !== null || fromOurSentFolder
  const isRecent = sentAt.getTime() >= now.subtract(KEYWORDS_AGE_MAX).epochMilliseconds
  return isFromUs && isDated && isRecent && mail.kind === 'human' && /^[ \t]*[#＃]\p{L}/mu.test(mail.reply.text)
}

/**
 * What newly stored mails set off, once per mail whatever is read again: the identity of the mail is the key. The effects
 * of one thread run one after another.
 */
export function effectsOf(stored: NewArrival[], { now }: { now: Temporal.Instant }): NewEffect[] {
  return stored.flatMap((arrival) =>
    MAIL_EFFECTS.filter(({ isSetOffBy }) => isSetOffBy(arrival, now)).map(({ kind }) => ({
      kind,
      key: arrival.mail.identity,
      orderKey: `thread ${arrival.threadId}`,
      payload: { messageId: arrival.messageId, fromOurSentFolder: arrival.fromOurSentFolder, live: arrival.live }
    }))
  )
}
