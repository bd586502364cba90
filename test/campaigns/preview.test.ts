import { Temporal } from 'temporal-polyfill'
import { beforeEach, describe, expect, test } from 'vitest'
import { activate, findCampaign } from '#src/campaigns/campaign-store.ts'
import { loadHolidays } from '#src/campaigns/holidays.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { previewCampaign } from '#src/campaigns/preview.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, france, instant, tickAt } from './people.ts'
import { noHolidays } from '#src/campaigns/window.ts'

const database = await testDatabase()
const { prisma } = database

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE client, purchase CASCADE`
})

describe('for one client', () => {
  test.each(['birthday', 'anniversary', 'thanks', 'unanswered'])(
    '%s finds what it finds for them among all',
    async (name) => {
      const [one, other] = [await someone(), await someone()]
      const campaign = await findCampaign(prisma, name)
      const period = { from: Temporal.PlainDate.from('2026-05-01'), to: Temporal.PlainDate.from('2026-06-30') }
      const question = { period, now: instant('2026-05-01T00:00[Europe/Paris]'), firm: france, holidays: noHolidays }
      const all = await previewCampaign(prisma, campaign, question)
      expect(new Set(all.map(({ clientId }) => clientId))).toEqual(new Set([one, other]))
      const own = await previewCampaign(prisma, campaign, { ...question, clientIds: [one] })
      expect(own).toEqual(all.filter(({ clientId }) => clientId === one))
    }
  )
})

/** For whom every one of these campaigns has an occasion in May. */
async function someone(): Promise<string> {
  const id = await addClient(database, { birthday: { month: 5, day: 12 }, customerSince: '2020-05-13' })
  await addPurchase(database, id, { on: '2024-05-20' })
  await addPurchase(database, id, { on: '2026-05-04' })
  const { threadId } = await addMail(database, id, { at: '2026-05-05T10:00[Europe/Paris]' })
  await prisma.thread.update({ where: { id: threadId }, data: { waitingSince: new Date('2026-05-05T08:00:00Z') } })
  return id
}

describe('the birthday', () => {
  test.each([
    ['Europe/Paris', '2026-03-29', '2026-03-29T09:00:00+02:00'],
    ['America/Toronto', '2026-03-08', '2026-03-08T09:00:00-04:00'],
    ['America/Toronto', '2026-11-01', '2026-11-01T09:00:00-05:00'],
    ['Pacific/Auckland', '2026-01-01', '2026-01-01T09:00:00+13:00'],
    ['Pacific/Kiritimati', '2026-07-14', '2026-07-14T09:00:00+14:00'],
    ['Pacific/Pago_Pago', '2026-12-31', '2026-12-31T09:00:00-11:00'],
    ['Asia/Beirut', '2026-03-29', '2026-03-29T09:00:00+03:00'],
    ['Asia/Kathmandu', '2026-12-25', '2026-12-25T09:00:00+05:45']
  ])('in %s on %s', async (zone, day, expected) => {
    const { month, day: dayOfMonth } = Temporal.PlainDate.from(day)
    await addClient(database, { zone, birthday: { month, day: dayOfMonth } })
    expect(await preview('birthday', day, day)).toEqual([`${expected} 2026/1`])
    const dayBefore = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString()
    expect(await preview('birthday', dayBefore, dayBefore)).toEqual([])
  })

  test('of 29 February, over six years', async () => {
    await addClient(database, { birthday: { month: 2, day: 29, year: 1988 }, consent: '2026-01-01' })
    const lines = await preview('birthday', '2024-01-01', '2029-12-31', '2023-12-31T00:00[Europe/Paris]')
    expect(lines.map((line) => line.slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
      // Three years after the consent of January 2026 without a word from them (J3).
      '2029-02-28'
    ])
    expect(lines.at(-1)).toContain('consent-expired')
  })

  test('learned yesterday goes out now; five days late it is missed', async () => {
    await addClient(database, { birthday: { month: 5, day: 11 } })
    await addClient(database, { birthday: { month: 5, day: 7 } })
    expect(await preview('birthday', '2026-05-01', '2026-05-31', '2026-05-12T10:00[Europe/Paris]')).toEqual([
      '2026-05-07T09:00:00+02:00 2026/1 missed',
      '2026-05-12T10:00:00+02:00 2026/1'
    ])
  })

  test('lists who would not get it, with the reason', async () => {
    const birthday = { month: 5, day: 12 }
    await addClient(database, { birthday, consent: null })
    await addClient(database, { birthday, address: null })
    const bounced = await addClient(database, { birthday })
    await prisma.suppression.create({
      data: { address: `${bounced}@example.org`, scope: 'all', reason: 'hard-bounce', at: new Date() }
    })
    await addClient(database, { birthday, state: 'suggested' })
    const lines = await preview('birthday', '2026-05-12', '2026-05-12')
    expect(new Set(lines.map((line) => line.split(' ').at(-1)))).toEqual(
      new Set(['bounced', 'no-address', 'no-consent'])
    )
  })

  test('stores nothing', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await preview('birthday', '2026-05-01', '2026-05-31')
    expect([await prisma.campaign.count(), await prisma.followUp.count()]).toEqual([0, 0])
  })
})

test('the anniversary passes over weekends and holidays, and tells the year', async () => {
  const client = await addClient(database, { customerSince: '2020-07-14' })
  await addPurchase(database, client, { on: '2021-02-03' })
  // 14 July 2026 is a Tuesday and a holiday; in 2027 it is a Wednesday; in 2029, 14 July is a Saturday.
  const lines = await preview('anniversary', '2026-01-01', '2026-12-31')
  expect(lines).toEqual(['2026-07-15T09:00:00+02:00 2026/1'])
})

test('a mailing without a day is shown for the first of the period, once per client', async () => {
  await addClient(database)
  await addClient(database, { zone: 'America/Toronto' })
  expect(await preview('private-sale', '2026-05-12', '2026-06-12')).toEqual([
    '2026-05-12T09:00:00+02:00 once:2026-05-12/1',
    '2026-05-12T09:00:00-04:00 once:2026-05-12/1'
  ])
})

test('the mails of the preview itself count against the caps', async () => {
  const client = await addClient(database)
  await addPurchase(database, client, { on: '2026-05-11' })
  await addPurchase(database, client, { on: '2026-05-13' })
  expect(await preview('thanks', '2026-05-11', '2026-05-31')).toEqual([
    '2026-05-13T10:00:00+02:00 purchase:2026-05-11/1',
    '2026-05-15T10:00:00+02:00 purchase:2026-05-13/1 capped'
  ])
})

test('what is planned already is the same mail, and does not count against itself', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await activate(prisma, 'birthday', { now: instant('2026-05-10T06:00[Europe/Paris]'), by: 'zoe' })
  await planTick(database, tickAt('2026-05-11T10:00[Europe/Paris]'))
  expect(await prisma.followUp.count({ where: { state: 'planned' } })).toBe(1)
  expect(await preview('birthday', '2026-05-12', '2026-05-12')).toEqual(['2026-05-12T09:00:00+02:00 2026/1'])
})

async function preview(name: string, from: string, to: string, now?: string): Promise<string[]> {
  const period = { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(to) }
  const lines = await previewCampaign(prisma, await findCampaign(prisma, name), {
    period,
    now: now === undefined ? period.from.subtract({ days: 1 }).toZonedDateTime('UTC').toInstant() : instant(now),
    firm: france,
    holidays: await loadHolidays('FR')
  })
  return lines.map(({ sendAt, occurrence, step, refusal }) => {
    const when = sendAt.toString({ timeZoneName: 'never' })
    return `${when} ${occurrence}/${step}${refusal ? ` ${refusal.code}` : ''}`
  })
}
