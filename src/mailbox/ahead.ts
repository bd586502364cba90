/**
 * Draws from a source before it is asked, so that one stage of a pipeline works while the next is busy. At most `depth`
 * results wait: nothing piles up. The source is closed when the consumer stops early.
 */
export async function* ahead<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const waiting: Promise<IteratorResult<T>>[] = []
  const draw = () => {
    // Each draw waits for the one before it, as generators queue their requests; a failure is met where it is awaited.
    const next = iterator.next()
    next.catch(() => undefined)
    waiting.push(next)
  }
  try {
    for (let drawn = 0; drawn <= depth; drawn++) draw()
    for (;;) {
      const next = await waiting.shift()
      if (!next || next.done) return
      draw()
      yield next.value
    }
  } finally {
    await Promise.allSettled(waiting)
    await iterator.return?.()
  }
}

/** Passes each item through `work`, in order. */
export async function* mapped<T, R>(source: AsyncIterable<T>, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  for await (const item of source) yield await work(item)
}
