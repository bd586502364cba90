/**
 * What other programs can be told of. Each is recorded by a trigger on the row that it is about (migration `webhooks`), with
 * ids and figures only: who wants to know more asks the API, so that nothing of a person lies in an outbox or a foreign log.
 */
export const EVENTS = [
  'client.created',
  'client.updated',
  'client.merged',
  'client.erased',
  'client.unsubscribed',
  'mail.received',
  'interaction.added',
  'purchase.recorded',
  'purchase.changed',
  'coupon.redeemed',
  'coupon.given-back',
  'follow-up.sent',
  'follow-up.answered',
  'follow-up.bounced'
] as const

export type EventType = (typeof EVENTS)[number]

/** Told instead of more than a hundred events of one statement, such as an import: time to read the lists again. */
export const BULK_EVENT = 'bulk.changed'

/** Sent when the owner asks for a trial; no endpoint has to want it. */
export const TRIAL_EVENT = 'trial'
