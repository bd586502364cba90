import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { activate, findCampaign, pause, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { listFollowUps } from '#src/campaigns/follow-up-store.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { readConfig } from '#src/platform/config.ts'
import { silentLog } from '#src/platform/log.ts'
import type { Queue } from '#src/platform/queue/queue.ts'
import { seededRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { addClient, instant } from '#test/campaigns/people.ts'
import { testDatabase } from '#test/setup/database.ts'
import { planner } from '#workers/planner.ts'

const database = await testDatabase()
const { prisma } = database
const clock = fixedClock(instant('2026-05-12T07:00[Europe/Paris]'))
let rung: string[]
let periods: Map<string, number>
let handlers: Map<string, () => Promise<void>>

/** A queue that does nothing by itself: the test rings. */
const queue: Queue = {
  backend: 'postgres',
  add: async () => undefined,
  ring: async (job) => void rung.push(job.name),
  work: (job, handler) => void handlers.set(job.name, () => handler(job.payload.parse({}))),
  tick: (job, _payload, everyMs) => void periods.set(job.name, everyMs),
  inspect: async () => undefined,
  close: async () => undefined
}

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE client, campaign CASCADE`
  clock.set(instant('2026-05-12T07:00[Europe/Paris]'))
  rung = []
  periods = new Map()
  handlers = new Map()
  await planner.start({
    config: readConfig({}, {}),
    database,
    queue,
    log: silentLog,
    clock,
    random: seededRandom(1),
    secrets: secretsOf(randomBytes(32)),
    holder: 'planner-1'
  })
})

async function planNow(): Promise<string[]> {
  await handlers.get('plan-follow-ups')?.()
  const lines = await listFollowUps(prisma, { limit: 10 })
  return lines.map(({ state, reason }) => reason ?? state)
}

test('it asks for a plan every minute and for fresh insights every hour', () => {
  expect([...periods]).toEqual([
    ['plan-follow-ups', 60_000],
    ['refresh-insights', 3_600_000]
  ])
})

test('a tick writes who is due, and rings for the senders only once something is', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await activate(prisma, 'birthday', { now: clock.now(), by: 'owner' })
  expect(await planNow()).toEqual(['planned'])
  expect(rung).toEqual([])
  clock.set(instant('2026-05-12T09:00[Europe/Paris]'))
  expect(await planNow()).toEqual(['planned'])
  expect(rung).toEqual(['send-follow-ups'])
})

test('without a campaign that is on nothing is planned and nobody is rung for', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await activate(prisma, 'birthday', { now: clock.now(), by: 'owner' })
  await pause(prisma, 'birthday', { now: clock.now(), by: 'owner' })
  clock.set(instant('2026-05-12T09:00[Europe/Paris]'))
  expect(await planNow()).toEqual([])
  expect(rung).toEqual([])
})

test('a mailing is looked over every ten minutes, and at once when it has changed', async () => {
  await addClient(database)
  await sell(15)
  await activate(prisma, 'private-sale', { now: clock.now(), by: 'owner' })
  clock.advance({ minutes: 1 })
  expect(await planNow()).toEqual(['planned'])
  await addClient(database)
  clock.advance({ minutes: 1 })
  expect(await planNow()).toEqual(['planned'])
  clock.advance({ minutes: 10 })
  expect(await planNow()).toEqual(['planned', 'planned'])
  await addClient(database)
  clock.advance({ minutes: 1 })
  await sell(20)
  clock.advance({ minutes: 1 })
  expect(await planNow()).toEqual(['planned', 'planned', 'planned'])
})

/** What the private sale of 13 May takes off, in percent. */
async function sell(percent: number): Promise<void> {
  const { definition } = await findCampaign(prisma, 'private-sale')
  const said = Definition.parse({
    ...definition,
    trigger: { kind: 'once', on: '2026-05-13' },
    offer: definition.offer && { ...definition.offer, discount: { kind: 'percent', percent } }
  })
  await saveDefinition(prisma, 'private-sale', { definition: said, by: 'owner', now: clock.now() })
}
