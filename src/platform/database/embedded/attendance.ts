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

/**
 * Uses the embedded server of a data folder: finds it running, or starts it; and starts it again should it be killed.
 *
 * The server itself counts its users: each holds a shared advisory lock for as long as its session lives, and the kernel
 * closes the session of a process that is killed. So there is no count or lock file that a crash could falsify. A user
 * that arrives while the last one is stopping the server waits for the lock, sees the session end, and starts anew.
 */
export async function attend(dataFolder: string, settings?: ServerSettings): Promise<Attendance> {
  const cluster = await prepareCluster(dataFolder)
  let isLeaving = false
  let session = await enter(cluster, settings)
  const keepServed = (current: Client) =>
    current.once('end', () => {
      if (!isLeaving) returning = comeBack()
    })
  const comeBack = async () => {
    session = await enter(cluster, settings)
    keepServed(session)
  }
  let returning: Promise<void> = Promise.resolve()
  keepServed(session)
  return {
    connection: cluster.connection,
    async leave() {
      isLeaving = true
      await returning.catch(() => undefined)
      await depart(cluster, session)
    }
  }
}

async function enter(cluster: Cluster, settings?: ServerSettings): Promise<Client> {
  const deadline = performance.now() + START_TIMEOUT_MS
  let launched: Launch | undefined
  while (performance.now() < deadline) {
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
    return { kind: 'arrived', session }
  } catch (error) {
    await session.end().catch(() => undefined)
    const code = errorCode(error) ?? ''
    if (['ENOENT', 'ECONNREFUSED'].includes(code)) return { kind: 'absent' }
    // Starting up, shutting down, crashed, too many connections; or cut off in the middle.
    const isPassing = ['57P01', '57P02', '57P03', '53300', 'ECONNRESET', 'EPIPE'].includes(code)
    if (isPassing || errorText(error).includes('Connection terminated')) return { kind: 'busy' }
    throw error
  }
}

async function depart(cluster: Cluster, session: Client): Promise<void> {
  try {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [ATTENDANCE_LOCK])
    const last = await session.query('SELECT pg_try_advisory_lock($1) AS "isLast"', [ATTENDANCE_LOCK])
    if (last.rows[0].isLast === true) await shutDown(cluster)
  } finally {
    await session.end().catch(() => undefined)
  }
}
