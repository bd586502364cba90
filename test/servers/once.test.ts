import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendJob } from '#src/campaigns/jobs.ts'
import { silentLog } from '#src/platform/log.ts'
import { openQueue, type Queue } from '#src/platform/queue/queue.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { addSendingMailbox, birthdayToday, planBirthdaysOfToday } from '#test/campaigns/sending/shop.ts'
import { randomFrom } from '#test/mails.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startHostileSmtp, type Conduct, type HostileSmtp, type Moment } from '#test/setup/hostile-smtp.ts'
import { startRedis } from '#test/setup/redis.ts'
import { startMaillon, type RunningMaillon } from './maillon.ts'
import { ownsLocalPort } from './sockets.ts'

/** Of each of the four variants: 2,000 sendings in all. */
const CLIENTS = 500
/** Moments of the dialogue, of which a mail has about six, between a sender's start and the next kill. */
const MOMENTS_BETWEEN_KILLS = { least: 10, most: 70 }

const database = await testDatabase()
const { prisma } = database
const key = randomBytes(32)
const folder = mkdtempSync(join(tmpdir(), 'maillon-once-'))
let redis: Awaited<ReturnType<typeof startRedis>>
let smtp: HostileSmtp
/** Clients for whom a mail with its code arrived more than once, whole or not: a variant alone may have none. */
let wroteAgain = 0

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  await redis.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** 104 kills: more of them where the others go on while one is started anew. */
describe.each([
  { senders: 1, backend: 'postgres', kills: 16 },
  { senders: 3, backend: 'postgres', kills: 36 },
  { senders: 1, backend: 'redis', kills: 16 },
  { senders: 3, backend: 'redis', kills: 36 }
] as const)('with $senders senders and the queue in $backend', ({ senders, backend, kills }) => {
  test(
    `${kills} kills and a server that cuts, stalls and refuses at every stage: each client gets one mail or none, ` +
      'and what became of it is written down (H1 to H3)',
    async () => {
      smtp = await startHostileSmtp()
      await prisma.$executeRaw`TRUNCATE campaign, client, mailbox, coupon, sending_pace, sent_copy CASCADE`
      await planBirthdays()
      const killed = await sendAll({ senders, backend, kills })
      await smtp.close()
      expect(killed).toBe(kills)
      const outcomes = await readOutcomes()
      process.stdout.write(`${senders} senders, ${backend}, ${kills} kills: ${summary(outcomes)}\n`)
      expect(outcomes).toHaveLength(CLIENTS)
      expect(outcomes.filter((outcome) => !isTrue(outcome))).toEqual([])
      expect(outcomes.filter(({ codes, coupon }) => codes.some((code) => code !== coupon))).toEqual([])
      wroteAgain += outcomes.filter(({ codes }) => codes.length > 1).length
    }
  )
})

test('among them were mails written a second time, whose coupons kept their codes', () => {
  expect(wroteAgain).toBeGreaterThan(0)
})

/** What the ledger says of one client's mail, beside what the server counted. */
interface Outcome {
  address: string
  state: string
  accepted: number
  /** The code of the coupon, without its hyphens. */
  coupon: string | null
  /** The codes in all that arrived for this client, whole or not. */
  codes: string[]
}

/** A ledger that tells the truth: "sent" was taken once, "failed" never; of "unknown", both may be. */
function isTrue({ state, accepted }: Outcome): boolean {
  if (state === 'sent') return accepted === 1
  if (state === 'failed') return accepted === 0
  return state === 'unknown' && accepted <= 1
}

async function readOutcomes(): Promise<Outcome[]> {
  const rows = await prisma.$queryRaw<{ address: string; state: string; coupon: string | null }[]>`
    SELECT a.address, f.state, c.code AS coupon
    FROM client_address a LEFT JOIN follow_up f USING (client_id) LEFT JOIN coupon c USING (client_id)`
  return rows.map((row) => ({
    ...row,
    accepted: smtp.accepted.get(row.address) ?? 0,
    codes: (smtp.seen.get(row.address) ?? []).flatMap(codesIn)
  }))
}

/** The code of a birthday letter stands once in its text part and once in its HTML. */
function codesIn(arrived: string): string[] {
  const text = arrived.replaceAll(/=\r?\n/g, '')
  return [...new Set(text.match(/\bFETE(?:-[0-9A-Z]{4}){2,}/g))].map((code) => code.replaceAll('-', ''))
}

function summary(outcomes: Outcome[]): string {
  const count = (state: string) => outcomes.filter((outcome) => outcome.state === state).length
  const taken = outcomes.filter(({ state, accepted }) => state === 'unknown' && accepted === 1).length
  return `${count('sent')} sent, ${count('failed')} failed, ${count('unknown')} unknown, of which ${taken} had been taken`
}

interface Variant {
  senders: number
  backend: 'postgres' | 'redis'
  kills: number
}

/** Runs senders until every mail has its outcome, killing one after the other. @returns how many were killed */
async function sendAll({ senders, backend, kills }: Variant): Promise<number> {
  const redisUrl = backend === 'redis' ? redis.url : undefined
  const queue = await openQueue({ redisUrl }, database, silentLog)
  const crew = startCrew(
    { size: senders, kills },
    {
      DATABASE_URL: database.url,
      MAILLON_DATA: folder,
      MAILLON_KEY: key.toString('hex'),
      MAILLON_URL: 'https://crm.atelier.example',
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl })
    }
  )
  smtp.conduct = crew.conduct
  let isFlushed = redisUrl === undefined
  for (let open = CLIENTS; open > 0; open = await countOpen()) {
    if (!isFlushed && open < CLIENTS / 2) isFlushed = await flush(redis.url)
    await letTimePass(queue, crew.dead())
    await pause(100)
  }
  await crew.stop()
  await queue.close()
  return crew.dead().length
}

/** Senders of which one is killed now and then, and another started in its place. */
function startCrew({ size, kills }: { size: number; kills: number }, environment: Record<string, string>) {
  const random = randomFrom(size)
  const dead: number[] = []
  const running = new Set<RunningMaillon>()
  const burials: Promise<void>[] = []
  let momentsLeft = MOMENTS_BETWEEN_KILLS.most
  const hire = () => void running.add(startMaillon(environment, '--role', 'sender'))
  for (let each = 0; each < size; each += 1) hire()

  const kill = (victim: RunningMaillon) => {
    running.delete(victim)
    dead.push(victim.process.pid ?? 0)
    burials.push(victim.kill())
    hire()
    const { least, most } = MOMENTS_BETWEEN_KILLS
    momentsLeft = least + Math.floor(random() * (most - least))
  }
  return {
    dead: () => dead,
    conduct({ stage, clientPort }: Moment): Conduct {
      const conduct = draw(random(), stage)
      momentsLeft -= 1
      const isTime = dead.length < kills && (momentsLeft <= 0 || conduct === 'stall')
      const victim = isTime && [...running].find(({ process }) => ownsLocalPort(process.pid ?? 0, clientPort))
      if (victim) kill(victim)
      // Nobody waits ten minutes here for a server that says nothing: it stalls those who are killed meanwhile.
      else if (conduct === 'stall') return 'cut'
      return conduct
    },
    async stop() {
      await Promise.all([...running].map((sender) => sender.kill()))
      await Promise.all(burials)
    }
  }
}

/** Mostly goes on; of a mail's six moments one in seventy goes wrong, in each of the ways that there are. */
function draw(chance: number, stage: Moment['stage']): Conduct {
  const wrong: Conduct[] = stage === 'accepted' ? ['cut', 'stall'] : ['cut', 'stall', 'later', 'never']
  return wrong[Math.floor(chance * 70 * wrong.length)] ?? 'go-on'
}

/**
 * What time would do, done at once: waits end, the claims of the dead run out, and the planner rings.
 * What the senders themselves do is not touched.
 */
async function letTimePass(queue: Queue, dead: number[]): Promise<void> {
  const owners = dead.map((pid) => `%:${pid}:%`)
  await prisma.$executeRaw`UPDATE follow_up SET due_at = now() WHERE state = 'planned' AND due_at > now()`
  await prisma.$executeRaw`UPDATE sending_pace SET paused_until = NULL`
  await prisma.$executeRaw`
    UPDATE follow_up SET claimed_until = now() - interval '1 second'
    WHERE state IN ('claimed', 'sending') AND claimed_by LIKE ANY(${owners}::text[])`
  await queue.ring(sendJob, {})
}

async function countOpen(): Promise<number> {
  return prisma.followUp.count({ where: { state: { in: ['planned', 'claimed', 'sending'] } } })
}

async function flush(url: string): Promise<true> {
  const admin = new Redis(url)
  await admin.flushall()
  await admin.quit()
  return true
}

async function planBirthdays(): Promise<void> {
  await addSendingMailbox(database, { secrets: secretsOf(key), smtpPort: smtp.port })
  await addClients(birthdayToday())
  await planBirthdaysOfToday(database, { name: 'birthday' })
}

async function addClients(birthday: { month: number; day: number }): Promise<void> {
  await prisma.$executeRaw`
    WITH new AS (
      INSERT INTO client (name, state, state_reason, birthday_month, birthday_day, updated_at)
      SELECT 'Claire Martin', 'active', 'test', ${birthday.month}, ${birthday.day}, now()
      FROM generate_series(1, ${CLIENTS})
      RETURNING id
    ), reachable AS (
      INSERT INTO client_address (client_id, address, match_key, is_primary, source)
      SELECT id, id || '@client.example', id || '@client.example', true, 'test' FROM new
    )
    INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, recorded_by)
    SELECT id, 'marketing', 'given', 'express', 'form', now() - interval '1 year', 'test' FROM new`
}
