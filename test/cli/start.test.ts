import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { leasesHeld, PROCESS_LEASE } from '#src/platform/lease.ts'
import { freePort } from '#test/setup/port.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
let dataFolder: string
beforeAll(async () => {
  database = await testDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'maillon-start-'))
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

function environment(port: number) {
  return { ...process.env, DATABASE_URL: database.url, MAILLON_DATA: dataFolder, MAILLON_PORT: String(port) }
}

async function start(port: number, ...args: string[]) {
  const program = spawn('./maillon', ['start', ...args], {
    env: environment(port),
    stdio: ['ignore', 'inherit', 'pipe']
  })
  await line(program, 'Maillon is ready')
  return program
}

async function line(program: ChildProcessByStdio<null, null, Readable>, words: string): Promise<void> {
  for await (const text of createInterface(program.stderr)) if (text.includes(words)) break
  program.stderr.resume()
}

test('all roles start, answer on their port, and end in order when asked to', async () => {
  const port = await freePort()
  const program = await start(port)
  expect(await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()).toEqual({ ready: true })
  expect(await leasesHeld(database.prisma, PROCESS_LEASE)).toHaveLength(1)
  program.kill('SIGTERM')
  expect(await once(program, 'exit')).toEqual([0, null])
  expect(await leasesHeld(database.prisma, PROCESS_LEASE)).toEqual([])
})

test('a process may have some roles only', async () => {
  const program = await start(0, '--role', 'planner', '--role', 'sender')
  const [lease] = await leasesHeld(database.prisma, PROCESS_LEASE)
  expect(lease?.name).toMatch(/^process:planner\+sender:/)
  program.kill('SIGINT')
  expect(await once(program, 'exit')).toEqual([0, null])
})

test('a second signal ends the program at once', async () => {
  const program = await start(0)
  program.kill('SIGTERM')
  program.kill('SIGINT')
  const [code] = await once(program, 'exit')
  expect([0, 130]).toContain(code)
})

test('it ends when asked to, though it still waits for a database that says nothing', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined)).listen(await freePort(), '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const program = spawn('./maillon', ['start'], {
    env: { ...environment(0), DATABASE_URL: `postgresql://maillon:secret@127.0.0.1:${port}/maillon` },
    stdio: ['ignore', 'inherit', 'pipe']
  })
  await once(silent, 'connection')
  program.kill('SIGTERM')
  await line(program, 'Some work did not end within 10 s')
  expect(await once(program, 'exit')).toEqual([1, null])
  silent.close()
})

test('a port that is taken is said in one sentence', async () => {
  const taken = createServer().listen(await freePort(), '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const run = spawnSync('./maillon', ['start', '--role', 'web'], { env: environment(port), encoding: 'utf8' })
  taken.close()
  expect(run.status).toBe(1)
  expect(run.stderr).toBe(
    `Another program listens on 127.0.0.1:${port}: stop it, or set MAILLON_PORT to a free port.\n`
  )
})

test('a role that is none is wrong usage', () => {
  const run = spawnSync('./maillon', ['start', '--role', 'baker'], { env: environment(0), encoding: 'utf8' })
  expect(run.status).toBe(2)
  expect(run.stderr).toBe('There is no role "baker"; there are: watcher, planner, sender, web.\n')
})
