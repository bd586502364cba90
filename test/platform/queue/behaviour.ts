import { z } from 'zod'
import { expect, test, vi } from 'vitest'
import { defineJob } from '#src/platform/queue/job.ts'
import type { Queue } from '#src/platform/queue/queue.ts'
import { moment } from '#test/setup/moment.ts'

/** What the queue promises on either backend. `open` gives a queue on the same storage at each call. */
export function describeQueue(open: () => Promise<Queue>): void {
  const job = (name: string) => defineJob(`test-${name}`, z.object({ id: z.number() }))

  test('a job runs with the payload that was given', async () => {
    const queue = await open()
    const done = moment<number>()
    queue.work(job('payload'), async ({ id }) => done.resolve(id))
    await queue.add(job('payload'), { id: 7 })
    expect(await done.promise).toBe(7)
    await queue.close()
  })

  test('a job asked for while no worker runs waits for one', async () => {
    const asking = await open()
    await asking.add(job('waits'), { id: 1 })
    await asking.close()
    const working = await open()
    const done = moment<number>()
    working.work(job('waits'), async ({ id }) => done.resolve(id))
    expect(await done.promise).toBe(1)
    await working.close()
  })

  test('jobs of one id that wait are run once', async () => {
    const queue = await open()
    await queue.add(job('same'), { id: 1 }, { id: 'one' })
    await queue.add(job('same'), { id: 2 }, { id: 'one' })
    await queue.add(job('same'), { id: 3 }, { id: 'last' })
    const ran: number[] = []
    const last = moment()
    queue.work(job('same'), async ({ id }) => {
      ran.push(id)
      if (id === 3) last.resolve()
    })
    await last.promise
    expect(ran).toEqual([1, 3])
    await queue.close()
  })

  test('a job rung while one of its id runs is run once more, not at the same time', async () => {
    const queue = await open()
    const gate = moment()
    const begun = moment()
    const again = moment()
    let atOnce = 0
    let most = 0
    let runs = 0
    queue.work(
      job('again'),
      async () => {
        most = Math.max(most, ++atOnce)
        begun.resolve()
        if (++runs === 2) again.resolve()
        await gate.promise
        atOnce--
      },
      { concurrency: 3 }
    )
    await queue.add(job('again'), { id: 1 }, { id: 'bell' })
    await begun.promise
    await queue.add(job('again'), { id: 2 }, { id: 'bell' })
    await queue.add(job('again'), { id: 3 }, { id: 'bell' })
    gate.resolve()
    await again.promise
    await queue.close()
    expect({ most, runs }).toEqual({ most: 1, runs: 2 })
  })

  test('a handler that throws stops neither the worker nor the next job', async () => {
    const queue = await open()
    const done = moment()
    queue.work(job('throws'), async ({ id }) => {
      if (id === 1) throw new Error('expected by the test')
      done.resolve()
    })
    await queue.add(job('throws'), { id: 1 })
    await queue.add(job('throws'), { id: 2 })
    await done.promise
    await queue.close()
  })

  test('a payload of another form never reaches the handler', async () => {
    const queue = await open()
    const handler = vi.fn(async () => undefined)
    const done = moment()
    queue.work(job('form'), async ({ id }) => {
      if (id === 2) done.resolve()
      else await handler()
    })
    await queue.add(defineJob('test-form', z.unknown()), { id: 'one' })
    await queue.add(job('form'), { id: 2 })
    await done.promise
    expect(handler).not.toHaveBeenCalled()
    await queue.close()
  })

  test('two processes that tick for the same work have one run a period', async () => {
    const HOUR_MS = 3_600_000
    const [one, two] = [await open(), await open()]
    let runs = 0
    const last = moment()
    one.work(job('tick'), async ({ id }) => {
      if (id === 0) runs++
      else last.resolve()
    })
    one.tick(job('tick'), { id: 0 }, HOUR_MS)
    await vi.waitUntil(() => runs === 1, { timeout: 20_000 })
    two.tick(job('tick'), { id: 0 }, HOUR_MS)
    await two.close()
    await one.add(job('tick'), { id: 1 })
    await last.promise
    expect(runs).toBe(1)
    await one.close()
  })

  test('a delayed job does not run before its time', async () => {
    const queue = await open()
    const asked = Date.now()
    const ran = moment<number>()
    queue.work(job('delay'), async () => ran.resolve(Date.now()))
    await queue.add(job('delay'), { id: 1 }, { delayMs: 300 })
    expect((await ran.promise) - asked).toBeGreaterThanOrEqual(299)
    await queue.close()
  })
}
