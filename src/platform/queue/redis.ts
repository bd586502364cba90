import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { errorText } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Backend, Trouble } from './queue.ts'

/** Keeps the program's keys apart from others in the same Redis. */
const PREFIX = 'maillon'
const LONGEST_PAUSE_MS = 2000

/** Jobs in Redis, for several machines. Redis may be emptied at any time: nothing is lost, see queue.ts. */
export async function openRedisBackend(url: string, onError: (error: Error) => void): Promise<Backend> {
  const retryStrategy = (attempt: number) => Math.min(50 * 2 ** attempt, LONGEST_PAUSE_MS)
  // One who asks for a job is told at once that Redis is away; one who waits for jobs waits for as long as it takes.
  const asking = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy,
    lazyConnect: true
  })
  const working = new Redis(url, { maxRetriesPerRequest: null, retryStrategy, lazyConnect: true })
  asking.on('error', onError)
  working.on('error', onError)
  try {
    await asking.connect()
  } catch (cause) {
    asking.disconnect()
    throw new Refusal(
      'redis-unreachable',
      `Redis at ${new URL(url).host} does not answer (${errorText(cause)}): start it, or correct REDIS_URL, or unset it to keep jobs in PostgreSQL.`,
      { cause }
    )
  }
  return {
    kind: 'redis',
    queue: (name) => new Queue(name, { connection: asking, prefix: PREFIX }),
    worker: (name, process, settings) =>
      new Worker(name, process, { connection: working, prefix: PREFIX, ...settings }),
    inspect: () => inspect(asking),
    async close() {
      asking.disconnect()
      working.disconnect()
    }
  }
}

/** BullMQ wants a Redis that throws nothing away; append-only keeps jobs over a restart, which spares the sweeps. */
async function inspect(redis: Redis): Promise<Trouble | undefined> {
  const about = new Map(
    (await redis.info()).split(/\r?\n/).map((line) => {
      const [name = '', value = ''] = line.split(':')
      return [name, value] as const
    })
  )
  const policy = about.get('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction')
    return { detail: `maxmemory-policy is ${policy}`, advice: 'Set maxmemory-policy noeviction in redis.conf.' }
  if (about.get('aof_enabled') === '0')
    return {
      detail: 'append-only file is off',
      advice: 'Set appendonly yes in redis.conf, to keep jobs over a restart.'
    }
  return undefined
}
