import type { Temporal } from 'temporal-polyfill'
import type { NewEffect } from '#src/platform/effects.ts'
import type { NewArrival } from './arrivals.ts'

/** What a stored mail may set off. A kind stands here once something handles it: one without would wait for ever. */
const MAIL_EFFECTS: { kind: string; isSetOffBy: (arrival: NewArrival, now: Temporal.Instant) => boolean }[] = [
  {
    kind: 'bounce',
    isSetOffBy: ({ mail }) => mail.bounce?.action === 'failed' || mail.complaint?.feedbackType === 'abuse'
  }
]

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
