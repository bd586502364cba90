import type { JobsOptions, Processor } from 'bullmq'
import type { Config } from '#src/platform/config.ts'
import type { Database } from '#src/platform/database/database.ts'
import { errorText } from '#src/platform/error.ts'
import type { Log } from '#src/platform/log.ts'
import type { Job } from './job.ts'

/**
 * The queue: a bell, never the truth. What must happen is a row in the database; a job says "look now". So a job is not
 * repeated when its handler fails, a lost queue loses nothing, and whoever owns rows also sweeps them now and then.
 */
export interface Queue {
  /** Where jobs are kept: `redis` where REDIS_URL is set. */
  backend: 'postgres' | 'redis'
  /**
   * Asks for one run of a job.
   * @throws where the queue cannot be reached
   */
  add<Payload>(job: Job<Payload>, payload: Payload, options?: AddOptions): Promise<void>
  /** The same, after a stored row: where the queue cannot be reached, the row's sweep will find it, so it is only logged. */
  ring<Payload>(job: Job<Payload>, payload: Payload, options?: AddOptions): Promise<void>
  /** Runs jobs of one kind in this process. A handler may run twice for one job, and may be stopped at any instant. */
  work<Payload>(job: Job<Payload>, handler: Handler<Payload>, options?: WorkOptions): void
  /**
   * Asks for a run once in each period of that length, however many processes ask for the same; at once, where the
   * present period had none yet. Periods are counted from 1970: those of a day begin at midnight UTC.
   */
  tick<Payload>(job: Job<Payload>, payload: Payload, everyMs: number): void
  /** What is wrong with the way its server is set up, if anything. */
  inspect(): Promise<Trouble | undefined>
  /** Takes no more jobs and waits for those under way, for a few seconds. */
  close(): Promise<void>
}

interface AddOptions {
  /**
   * Jobs of one id are rung together: while one waits (or is delayed), another changes nothing; while one runs, it runs
   * once more afterwards. Never both at once.
   */
  id?: string
  /** Not before that many milliseconds from now. */
  delayMs?: number
}

interface WorkOptions {
  /** Jobs at the same time in this process; 1 unless told. */
  concurrency?: number
}

export interface Trouble {
  detail: string
  advice: string
}

type Handler<Payload> = (payload: Payload) => Promise<void>

/** What PostgreSQL and Redis must each be able to make. */
export interface Backend {
  kind: Queue['backend']
  queue(name: string): JobQueue
  worker(name: string, process: Processor, settings: WorkerSettings): JobWorker
  inspect(): Promise<Trouble | undefined>
  close(): Promise<void>
}

/** What is used of BullMQ's Queue, whose type names its backend. */
interface JobQueue {
  add(name: string, payload: unknown, options: JobsOptions): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

/** What is used of BullMQ's Worker. */
interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown
  close(force?: boolean): Promise<void>
}

interface WorkerSettings {
  concurrency: number
  maxStalledCount: number
  runRetryDelay: number
}

const CLOSE_MS = 8000
/** After the database or Redis was away, a worker tries again this often. */
const RUN_RETRY_MS = 1000
/** A job whose process died is given to another that often; one that kills every process ends as failed. */
const MAX_STALLS = 3
/** Errors of this long are taken for the same trouble. */
const SAME_TROUBLE_MS = 5000

/** Opens the queue on Redis where the configuration names one, else in the database. */
export async function openQueue(
  config: Pick<Config, 'redisUrl'>,
  database: Pick<Database, 'url'>,
  log: Log
): Promise<Queue> {
  const onError = tellNowAndThen(log)
  const backend =
    config.redisUrl === undefined
      ? await (await import('./postgres.ts')).openPostgresBackend(database.url, onError)
      : await (await import('./redis.ts')).openRedisBackend(config.redisUrl, onError)
  const queues = queuesOf(backend, onError)
  const workers: JobWorker[] = []
  const timers: NodeJS.Timeout[] = []
  const add: Queue['add'] = async (job, payload, options) => {
    await queues.of(job.name).add(job.name, payload, jobOptions(options))
  }
  return {
    backend: backend.kind,
    add,
    async ring(job, payload, options) {
      await add(job, payload, options).catch(onError)
    },
    work(job, handler, { concurrency = 1 } = {}) {
      const settings = { concurrency, maxStalledCount: MAX_STALLS, runRetryDelay: RUN_RETRY_MS }
      const worker = backend.worker(job.name, ({ data }) => run(job, handler, { data, log }), settings)
      worker.on('error', onError)
      workers.push(worker)
    },
    tick(job, payload, everyMs) {
      const ask = () => void queues.of(job.name).add(job.name, payload, tickOptions(everyMs)).catch(onError)
      timers.push(setInterval(ask, everyMs).unref())
      ask()
    },
    inspect: () => backend.inspect(),
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(workers.map((worker) => closeWorker(worker)))
      await queues.close()
      await backend.close()
    }
  }
}

/** The queues by their names, each made when it is first used. */
function queuesOf(backend: Backend, onError: (error: Error) => void) {
  const queues = new Map<string, JobQueue>()
  return {
    of(name: string): JobQueue {
      const known = queues.get(name)
      if (known) return known
      const made = backend.queue(name)
      made.on('error', onError)
      queues.set(name, made)
      return made
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    }
  }
}

function jobOptions({ id, delayMs }: AddOptions = {}): JobsOptions {
  return {
    removeOnComplete: true,
    removeOnFail: true,
    ...(delayMs !== undefined && { delay: delayMs }),
    ...(id !== undefined && { deduplication: { id, keepLastIfActive: true } })
  }
}

/** The period's number makes the ticks of several processes one; it is kept until the next period has begun. */
function tickOptions(everyMs: number): JobsOptions {
  const kept = { age: Math.ceil((2 * everyMs) / 1000) }
  return { jobId: `tick-${Math.floor(Date.now() / everyMs)}`, removeOnComplete: kept, removeOnFail: kept }
}

async function run<Payload>(job: Job<Payload>, handler: Handler<Payload>, { data, log }: { data: unknown; log: Log }) {
  try {
    await handler(job.payload.parse(data))
  } catch (error) {
    log.error({ job: job.name, err: error }, 'job failed')
    throw error
  }
}

/** A server that goes away is reported by every connection to it at once: one line tells it. */
function tellNowAndThen(log: Log): (error: unknown) => void {
  let toldAt = -Infinity
  return (error) => {
    const isNews = performance.now() - toldAt > SAME_TROUBLE_MS
    if (!isNews) return
    toldAt = performance.now()
    log.warn({ reason: errorText(error) }, 'queue: its server does not answer')
  }
}

/** A handler that does not end is left behind: its job is found again by another worker or the sweep. */
async function closeWorker(worker: JobWorker): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), CLOSE_MS)))
  const end = await Promise.race([worker.close(), timeout])
  clearTimeout(timer)
  if (end === 'late') await worker.close(true)
}
