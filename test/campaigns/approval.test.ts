import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { approveBatch, countDueToday, dueToday, skipFollowUp } from '#src/campaigns/approval-store.ts'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { listFollowUps } from '#src/campaigns/follow-up-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, france, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database
const morning = instant('2026-05-12T07:00[Europe/Paris]')
const today = { now: morning, firm: france }
const decider = { by: 'zoe', now: morning }

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE client, campaign CASCADE`
})

async function planBirthdays(): Promise<void> {
  const { definition } = await findCampaign(prisma, 'birthday')
  const now = instant('2026-05-11T06:00[Europe/Paris]')
  await saveDefinition(prisma, 'birthday', { definition: { ...definition, approval: 'batch' }, by: 'zoe', now })
  await activate(prisma, 'birthday', { now, by: 'zoe' })
  await planTick(database, tickAt('2026-05-11T10:00[Europe/Paris]'))
}

test('today’s list holds what goes out today and waits for a person, on the client’s clock', async () => {
  await addClient(database, { name: 'Anne Roy', zone: 'America/Toronto', birthday: { month: 5, day: 12, year: 1990 } })
  await addClient(database, { name: 'Luc Petit', birthday: { month: 5, day: 13 } })
  await planBirthdays()
  const lines = await dueToday(prisma, today)
  expect(lines).toMatchObject([
    { client: 'Anne Roy', campaign: 'birthday', step: 1, to: 'client', years: 36, isApproved: false }
  ])
  expect(lines[0]?.dueAt.toString()).toBe('2026-05-12T09:00:00-04:00[America/Toronto]')
  expect(await countDueToday(prisma, today)).toEqual([{ campaign: 'birthday', due: 1, waiting: 1 }])
})

test('approving a batch lets all go that is planned now, once', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await planBirthdays()
  expect(await approveBatch(prisma, 'anniversary', decider)).toBe(0)
  expect(await approveBatch(prisma, 'birthday', decider)).toBe(2)
  expect(await approveBatch(prisma, 'birthday', decider)).toBe(0)
  expect(await countDueToday(prisma, today)).toEqual([{ campaign: 'birthday', due: 2, waiting: 0 }])
})

test('one that is taken out stays out, with the words of whoever did it', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await planBirthdays()
  const [line] = await dueToday(prisma, today)
  const id = line?.id ?? ''
  expect(await skipFollowUp(prisma, id, { ...decider, reason: 'vu hier en boutique' })).toBe(true)
  expect(await skipFollowUp(prisma, id, { ...decider, reason: 'encore' })).toBe(false)
  await planTick(database, tickAt('2026-05-12T08:00[Europe/Paris]'))
  expect(await listFollowUps(prisma, { limit: 10 })).toMatchObject([
    { state: 'skipped', reason: 'by-hand', detail: 'vu hier en boutique' }
  ])
  expect(await dueToday(prisma, today)).toEqual([])
  const events = await prisma.followUpEvent.findMany({ where: { followUpId: id }, orderBy: { id: 'asc' } })
  expect(events.at(-1)).toMatchObject({ kind: 'skipped', reason: 'by-hand', detail: 'zoe' })
})

test('a list that is long is cut, its count is not', async () => {
  for (let each = 0; each < 3; each += 1) await addClient(database, { birthday: { month: 5, day: 12 } })
  await planBirthdays()
  expect(await dueToday(prisma, { ...today, limit: 2 })).toHaveLength(2)
  const noon = Temporal.Instant.from('2026-05-12T10:00:00Z')
  expect(await countDueToday(prisma, { firm: france, now: noon })).toMatchObject([{ due: 3 }])
})
