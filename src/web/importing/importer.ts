import { Worker } from 'node:worker_threads'
import { compiledBeside } from '#src/message/compiled.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Config } from '#src/platform/config.ts'
import type { Database } from '#src/platform/database/database.ts'
import { errorText } from '#src/platform/error.ts'
import { dropLeases, takeLeases } from '#src/platform/lease.ts'
import type { Log } from '#src/platform/log.ts'
import { guid } from '#src/web/asked-id.ts'
import { deleteFiles, deleteUpload, idsHere, isHere } from './files.ts'
import {
  askedImports,
  findImport,
  giveUpOld,
  leaseOf,
  lostImports,
  turnImport,
  withSame,
  type FileImport
} from './import-store.ts'
import { endByRefusal, noteImport } from './work.ts'

/** Imports what owners ask for on the page, one file at a time, in a thread beside the pages. */
export interface Importer {
  /** Looks for what was asked for, at once. */
  look(): void
  /** Ends what is under way: it is interrupted, and safe to repeat. */
  stop(): Promise<void>
}

export interface ImporterWorld {
  config: Pick<Config, 'key' | 'dataFolder'>
  database: Database
  clock: Clock
  log: Log
  holder: string
  folder: string
}

/** What the thread is given. */
export interface Assignment {
  id: string
  folder: string
  /** ISO instant. */
  now: string
  config: Pick<Config, 'key' | 'dataFolder' | 'databaseUrl'>
}

/** What was asked for while nobody looked, as by a page of another process, is found within this; so is who was stopped. */
const LOOK_MS = 2000
const TIDY_MS = 60_000
/** A file with which nobody goes on is kept this long, and so is a list of refused rows. */
export const KEPT_HOURS = 24
/** A million purchases take less: of each purchase a number is kept, of those that stand in several places all. */
const HEAP_MB = 640

/** Begins with what a process before this one left. */
export function startImporter(world: ImporterWorld): Importer {
  let turn: Promise<void> = Promise.resolve()
  let tidiedAt = -Infinity
  let isQueued = false
  let isStopping = false
  let worker: Worker | null = null

  async function lookOnce(): Promise<void> {
    isQueued = false
    if (isStopping) return
    await takeBackLost(world)
    if (performance.now() - tidiedAt > TIDY_MS) {
      await tidy(world)
      tidiedAt = performance.now()
    }
    const row = await claim(world)
    if (!row) return
    await runThread(row)
    look()
  }

  async function runThread(row: FileImport): Promise<void> {
    const { log, database, clock, holder } = world
    worker = startThread(world, row.id)
    const watch = setInterval(() => void endIfStopped(world, row, worker), LOOK_MS)
    try {
      await ended(worker)
    } catch (error) {
      log.error({ import: row.id, reason: errorText(error) }, 'an import failed')
      const now = await findImport(database.prisma, row.id)
      if (now) await endByRefusal(database.prisma, now, { code: 'fault', at: dateOf(clock.now()) })
    } finally {
      clearInterval(watch)
      worker = null
      await dropLeases(database.prisma, [leaseOf(row.id)], holder)
    }
  }

  function look(): void {
    if (isQueued || isStopping) return
    isQueued = true
    turn = turn.then(lookOnce).catch((error) => {
      isQueued = false
      world.log.warn({ reason: errorText(error) }, 'imports: cannot look for them')
    })
  }

  const timer = setInterval(look, LOOK_MS)
  look()
  return {
    look,
    async stop() {
      isStopping = true
      clearInterval(timer)
      await worker?.terminate()
      await turn
      await takeBackLost(world)
    }
  }
}

/** The oldest that was asked for and whose file lies on this machine, now ours. */
async function claim({ database, clock, folder, holder }: ImporterWorld): Promise<FileImport | null> {
  const { prisma } = database
  for (const row of await askedImports(prisma)) {
    if (!isHere(folder, row.id)) continue
    const [lease] = await takeLeases(prisma, [leaseOf(row.id)], holder)
    if (lease === undefined) continue
    const to = row.state === 'check-asked' ? 'checking' : 'importing'
    const at = dateOf(clock.now())
    const counts = { bytes: 0, read: 0, created: 0, updated: 0, unchanged: 0, refusals: 0 }
    const counted = to === 'importing' && row.readAs ? { readAs: withSame(row.readAs, 0) } : {}
    if (await turnImport(prisma, row.id, { from: [row.state], to, at, failure: null, ...counts, ...counted }))
      return { ...row, state: to, ...counted }
    await dropLeases(prisma, [lease], holder)
  }
  return null
}

/** What a killed process was at: a dry run begins again by itself, an import waits for the owner, who may repeat it safely. */
async function takeBackLost({ database, clock }: ImporterWorld): Promise<void> {
  const { prisma } = database
  const at = dateOf(clock.now())
  for (const row of await lostImports(prisma)) {
    const to = row.state === 'checking' ? 'check-asked' : 'interrupted'
    const isOurs = await turnImport(prisma, row.id, { from: [row.state], to, at })
    if (isOurs && to === 'interrupted') await noteImport(prisma, { ...row, state: to }, at)
  }
}

/** Files that nobody needs any more go: of imports that ended, were given up, or are not known. */
async function tidy({ database, clock, folder }: ImporterWorld): Promise<void> {
  const { prisma } = database
  const now = clock.now()
  await giveUpOld(prisma, dateOf(now.subtract({ hours: KEPT_HOURS })), dateOf(now))
  for (const id of await idsHere(folder)) {
    const row = guid.safeParse(id).success ? await findImport(prisma, id) : null
    const isUnderWay = row?.state === 'checking' || row?.state === 'importing'
    if (isUnderWay) continue
    if (!row || row.filesGoneAt !== null || row.state === 'given-up') await deleteFiles(folder, id)
    else if (row.state === 'imported' || row.state === 'failed') await deleteUpload(folder, id)
  }
}

/** Keeps the lease; a thread whose import somebody stopped, or whose lease is lost, ends. */
async function endIfStopped(
  { database, holder, log }: ImporterWorld,
  row: FileImport,
  worker: Worker | null
): Promise<void> {
  try {
    const [lease] = await takeLeases(database.prisma, [leaseOf(row.id)], holder)
    const now = await findImport(database.prisma, row.id)
    const isOurs = lease !== undefined && now?.state === row.state
    if (!isOurs) await worker?.terminate()
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'the database is away')
  }
}

function startThread({ config, database, clock, folder }: ImporterWorld, id: string): Worker {
  const { key, dataFolder } = config
  const assignment: Assignment = {
    id,
    folder,
    now: clock.now().toString(),
    config: { key, dataFolder, databaseUrl: database.url }
  }
  return new Worker(compiledBeside(import.meta.url, 'import-thread'), {
    execArgv: [],
    workerData: assignment,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB }
  })
}

/** @throws what the thread threw */
function ended(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}
