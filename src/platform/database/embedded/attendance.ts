import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { Refusal } from '#src/platform/refusal.ts'
import { errorCode, errorText } from '#src/platform/error.ts'
import { prepareCluster, type Cluster } from './cluster.ts'
import { explainEnd, launch, shutDown, type Launch, type ServerSettings } from './server.ts'

/** One process's use of the shared server. */
export interface Attendance {
  connection: Cluster['connection']
  /** Ends the use; the last one out stops the server. */
  leave(): Promise<void>
}

/** Session lock that every user of the server holds shared; who gains it alone is the last one. Any number would do. */
const ATTENDANCE_LOCK = 721_300_018
const START_TIMEOUT_MS = 120_000
const LOOK_AGAIN_MS = 25
const RELAUNCH_MS = 200
const RETURN_MS = 2000

/**
 * Uses the embedded server of a data folder: finds it running, or starts it; and starts it again should it be killed.
 *
 * The server itself counts its users: each holds a shared advisory lock for as long as its session lives, and the kernel
 * closes the session of a process that is killed. So there is no count or lock file that a crash could falsify. A user
 * that arrives while the last one is stopping the server waits for the lock, sees the session end, and starts anew.
 */
export async function attend(dataFolder: string, settings: ServerSettings = {}): Promise<Attendance> {
  const cluster = await prepareCluster(dataFolder)
  const leaving = new AbortController()
  let session = await enter(cluster, { settings, leaving: leaving.signal })
  let returning: Promise<void> = Promise.resolve()
  const stay = () =>
    session.once('end', () => {
      if (!leaving.signal.aborted) returning = comeBack()
    })
  const comeBack = async () => {
    while (!leaving.signal.aborted) {
      const again = await enter(cluster, { settings, leaving: leaving.signal }).catch(() => undefined)
      if (again) {
        session = again
        stay()
        return
      }
      // Its log says why; a full disk may have been freed by the next try.
      await delay(RETURN_MS, undefined, { signal: leaving.signal }).catch(() => undefined)
    }
  }
  stay()
  return {
    connection: cluster.connection,
    async leave() {
      leaving.abort()
      await returning
      await depart(cluster, session)
    }
  }
}

interface EnterOptions {
  settings: ServerSettings
  leaving: AbortSignal
}

async function enter(cluster: Cluster, { settings, leaving }: EnterOptions): Promise<Client> {
  const deadline = performance.now() + START_TIMEOUT_MS
  let launched: Launch | undefined
  while (performance.now() < deadline) {
    leaving.throwIfAborted()
    const arrival = await arrive(cluster)
    if (arrival.kind === 'arrived') return arrival.session
    const isEnded = launched?.hasEnded() ?? false
    if (launched && isEnded) {
      explainEnd(launched.said(), cluster)
      await delay(RELAUNCH_MS)
    }
    const isNobodyServing = arrival.kind === 'absent' && (!launched || isEnded)
    if (isNobodyServing) launched = await launch(cluster, settings)
    await delay(LOOK_AGAIN_MS)
  }
  throw new Refusal(
    'database-not-started',
    `The built-in PostgreSQL did not answer within ${START_TIMEOUT_MS / 1000} s; see ${cluster.logFile}.`
  )
}

type Arrival = { kind: 'arrived'; session: Client } | { kind: 'absent' } | { kind: 'busy' }

async function arrive(cluster: Cluster): Promise<Arrival> {
  const session = new Client({ ...cluster.connection, database: 'postgres', application_name: 'maillon attendance' })
  session.on('error', () => undefined)
  try {
    await session.connect()
    await session.query('SELECT pg_advisory_lock_shared($1)', [ATTENDANCE_LOCK])
    await requireOpenDoor(cluster)
    return { kind: 'arrived', session }
  } catch (error) {
    await session.end().catch(() => undefined)
    if (['ENOENT', 'ECONNREFUSED'].includes(errorCode(error) ?? '')) return { kind: 'absent' }
    if (isCutOff(error)) return { kind: 'busy' }
    throw error
  }
}

/**
 * A server that stops ends the session of the last user, whose lock so becomes free before this session is ended too. It
 * lets nobody in from before that: whoever gets in now has the lock of a server that stays.
 */
async function requireOpenDoor(cluster: Cluster): Promise<void> {
  const visit = new Client({ ...cluster.connection, database: 'postgres' })
  visit.on('error', () => undefined)
  await visit.connect()
  await visit.end()
}

async function depart(cluster: Cluster, session: Client): Promise<void> {
  try {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [ATTENDANCE_LOCK])
    const last = await session.query('SELECT pg_try_advisory_lock($1) AS "isLast"', [ATTENDANCE_LOCK])
    if (last.rows[0].isLast === true) await shutDown(cluster)
  } catch (error) {
    // The server went before we did: there is nothing to stop.
    if (!isCutOff(error)) throw error
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** The server starts, ends, crashed or is full; or the connection was cut in the middle. */
function isCutOff(error: unknown): boolean {
  const isPassing = ['57P01', '57P02', '57P03', '53300', 'ECONNRESET', 'EPIPE'].includes(errorCode(error) ?? '')
  return isPassing || /Connection terminated|not queryable|closed the connection/.test(errorText(error))
}
