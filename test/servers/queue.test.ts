import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { silentLog } from '#src/platform/log.ts'
import { defineJob } from '#src/platform/queue/job.ts'
import { openQueue } from '#src/platform/queue/queue.ts'
import { describeQueue } from '#test/platform/queue/behaviour.ts'
import { freePort } from '#test/setup/port.ts'
import { moment } from '#test/setup/moment.ts'
import { startRedis } from '#test/setup/redis.ts'

describe('the queue in Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  const open = () => openQueue({ redisUrl: redis.url }, { url: 'not used' }, silentLog)
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  describeQueue(open)

  test('a queue whose Redis is emptied goes on', async () => {
    const job = defineJob('test-emptied', z.object({ id: z.number() }))
    const queue = await open()
    const first = moment()
    const second = moment()
    queue.work(job, async ({ id }) => (id === 1 ? first : second).resolve())
    await queue.add(job, { id: 1 })
    await first.promise
    const admin = new Redis(redis.url)
    await admin.flushall()
    await admin.quit()
    await queue.add(job, { id: 2 })
    await second.promise
    await queue.close()
  })
})

test('a Redis that goes away delays nobody for long, and is used again when it is back', async () => {
  const job = defineJob('test-away', z.object({ id: z.number() }))
  const first = await startRedis()
  const queue = await openQueue({ redisUrl: first.url }, { url: 'not used' }, silentLog)
  const before = moment()
  const after = moment()
  queue.work(job, async ({ id }) => (id === 1 ? before : after).resolve())
  await queue.add(job, { id: 1 })
  await before.promise
  await first.stop()
  // It only rings: the row that it rings for is found by its sweep.
  await queue.ring(job, { id: 1 })
  await expect(queue.add(job, { id: 1 })).rejects.toThrow(/isn't writeable|Connection is closed/)
  const again = await startRedis(first.port)
  await vi.waitFor(() => queue.add(job, { id: 2 }), { timeout: 20_000, interval: 200 })
  await after.promise
  await queue.close()
  await again.stop()
})

test('a Redis that may throw jobs away is warned of', async () => {
  const redis = await startRedis()
  const queue = await openQueue({ redisUrl: redis.url }, { url: 'not used' }, silentLog)
  expect(await queue.inspect()).toEqual({
    detail: 'append-only file is off',
    advice: 'Set appendonly yes in redis.conf, to keep jobs over a restart.'
  })
  const admin = new Redis(redis.url)
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
  await admin.quit()
  expect(await queue.inspect()).toMatchObject({ detail: 'maxmemory-policy is allkeys-lru' })
  await queue.close()
  await redis.stop()
})

test('a Redis that does not answer is said in one sentence', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`
  await expect(openQueue({ redisUrl: url }, { url: 'not used' }, silentLog)).rejects.toMatchObject({
    code: 'redis-unreachable'
  })
})
