import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '#src/platform/database/database.ts'
import { asOwner, findOwner } from '#src/platform/database/embedded/owner.ts'
import { silentLog } from '#src/platform/log.ts'
import { defineJob } from '#src/platform/queue/job.ts'
import { openQueue } from '#src/platform/queue/queue.ts'
import { freePort } from '#test/setup/port.ts'
import { moment } from '#test/setup/moment.ts'

/** The PostgreSQL of the Debian package, as a firm would run it: older than the built-in one, its own time zone, on TCP. */
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

async function startPostgres() {
  const [newest = ''] = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a))
  const programs = join('/usr/lib/postgresql', newest, 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'maillon-postgres-'))
  chmodSync(folder, 0o777)
  const data = join(folder, 'data')
  const port = await freePort()
  const owner = await findOwner(data, [programs])
  const as = (program: string, args: string[]) => asOwner(owner, join(programs, program), args)
  const initdb = as('initdb', ['-D', data, '--username=owner', '--auth=trust', '--locale=C.UTF-8'])
  await promisify(execFile)(initdb.command, initdb.args, { ...initdb.options, cwd: folder })
  const settings = ['-c', `port=${port}`, '-c', 'timezone=America/Montreal', '-c', `unix_socket_directories=${folder}`]
  const serve = as('postgres', ['-D', data, ...settings])
  const running = spawn(serve.command, serve.args, { ...serve.options, cwd: folder, stdio: 'ignore' })
  const ended = once(running, 'exit')
  const url = (name: string) => `postgresql://owner:any@127.0.0.1:${port}/${name}`
  await vi.waitFor(() => query(url('postgres'), 'CREATE DATABASE maillon'), { timeout: 30_000, interval: 100 })
  return {
    url: url('maillon'),
    async stop() {
      running.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true })
    }
  }
}

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

test('the program keeps everything in a PostgreSQL of ones own: tables, instants and jobs', async () => {
  const database = await openDatabase({ databaseUrl: server.url, dataFolder: '/nowhere' })
  const at = new Date('2026-03-29T01:30:00.123Z')
  await database.prisma.lease.create({ data: { name: 'a', holder: 'b', expiresAt: at } })
  expect(await database.prisma.lease.findMany()).toEqual([{ name: 'a', holder: 'b', expiresAt: at }])
  expect(await database.prisma.$queryRaw`SELECT expires_at AS at FROM lease`).toEqual([{ at }])

  const queue = await openQueue({ redisUrl: undefined }, database, silentLog)
  const job = defineJob('test-external', z.object({ id: z.number() }))
  const done = moment<number>()
  queue.work(job, async ({ id }) => done.resolve(id))
  await queue.add(job, { id: 3 })
  expect(await done.promise).toBe(3)
  await queue.close()
  await database.close()
})

test('a wrong name of the database is said in one sentence', async () => {
  const wrong = server.url.replace(/maillon$/, 'other')
  await expect(openDatabase({ databaseUrl: wrong, dataFolder: '/nowhere' })).rejects.toMatchObject({
    code: 'database-missing',
    message: expect.stringMatching(/has no database "other": create it with createdb\.$/)
  })
})
