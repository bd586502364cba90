/** Mails that are read and stored together, and what is settled of the folder once they are. */
export interface Batch {
  /** Ascending; may be empty where a stretch of UIDs holds no mail. */
  uids: number[]
  /** Forward: everything up to here is settled. Past: everything from here on is. */
  settledTo: number
}

/** Which UIDs of a range hold a mail, ascending. */
export type Search = (range: string) => Promise<number[]>

/** One command's worth: enough that round trips do not matter, few enough that little is held in memory or repeated. */
export const BATCH_MAILS = 500
/** The first batch is this part of the largest; each is twice the one before. */
const FIRST_PART = 4
/** UIDs asked for at once while going through a folder. */
const FIRST_WINDOW = 5000
const LARGEST_WINDOW = 2 ** 31

/** What came after the cursor, oldest first. */
export async function* newBatches(search: Search, cursor: number, size = BATCH_MAILS): AsyncGenerator<Batch> {
  // `n:*` names the last mail even where n is beyond it (SEMANTICS A3).
  const uids = (await search(`${cursor + 1}:*`)).filter((uid) => uid > cursor)
  for (let start = 0; start < uids.length; start += size) {
    const batch = uids.slice(start, start + size)
    yield { uids: batch, settledTo: batch.at(-1) ?? cursor }
  }
}

/**
 * Everything below a UID, newest first. The first batches are small: until they are fetched there is nothing to understand, and
 * nothing to store until they are understood.
 */
export async function* pastBatches(search: Search, below: number, largest = BATCH_MAILS): AsyncGenerator<Batch> {
  let size = Math.ceil(largest / FIRST_PART)
  for await (const { uids, from } of windowsDown(search, below - 1)) {
    for (let end = uids.length; end > 0;) {
      const start = Math.max(0, end - size)
      const batch = uids.slice(start, end)
      yield { uids: batch, settledTo: start === 0 ? from : (batch[0] ?? from) }
      end = start
      size = Math.min(size * 2, largest)
    }
    if (uids.length === 0) yield { uids, settledTo: from }
  }
}

/**
 * Goes down through a folder's UIDs, a window at a time, so that what is held does not grow with the folder. Windows widen
 * where UIDs are sparse.
 */
export async function* windowsDown(
  search: Search,
  highest: number
): AsyncGenerator<{ uids: number[]; from: number; to: number }> {
  let width = FIRST_WINDOW
  for (let to = highest; to >= 1;) {
    const from = Math.max(1, to - width + 1)
    const uids = (await search(`${from}:${to}`)).filter((uid) => uid >= from && uid <= to)
    yield { uids, from, to }
    to = from - 1
    const isSparse = uids.length < FIRST_WINDOW / 4
    width = isSparse ? Math.min(width * 4, LARGEST_WINDOW) : FIRST_WINDOW
  }
}
