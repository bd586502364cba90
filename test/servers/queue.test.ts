import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

test('a Redis that does not answer is said in one sentence', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`
  await expect(openQueue({ redisUrl: url }, { url: 'not used' }, silentLog)).rejects.toMatchObject({
    code: 'redis-unreachable'
  })
})
