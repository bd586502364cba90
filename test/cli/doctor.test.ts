import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { dropLeases, takeLeases } from '#src/platform/lease.ts'
import { freePort } from '#test/setup/port.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
let dataFolder: string
beforeAll(async () => {
  database = await testDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'maillon-doctor-'))
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

function doctor(environment: Record<string, string> = {}) {
  const run = spawnSync('./maillon', ['doctor', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: database.url, MAILLON_DATA: dataFolder, ...environment }
  })
  const findings: { part: string; state: string; detail: string; advice: string }[] = JSON.parse(run.stdout)
  return { code: run.status, part: (name: string) => findings.find((finding) => finding.part === name), findings }
}

test('every part is told with its state; what is not well comes with advice', () => {
  const { code, findings } = doctor()
  expect(code).toBe(0)
  expect(findings.map(({ part, state }) => [part, state])).toEqual(
    expect.arrayContaining([
      ['data folder', 'ok'],
      ['database', 'ok'],
      ['migrations', 'ok'],
      ['key', 'ok'],
      ['queue', 'warning'],
      ['effects', 'ok'],
      ['mailboxes', 'warning'],
      ['firm', 'warning']
    ])
  )
  for (const finding of findings) expect(finding.advice === '').toBe(finding.state === 'ok')
})

test('a key that others may read is warned of', () => {
  doctor()
  chmodSync(join(dataFolder, 'key'), 0o644)
  expect(doctor().part('key')).toMatchObject({ state: 'warning', advice: `Run chmod 600 ${join(dataFolder, 'key')}.` })
})

test('a program that does not run is told, with how to start it; one that runs is well', async () => {
  expect(doctor().part('queue')).toMatchObject({ detail: 'PostgreSQL, but the program is not running' })
  await takeLeases(database.prisma, ['process:watcher+sender:a'], 'a', 3_600_000)
  expect(doctor().part('queue')).toMatchObject({ state: 'ok', detail: 'PostgreSQL, 1 worker process' })
  await dropLeases(database.prisma, ['process:watcher+sender:a'], 'a')
})

test('several worker processes on the queue in PostgreSQL are told to use Redis', async () => {
  await takeLeases(database.prisma, ['process:watcher:a', 'process:sender:b'], 'test')
  expect(doctor().part('queue')).toMatchObject({ state: 'warning', detail: 'PostgreSQL, 2 worker processes' })
})

test('effects that failed or wait too long are told', async () => {
  await database.prisma.effect.create({
    data: { kind: 'none', key: 'late', payload: {}, runAfter: new Date(0), createdAt: new Date(0) }
  })
  expect(doctor().part('effects')).toMatchObject({
    state: 'warning',
    detail: '1 thing that a mail set off more than 10 minutes late'
  })
  await database.prisma.effect.create({ data: { kind: 'none', key: 'failed', payload: {}, state: 'failed' } })
  expect(doctor().part('effects')).toMatchObject({
    state: 'warning',
    detail: '1 thing that a mail set off failed for good'
  })
})

test('a database that does not answer fails with what to do, and the rest is not guessed', async () => {
  const port = await freePort()
  const { code, part, findings } = doctor({ DATABASE_URL: `postgresql://me:secret@127.0.0.1:${port}/maillon` })
  expect(code).toBe(1)
  expect(part('database')).toMatchObject({
    state: 'failed',
    advice: `PostgreSQL at 127.0.0.1:${port} does not answer (ECONNREFUSED): start it, or correct DATABASE_URL.`
  })
  expect(findings.at(-1)?.part).toBe('database')
})
