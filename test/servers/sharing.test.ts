import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { startRedis } from '#test/setup/redis.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { maillon, startMaillon, type RunningMaillon } from './maillon.ts'
import { mail, until } from './mailbox-world.ts'

const database = await testDatabase()
const USERS = Array.from({ length: 30 }, (_, n) => `box${n}@shop.example`)
/** A watched mailbox has a connection for the inbox, one for Sent, and one for all else. */
const CONNECTIONS_EACH = 3
const TAKEOVER_MS = 30_000

let dovecot: Dovecot
let redis: Awaited<ReturnType<typeof startRedis>>
let folder: string

beforeAll(async () => {
  dovecot = await startDovecot({ users: Object.fromEntries(USERS.map((user) => [user, 'secret'])) })
  redis = await startRedis()
  folder = await mkdtemp(join(tmpdir(), 'maillon-sharing-'))
  await writeFile(join(folder, 'password'), 'secret\n')
})
afterAll(async () => {
  await dovecot.stop()
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

const environment = () => ({ DATABASE_URL: database.url, REDIS_URL: redis.url, MAILLON_DATA: folder })

/** Holder to number of mailboxes. */
async function shares(): Promise<Map<string, number>> {
  const leases = await database.prisma.lease.findMany({
    where: { name: { startsWith: 'mailbox:' }, expiresAt: { gt: new Date() } }
  })
  const counts = new Map<string, number>()
  for (const { holder } of leases) counts.set(holder, (counts.get(holder) ?? 0) + 1)
  return counts
}

/** Connections that the mail server counts for each user. */
async function connections(): Promise<number[]> {
  const lines = (await dovecot.doveadm('-f', 'tab', 'who')).trim().split('\n').slice(1)
  return lines.map((line) => Number(line.split('\t')[1]))
}

async function isSharedAmong(watchers: number): Promise<boolean> {
  const counts = [...(await shares()).values()]
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.length === watchers && all === USERS.length && Math.max(...counts) <= Math.ceil(USERS.length / watchers)
}

async function isEachWatchedOnce(): Promise<boolean> {
  const counts = await connections()
  return counts.length === USERS.length && counts.every((count) => count === CONNECTIONS_EACH)
}

function countStored(id: string): Promise<number> {
  return database.prisma.message.count({ where: { messageIdHeader: { startsWith: id } } })
}

it('shares 30 mailboxes among two and three watchers, none twice, and takes over those of a killed one', async () => {
  const servers = ['--imap', `127.0.0.1:${dovecot.port}`, '--tls', 'none']
  for (const user of USERS) {
    const password = ['--password-file', join(folder, 'password')]
    expect(await maillon(environment(), 'mailbox', 'add', user, ...servers, ...password)).toMatchObject({ code: 0 })
  }
  const watchers: RunningMaillon[] = [0, 1].map(() => startMaillon(environment(), '--role', 'watcher'))
  await until(async () => (await isSharedAmong(2)) && (await isEachWatchedOnce()))
  watchers.push(startMaillon(environment(), '--role', 'watcher'))
  await until(async () => (await isSharedAmong(3)) && (await isEachWatchedOnce()))

  await watchers.shift()?.kill()
  const killedAt = Date.now()
  await until(async () => (await shares()).size === 2 && (await isSharedAmong(2)))
  expect(Date.now() - killedAt).toBeLessThan(TAKEOVER_MS)
  await until(isEachWatchedOnce)
  for (const user of USERS) await dovecot.deliver(user, mail({ id: `after-${user}`, to: user }))
  await until(async () => (await countStored('after-')) === USERS.length)
  for (const watcher of watchers) await watcher.stop()
  expect((await shares()).size).toBe(0)
})
