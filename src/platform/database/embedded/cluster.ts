import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { access, chown, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClientConfig } from 'pg'
import { Refusal } from '#src/platform/refusal.ts'
import { errorCode, errorText } from '#src/platform/error.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { isAlive } from './process.ts'
import { asOwner, findOwner, type Owner } from './owner.ts'

/** A PostgreSQL data directory of ours, made and ready to be served. */
export interface Cluster {
  binaries: Binaries
  /** The data directory, `<data>/postgres`. */
  folder: string
  /** What the server says about itself is appended here. */
  logFile: string
  /** Folder of the Unix socket: the server listens nowhere else. */
  socketFolder: string
  /** Whom the server runs as, where that is not the present user. */
  owner: Owner | undefined
  /** How to reach the server; the database's name is left to the caller. */
  connection: ClientConfig & { host: string; user: string; password: string }
}

const run = promisify(execFile)
const SUPERUSER = 'maillon'
/** The server's words stay English, so that its log can be understood; its tools are its own. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' }
const PASSWORD_FILE = 'maillon.password'
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, terminator included. */
const SOCKET_PATH_BYTES = 103

/**
 * Makes the data directory where there is none yet, and checks the one that is there.
 * Two processes may do this at once: each builds its own beside it, and the first to rename it into place wins.
 * @throws Refusal where the folder cannot be written, the disk is full, or another PostgreSQL version made the directory
 */
export async function prepareCluster(dataFolder: string): Promise<Cluster> {
  const binaries = await findBinaries()
  const folder = join(dataFolder, 'postgres')
  const owner = await findOwner(folder, [binaries.postgres])
  try {
    // The server's user must be able to walk through a folder that root owns.
    await mkdir(dataFolder, { recursive: true, mode: owner ? 0o711 : 0o700 })
    await access(dataFolder, constants.W_OK)
    if (!(await versionOf(folder))) await build({ binaries, owner, folder })
    await checkVersion(binaries, folder)
    const socketFolder = await prepareSocketFolder(folder, owner)
    const password = (await readFile(join(folder, PASSWORD_FILE), 'utf8')).trim()
    const logFile = join(dataFolder, 'postgres.log')
    return {
      binaries,
      folder,
      logFile,
      socketFolder,
      owner,
      connection: { host: socketFolder, user: SUPERUSER, password }
    }
  } catch (error) {
    throw explain(error, dataFolder)
  }
}

async function build({ binaries, owner, folder }: { binaries: Binaries; owner: Owner | undefined; folder: string }) {
  await clearAbandoned(folder)
  const draft = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (owner) await Promise.all([draft, passwordFile].map((path) => chown(path, owner.uid, owner.gid)))
    const options = [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Built in: the same order and the same lower() on every machine, whatever its C library or ICU.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions'
    ]
    const initdb = asOwner(owner, binaries.initdb, options)
    await run(initdb.command, initdb.args, { ...initdb.options, cwd: draft, env: SERVER_ENVIRONMENT })
    await rename(passwordFile, join(draft, PASSWORD_FILE))
    await rename(draft, folder)
  } catch (error) {
    const anotherWasFirst = ['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')
    if (!anotherWasFirst) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
  }
}

/** Removes drafts of processes that were killed while building. */
async function clearAbandoned(folder: string) {
  const parent = join(folder, '..')
  for (const name of await readdir(parent)) {
    const pid = /^postgres\.new-(\d+)/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true })
  }
}

async function checkVersion(binaries: Binaries, folder: string) {
  const made = await versionOf(folder)
  const { stdout } = await run(binaries.postgres, ['--version'])
  const ours = /(\d+)/.exec(stdout)?.[1]
  if (made === ours) return
  throw new Refusal(
    'other-postgres-version',
    `The database in ${folder} was made by PostgreSQL ${made}, and this program brings PostgreSQL ${ours}: start the program version that made it, save everything with pg_dump, move ${folder} away and restore into the new one.`
  )
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The socket lives in the data directory, which only its owner may enter; in the temporary folder where its path is too long. */
async function prepareSocketFolder(folder: string, owner: Owner | undefined): Promise<string> {
  const isShort = Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= SOCKET_PATH_BYTES
  if (isShort) return folder
  const hash = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
  const socketFolder = join(tmpdir(), `maillon-${hash.slice(0, 16)}`)
  await mkdir(socketFolder, { recursive: true, mode: 0o700 })
  if (owner) await chown(socketFolder, owner.uid, owner.gid)
  return socketFolder
}

function explain(error: unknown, dataFolder: string): unknown {
  if (error instanceof Refusal) return error
  const text = errorText(error)
  const isFull = errorCode(error) === 'ENOSPC' || text.includes('No space left on device')
  if (isFull) return diskFull(dataFolder, error)
  if (text.includes('could not look up effective user ID')) return namelessUser(error)
  const isForbidden = ['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '') || text.includes('ermission denied')
  if (isForbidden) return notWritable(dataFolder, error)
  return new Refusal('database-not-made', `The database could not be made in ${dataFolder}: ${text}`, { cause: error })
}

/** The sentence for a full disk. */
export function diskFull(dataFolder: string, cause: unknown): Refusal {
  return new Refusal(
    'disk-full',
    `The disk that holds ${dataFolder} is full: free some space and start again; nothing stored is lost.`,
    { cause }
  )
}

/** The sentence for a folder that may not be written. */
export function notWritable(dataFolder: string, cause: unknown): Refusal {
  return new Refusal(
    'data-not-writable',
    `${dataFolder} cannot be written by this user: give it to the user that runs maillon (chown -R), or name another folder with --data or MAILLON_DATA.`,
    { cause }
  )
}

function namelessUser(cause: unknown): Refusal {
  return new Refusal(
    'nameless-user',
    'The built-in PostgreSQL does not run as a user id without a name: run maillon as a user of /etc/passwd, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause }
  )
}
