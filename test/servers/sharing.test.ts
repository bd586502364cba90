import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startRedis } from '#test/setup/redis.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { startMaillon, type RunningMaillon } from './maillon.ts'
import { addMailbox, mail, testWorld, until } from './mailbox-world.ts'

const database = await testDatabase()
const key = randomBytes(32)
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
})
afterAll(async () => {
  await dovecot.stop()
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

const environment = () => ({
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  MAILLON_DATA: folder,
  MAILLON_KEY: key.toString('base64')
})

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

/** Most connections that any user had whenever we looked: twice as many where a mailbox was watched twice. */
let most = 0

async function isEachWatchedOnce(): Promise<boolean> {
  const counts = await connections()
  most = Math.max(most, ...counts)
  return counts.length === USERS.length && counts.every((count) => count === CONNECTIONS_EACH)
}

function countStored(id: string): Promise<number> {
  return database.prisma.message.count({ where: { messageIdHeader: { startsWith: id } } })
}

it('shares 30 mailboxes among two and three watchers, none twice, and takes over those of a killed one', async () => {
  const world = { ...testWorld(database), secrets: secretsOf(key) }
  const imap = { host: '127.0.0.1', port: dovecot.port, tls: 'none' as const }
  for (const user of USERS) await addMailbox(world, imap, { address: user, password: 'secret' })
  const watchers: RunningMaillon[] = [0, 1].map(() => startMaillon(environment(), '--role', 'watcher'))
  await until(async () => (await isEachWatchedOnce()) && (await isSharedAmong(2)))
  watchers.push(startMaillon(environment(), '--role', 'watcher'))
  await until(async () => (await isEachWatchedOnce()) && (await isSharedAmong(3)))

  await watchers.shift()?.kill()
  await takenOver()
  await until(isEachWatchedOnce)
  for (const user of USERS) await dovecot.deliver(user, mail({ id: `after-${user}`, to: user }))
  await until(async () => (await countStored('after-')) === USERS.length)
  expect(most).toBe(CONNECTIONS_EACH)

  // One that hangs, or is cut off, holds what it has until its leases run out, and finds that out when it comes back.
  const [hanging] = watchers
  hanging?.process.kill('SIGSTOP')
  await takenOver(1)
  hanging?.process.kill('SIGCONT')
  await until(async () => (await isSharedAmong(2)) && (await isEachWatchedOnce()))
  for (const watcher of watchers) await watcher.stop()
  expect((await shares()).size).toBe(0)
})

/** Waits until so many watchers have all mailboxes among them, and says that it took no longer than it may. */
async function takenOver(watchers = 2): Promise<void> {
  const from = Date.now()
  await until(() => isSharedAmong(watchers))
  expect(Date.now() - from).toBeLessThan(TAKEOVER_MS)
}
