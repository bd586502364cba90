import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { chown, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Refusal } from '#src/platform/refusal.ts'
import { errorCode } from '#src/platform/error.ts'
import { diskFull, notWritable, SERVER_ENVIRONMENT, type Cluster } from './cluster.ts'
import { asOwner } from './owner.ts'
import { isAlive, worksElsewhere } from './process.ts'

/** A server that was launched and may have ended since. */
export interface Launch {
  hasEnded: () => boolean
  /** What it wrote to the log since it was launched. */
  said: () => string
}

/** PostgreSQL settings, by name. */
export type ServerSettings = Record<string, string>

/**
 * For a machine of 2 GB that has other things to do. Durability is left as PostgreSQL has it: fsync, full page writes
 * and synchronous commit are on.
 */
const SMALL: ServerSettings = {
  shared_buffers: '96MB',
  max_connections: '60',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  jit: 'off',
  // One backend does its own reading: the default starts three more processes for it.
  io_method: 'sync',
  max_parallel_workers_per_gather: '1',
  autovacuum_max_workers: '2',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '512MB',
  wal_compression: 'on',
  // What was deleted does not live on in old segments that are kept for later use (SEMANTICS J5).
  wal_recycle: 'off',
  effective_cache_size: '384MB',
  // Written for solid-state disks, which are what is sold.
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] '
}

const MAX_LOG_BYTES = 5 * 1024 * 1024
/** Larger than any process id that Linux gives out (PID_MAX_LIMIT). */
const NOBODYS_PID = 4_194_305
/** A server writes its id into the lock file at once; on a machine that stands still for a while, later. */
const EMPTY_LOCK_MS = 10_000

/**
 * Launches the server, apart from this process: it lives on when this process is killed, and the next command finds it.
 * A second server on the same directory ends by itself, as `postmaster.pid` is PostgreSQL's own lock.
 */
export async function launch(cluster: Cluster, settings: ServerSettings = {}): Promise<Launch> {
  await clearLeftLocks(cluster)
  const log = openLog(cluster.logFile)
  const start = statSync(cluster.logFile).size
  const all = { ...SMALL, ...settings, listen_addresses: '', unix_socket_directories: quoted(cluster.socketFolder) }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, options } = asOwner(cluster.owner, cluster.binaries.postgres, ['-D', cluster.folder, ...flags])
  const server = spawn(command, args, {
    ...options,
    cwd: cluster.folder,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', log, log],
    detached: true
  })
  closeSync(log)
  server.unref()
  let ended = false
  server.once('exit', () => (ended = true))
  server.once('error', () => (ended = true))
  return { hasEnded: () => ended, said: () => readFileSync(cluster.logFile).subarray(start).toString() }
}

/**
 * Stops the server in order: sessions are ended, everything is written, nothing is left to recover.
 * @returns when the process is gone, which is normally within a second
 */
export async function shutDown(cluster: Cluster): Promise<void> {
  const pid = await servingPid(cluster)
  if (!pid) return
  // SIGINT is PostgreSQL's "fast shutdown".
  if (isAlive(pid)) process.kill(pid, 'SIGINT')
  while (isAlive(pid) && (await servingPid(cluster)) === pid) await delay(10)
}

/** Turns the last words of a server that would not start into a sentence; returns where trying again will help. */
export function explainEnd(words: string, cluster: Cluster): void {
  const cause = new Error(words.trim())
  if (words.includes('No space left on device')) throw diskFull(cluster.folder, cause)
  const isStillLeaving =
    /lock file "[^"]*" (already exists|is empty)|pre-existing shared memory block|Is another postmaster/.test(words)
  // It did start; whoever was its last user has stopped it since, and those who came meanwhile were told so.
  const hasServed = words.includes('database system is ready to accept connections')
  if (isStillLeaving || hasServed) return
  if (/ermission denied|invalid permissions|wrong ownership/.test(words)) throw notWritable(cluster.folder, cause)
  if (words.includes('FATAL') || words.includes('PANIC'))
    throw new Refusal(
      'database-not-started',
      `The built-in PostgreSQL did not start; its reason stands at the end of ${cluster.logFile}: ${lastFault(words)}`,
      { cause }
    )
}

function lastFault(words: string): string {
  const faults = words.split('\n').filter((line) => /FATAL|PANIC|ERROR/.test(line))
  return faults.at(-1)?.replace(/^.*?(FATAL|PANIC|ERROR): */, '') ?? words.trim()
}

async function servingPid(cluster: Cluster): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * After a crash the lock files stay. PostgreSQL clears them itself unless the recorded process id now belongs to another
 * program, which is usual in a restarted container, where ids are few, or a file is empty. In the first case the id is
 * replaced by one that no process has; the rest stays, so that PostgreSQL's own check for sessions left behind (shared
 * memory) still takes place. An empty file is what a server in the middle of its start has, and only later a remnant.
 */
async function clearLeftLocks(cluster: Cluster): Promise<void> {
  for (const file of [join(cluster.folder, 'postmaster.pid'), join(cluster.socketFolder, '.s.PGSQL.5432.lock')]) {
    const content = textOf(file)
    if (content === '' && isOlderThan(file, EMPTY_LOCK_MS)) rmSync(file, { force: true })
    const pid = Number.parseInt(content ?? '', 10)
    const isReused = pid > 0 && worksElsewhere(pid, cluster.folder)
    if (content === null || !isReused) continue
    const draft = `${file}.${randomUUID()}`
    await writeFile(draft, content.replace(String(pid), String(NOBODYS_PID)), { mode: 0o600 })
    if (cluster.owner) await chown(draft, cluster.owner.uid, cluster.owner.gid)
    // Meanwhile another may have cleared it, and a new server may stand in it.
    if (textOf(file) === content) renameSync(draft, file)
    else rmSync(draft)
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

function isOlderThan(file: string, ms: number): boolean {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  return written !== undefined && Date.now() - written > ms
}

function openLog(file: string): number {
  const log = openSync(file, 'a', 0o600)
  if (statSync(file).size > MAX_LOG_BYTES) truncateSync(file)
  return log
}

function quoted(folder: string): string {
  return `"${folder.replaceAll('"', '""')}"`
}
