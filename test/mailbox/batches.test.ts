import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newBatches, pastBatches, windowsDown, type Batch, type Search } from '#src/mailbox/batches.ts'

/** A folder that holds these UIDs, answering as servers do: `n:*` names the last one even where n is beyond it. */
function folderOf(uids: number[]): Search {
  return async (range) => {
    const [from = 0, to] = range.split(':').map((end) => (end === '*' ? Math.max(0, ...uids) : Number(end)))
    const [low, high] = [Math.min(from, to ?? from), Math.max(from, to ?? from)]
    return uids.filter((uid) => uid >= low && uid <= high)
  }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

const someUids = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4_000_000_000 })), {
  maxLength: 40
})

describe('the new mails of a folder', () => {
  it('are those above the cursor, in order, and the last one named in vain is left out (A3)', async () => {
    await fc.assert(
      fc.asyncProperty(someUids, fc.nat({ max: 70 }), fc.integer({ min: 1, max: 7 }), async (uids, cursor, size) => {
        const batches = await all(newBatches(folderOf(uids.toSorted((a, b) => a - b)), cursor, size))
        const expected = uids.filter((uid) => uid > cursor).toSorted((a, b) => a - b)
        expect(batches.flatMap((batch) => batch.uids)).toEqual(expected)
        expect(batches.every((batch) => batch.uids.length <= size)).toBe(true)
        expect(batches.map(({ settledTo }) => settledTo)).toEqual(batches.map((batch) => batch.uids.at(-1)))
      })
    )
  })
})

describe('the past of a folder', () => {
  it('is every mail below, newest first, and ends with all settled', async () => {
    await fc.assert(
      fc.asyncProperty(someUids, fc.integer({ min: 1, max: 7 }), async (uids, size) => {
        const sorted = uids.toSorted((a, b) => a - b)
        const below = (sorted.at(-1) ?? 0) + 1
        const batches = await all(pastBatches(folderOf(sorted), below, size))
        const newestFirst = batches.flatMap((batch) => batch.uids.toReversed())
        expect(newestFirst).toEqual(sorted.toReversed())
        expect(settlesOnlyWhatWasRead(batches, sorted)).toBe(true)
        expect(batches.every((batch) => batch.uids.length <= size)).toBe(true)
        expect(batches.at(-1)?.settledTo ?? 1).toBe(1)
      })
    )
  })

  it('begins with a small batch, so that storing need not wait for long', async () => {
    const uids = Array.from({ length: 40 }, (_, index) => index + 1)
    const batches = await all(pastBatches(folderOf(uids), 41, 16))
    expect(batches.map((batch) => batch.uids.length)).toEqual([4, 8, 16, 12])
  })
})

/** At each step, every mail from `settledTo` on has been in this batch or one before. */
function settlesOnlyWhatWasRead(batches: Batch[], uids: number[]): boolean {
  const read = new Set<number>()
  return batches.every((batch) => {
    for (const uid of batch.uids) read.add(uid)
    return uids.every((uid) => uid < batch.settledTo || read.has(uid))
  })
}

describe('going down through a folder', () => {
  it('asks few questions where UIDs are sparse', async () => {
    let questions = 0
    const search: Search = async (range) => {
      questions += 1
      return folderOf([1, 4_000_000_000])(range)
    }
    await all(windowsDown(search, 4_000_000_000))
    expect(questions).toBeLessThan(20)
  })
})
