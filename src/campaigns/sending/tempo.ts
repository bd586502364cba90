/** At first: few enough for the first mail to leave soon, and enough for the next ones to be ready when these are gone. */
const FIRST = 50
const FEWEST = 10
/** More at once would cost each of them hardly less. */
const MOST = 200
/** What is looked at leaves within so long after, where the server lets it. */
const AHEAD_SECONDS = 1

/** How many mails are looked at and written in one go. */
export interface Tempo {
  /** To be claimed now; the next are when no more than these wait for their turn. */
  batch(): number
  /** Learns how fast mails leave. @param mails that began to go since the last time, in so many milliseconds */
  note(mails: number, milliseconds: number): void
}

/**
 * Batches as large as what leaves in a second: a fast server waits for nobody, and on the way to a slow one nothing was looked
 * at long ago. They grow to twice the size at most: while the connections waited for mails, little was seen of how fast they are.
 */
export function openTempo(): Tempo {
  let size = FIRST
  return {
    batch: () => size,
    note(mails, milliseconds) {
      const leaving = Math.ceil((mails / Math.max(milliseconds, 1)) * 1000 * AHEAD_SECONDS)
      size = Math.min(Math.max(FEWEST, leaving), size * 2, MOST)
    }
  }
}
