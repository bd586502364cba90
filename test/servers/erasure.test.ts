import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startRedis } from '#test/setup/redis.ts'
import { maillon, startMaillon } from './maillon.ts'

const folder = mkdtempSync(join(tmpdir(), 'maillon-erasure-'))
chmodSync(folder, 0o711)
const data = join(folder, 'data')
const redis = await startRedis()
const environment = { MAILLON_DATA: data, REDIS_URL: redis.url }

afterAll(async () => {
  await redis.stop()
  rmSync(folder, { recursive: true, force: true })
})

const TRACES = ['zarathoustra', '612349876', 'wilhelmine', 'orchidoclaste']

const MAIL = `From: Wilhelmine Zarathoustra <wilhelmine@zarathoustra.example>
To: contact@boutique.example
Subject: Un vase
Date: Mon, 02 Mar 2026 10:00:00 +0100
Message-ID: <z1@zarathoustra.example>

Bonjour, c'est Wilhelmine Zarathoustra. Mon mari est orchidoclaste.
`

async function command(...args: string[]): Promise<string> {
  const done = await maillon(environment, ...args)
  expect(done).toMatchObject({ code: 0, complaint: expect.not.stringMatching(/error/i) })
  return done.output
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** What is found of the person in every file below a folder, whatever its form. */
function tracesBelow(place: string): string[] {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    const content = readFileSync(path).toString('latin1').toLowerCase()
    return TRACES.filter((trace) => content.includes(trace)).map((trace) => `${trace} in ${path}`)
  })
}

/** All that Redis holds, as it would lie on disk. */
function redisContent(): string {
  const cli = (...args: string[]) =>
    execFileSync('redis-cli', ['-p', String(redis.port), ...args], { encoding: 'latin1', stdio: 'pipe' })
  cli('config', 'set', 'rdbcompression', 'no')
  const copy = join(folder, 'dump.rdb')
  cli('--rdb', copy)
  return readFileSync(copy).toString('latin1').toLowerCase()
}

test('erasing leaves nothing of a person in any file of the data folder, the log, or Redis (J5)', async () => {
  await command('user', 'add', 'Odile', 'contact@boutique.example')
  await command('import', 'mbox', file('mails.mbox', `From x Mon Mar  2 10:00:00 2026\n${MAIL}\n`))
  const clients = `id,name,email,phone,company,birthday
X1,Wilhelmine Zarathoustra,wilhelmine@zarathoustra.example,+33612349876,Zarathoustra SA,1980-05-14
X2,Tom Petit,tom@petit.example,,,\n`
  await command('import', 'clients', file('clients.csv', clients))
  const sales =
    'id,client,date,amount,product\nO1,X1,2026-03-02,100.00,Vase gravé Wilhelmine Zarathoustra\nO2,X2,2026-03-02,50.00,Bol\n'
  await command('import', 'purchases', file('purchases.csv', sales))
  const running = startMaillon(environment, '--port', '0')
  await running.logged('Maillon is ready')
  expect(tracesBelow(data)).not.toEqual([])

  await command('clients', 'erase', 'X1', '--yes')
  const held = redisContent()
  expect(held).toContain('refresh-insights')
  expect(held).not.toMatch(new RegExp(TRACES.join('|')))
  await running.stop()
  expect(tracesBelow(data)).toEqual([])
  expect(JSON.parse(await command('report', 'profit', '--json'))).toMatchObject({ totals: { purchases: 150 } })
})
