import { describe, expect, it } from 'vitest'
import { ahead, mapped } from '#src/mailbox/ahead.ts'

async function* count(to: number, seen: number[], onEnd = () => {}): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= to; n++) {
      seen.push(n)
      yield n
    }
  } finally {
    onEnd()
  }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

describe('drawing ahead', () => {
  it('passes everything on in order', async () => {
    expect(await all(ahead(count(9, []), 2))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('lets no more wait than it may', async () => {
    const seen: number[] = []
    const items = ahead(count(100, seen), 1)
    for (let taken = 0; taken < 10; taken++) await items.next()
    expect(seen.length).toBeLessThanOrEqual(12)
    await items.return(undefined)
  })

  it('closes its source when the consumer stops early', async () => {
    let closed = false
    const items = ahead(
      count(100, [], () => (closed = true)),
      1
    )
    for await (const item of items) if (item === 3) break
    expect(closed).toBe(true)
  })

  it('hands a failure on where it belongs', async () => {
    const failing = mapped(count(5, []), async (n) => {
      if (n === 3) throw new Error('three')
      return n
    })
    const got: number[] = []
    const draw = async () => {
      for await (const n of ahead(failing, 1)) got.push(n)
    }
    await expect(draw()).rejects.toThrow('three')
    expect(got).toEqual([1, 2])
  })
})
