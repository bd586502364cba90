const DAY_MS = 86_400_000
const WITHIN_MS = 30 * DAY_MS
const LAST = 5
const TOO_MANY = 3

/** One mail that we sent to an address, and whether it came back for the time being (full mailbox, server away). */
export interface Delivery {
  at: Date
  isSoftBounce: boolean
}

/**
 * Whether an address is to be left alone because mail to it keeps coming back: 3 of the last 5 mails within 30 days
 * (SEMANTICS H8).
 */
export function bouncesTooOften(deliveries: Delivery[], now: Date): boolean {
  const recent = deliveries.filter(({ at }) => at <= now && now.getTime() - at.getTime() <= WITHIN_MS)
  const last = recent.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, LAST)
  return last.filter(({ isSoftBounce }) => isSoftBounce).length >= TOO_MANY
}
