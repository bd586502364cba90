import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { attend } from '#src/platform/database/embedded/attendance.ts'
import { prepareCluster } from '#src/platform/database/embedded/cluster.ts'
import { isAlive } from '#src/platform/database/embedded/process.ts'
import { explainEnd } from '#src/platform/database/embedded/server.ts'

let root: string
let dataFolder: string
let opened: Database[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maillon-embedded-'))
  chmodSync(root, 0o711)
  dataFolder = root
  opened = []
})
afterEach(async () => {
  for (const database of opened) await database.close()
  rmSync(root, { recursive: true, force: true })
})

async function open(): Promise<Database> {
  const database = await openDatabase({ databaseUrl: undefined, dataFolder }, { connections: 3 })
  opened.push(database)
  return database
}

async function close(database: Database) {
  opened = opened.filter((other) => other !== database)
  await database.close()
}

const pidFile = () => join(dataFolder, 'postgres/postmaster.pid')
const serverPid = () => Number.parseInt(readFileSync(pidFile(), 'utf8'), 10)
const note = (database: Database, key: string) => database.prisma.setting.create({ data: { key, value: 1 } })
const notes = async (database: Database) => (await database.prisma.setting.findMany()).map((row) => row.key).toSorted()

test('users that start at the same instant on nothing share one server; the last one out stops it', async () => {
  const [one, two, three] = await Promise.all([open(), open(), open()])
  await note(one, 'a')
  expect(await notes(two)).toEqual(['a'])
  const pid = serverPid()
  await close(one)
  await close(two)
  expect(isAlive(pid)).toBe(true)
  expect(await notes(three)).toEqual(['a'])
  await close(three)
  expect(existsSync(pidFile())).toBe(false)
})

test('users that come and go all the time never meet a server that is leaving', async () => {
  const visit = async () => {
    for (let time = 0; time < 5; time++) {
      const attendance = await attend(dataFolder)
      const client = new Client({ ...attendance.connection, database: 'postgres' })
      await client.connect()
      await client.query('SELECT 1')
      await client.end()
      await attendance.leave()
    }
  }
  await Promise.all([visit(), visit(), visit()])
  expect(existsSync(pidFile())).toBe(false)
})

test('a program that is killed leaves the server to the next one, which stops it in order', async () => {
  const program = spawn('./maillon', ['start', '--role', 'planner'], {
    env: { ...process.env, MAILLON_DATA: dataFolder, DATABASE_URL: '' },
    stdio: ['ignore', 'inherit', 'pipe']
  })
  for await (const line of createInterface(program.stderr)) if (line.includes('Maillon is ready')) break
  const pid = serverPid()
  program.kill('SIGKILL')
  await once(program, 'exit')
  expect(isAlive(pid)).toBe(true)
  const next = await open()
  expect(serverPid()).toBe(pid)
  await close(next)
  expect(existsSync(pidFile())).toBe(false)
})

test('a server that is killed is started again by whoever uses it, with all that was stored', async () => {
  const database = await open()
  await note(database, 'before')
  const killed = serverPid()
  process.kill(killed, 'SIGKILL')
  await vi.waitUntil(() => existsSync(pidFile()) && serverPid() !== killed, { timeout: 30_000 })
  expect(await notes(database)).toEqual(['before'])
  await note(database, 'after')
  expect(await notes(database)).toEqual(['after', 'before'])
})

test('a lock file of a crash whose process id now belongs to another program is cleared', async () => {
  await close(await open())
  const other = spawn('tail', ['-f', '/dev/null'])
  writeFileSync(pidFile(), `${other.pid}\n${join(dataFolder, 'postgres')}\n1\n5432\n\n\n`, { mode: 0o600 })
  const database = await open()
  expect(serverPid()).not.toBe(other.pid)
  expect(isAlive(other.pid!)).toBe(true)
  await close(database)
  other.kill()
})

test('an empty lock file that has lain there for a while is cleared', async () => {
  await close(await open())
  writeFileSync(pidFile(), '', { mode: 0o600 })
  const anHourAgo = new Date(Date.now() - 3_600_000)
  utimesSync(pidFile(), anHourAgo, anHourAgo)
  const database = await open()
  await note(database, 'a')
  expect(await notes(database)).toEqual(['a'])
  await close(database)
})

test('a draft that a killed program left while making the database is removed', async () => {
  const finished = spawn('true')
  await once(finished, 'exit')
  const draft = join(dataFolder, `postgres.new-${finished.pid}-0a1b2c3d`)
  mkdirSync(draft)
  await close(await open())
  expect(existsSync(draft)).toBe(false)
})

test('a path too long for a socket is no hindrance', async () => {
  dataFolder = join(dataFolder, 'a'.repeat(120))
  const database = await open()
  await note(database, 'a')
  expect(await notes(database)).toEqual(['a'])
  await close(database)
  const socketFolder = new URL(database.url).searchParams.get('host')
  expect(socketFolder?.startsWith(tmpdir())).toBe(true)
  rmSync(socketFolder!, { recursive: true })
})

test('a folder inside one that is closed to others is no hindrance, not even to root', async () => {
  chmodSync(dataFolder, 0o700)
  dataFolder = join(dataFolder, 'data')
  const database = await open()
  await note(database, 'a')
  expect(await notes(database)).toEqual(['a'])
})

test('a database of another PostgreSQL version is refused with what to do', async () => {
  await close(await open())
  writeFileSync(join(dataFolder, 'postgres/PG_VERSION'), '17\n')
  await expect(open()).rejects.toMatchObject({
    code: 'other-postgres-version',
    message: expect.stringMatching(/made by PostgreSQL 17, and this program brings PostgreSQL 18: .*pg_dump/)
  })
})

test('a folder that cannot be written is refused with what to do', async () => {
  // Not even root may make a folder there.
  dataFolder = '/sys/maillon-test'
  await expect(open()).rejects.toMatchObject({ code: 'data-not-writable', message: expect.stringContaining('chown') })
})

test('a server that will not start is told in one sentence; one that only waits for another is not', async () => {
  const cluster = await prepareCluster(dataFolder)
  const reason = (words: string) => {
    try {
      explainEnd(words, cluster)
      return 'again'
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    }
  }
  expect(reason('PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device')).toBe('disk-full')
  expect(reason('FATAL:  data directory "/x" has wrong ownership')).toBe('data-not-writable')
  expect(reason('FATAL:  lock file "postmaster.pid" already exists')).toBe('again')
  expect(reason('FATAL:  lock file "postmaster.pid" is empty')).toBe('again')
  expect(reason('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use')).toBe('again')
  const stopped = [
    'LOG:  database system is ready to accept connections',
    'FATAL:  terminating connection due to administrator command',
    'FATAL:  the database system is shutting down'
  ]
  expect(reason(stopped.join('\n'))).toBe('again')
  expect(reason('FATAL:  invalid value for parameter "shared_buffers"')).toBe('database-not-started')
})
