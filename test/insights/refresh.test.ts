import { beforeEach, expect, test } from 'vitest'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { dashboard } from '#src/insights/dashboard/dashboard.ts'
import { readLastRun } from '#src/insights/insight-store.ts'
import { METHOD_VERSION } from '#src/insights/method.ts'
import { refreshIfDue, refreshInsights } from '#src/insights/refresh.ts'
import { listMembers } from '#src/insights/segment-store.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { openShop, type Shop } from './shop.ts'
import { seeded, simulateClient } from './simulate.ts'

const database = await testDatabase()
const db = database.prisma
const SETTINGS = settingsFrom([])
let shop: Shop

beforeEach(async () => {
  await db.purchase.deleteMany()
  await db.client.deleteMany()
  shop = openShop(db)
})

function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)
}

async function buysEvery(name: string, { from, days, times }: { from: string; days: number; times: number }) {
  for (let time = 0; time < times; time++) await shop.buys(name, dayAfter(from, time * days), 50)
}

async function lateOn(today: string): Promise<string[]> {
  const late = await listMembers(db, compileCondition({ kind: 'late' }, { today }))
  return late.map((client) => client.id)
}

test('each client is late against their own rhythm, from a day that is known in advance (K4)', async () => {
  await buysEvery('weekly', { from: '2026-01-01', days: 7, times: 20 })
  await buysEvery('quarterly', { from: '2025-01-01', days: 90, times: 6 })
  await buysEvery('too new', { from: '2026-05-01', days: 1, times: 1 })
  await refreshInsights(db, { today: '2026-05-20', settings: SETTINGS })
  expect(await lateOn('2026-05-20')).toEqual([])
  expect(await lateOn('2026-06-20')).toEqual(['weekly'])
  expect((await lateOn('2027-06-20')).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'quarterly',
    'too new',
    'weekly'
  ])
  const weekly = await db.clientInsight.findUniqueOrThrow({ where: { clientId: await shop.client('weekly') } })
  expect(weekly).toMatchObject({ purchaseDays: 20, purchaseCount: 20, paid: 100_000n, methodVersion: METHOD_VERSION })
  expect(weekly.lastOn).toEqual(new Date('2026-05-14'))
  expect(weekly.usualGap).toBeGreaterThanOrEqual(7)
  expect(weekly.usualGap).toBeLessThan(15)
})

test('who has bought since is not late, before the numbers are computed again', async () => {
  await buysEvery('weekly', { from: '2026-01-01', days: 7, times: 20 })
  await refreshInsights(db, { today: '2026-06-20', settings: SETTINGS })
  expect(await lateOn('2026-06-20')).toEqual(['weekly'])
  await shop.buys('weekly', '2026-06-19', 50)
  expect(await lateOn('2026-06-20')).toEqual([])
})

test('a refresh is due on a new day of the firm, and when something was recorded since', async () => {
  const clock = fixedClock('2026-03-01T22:30:00Z')
  const refreshed = async () => (await refreshIfDue(database, clock))?.clients
  await buysEvery('a', { from: '2026-01-01', days: 7, times: 5 })
  expect(await refreshed()).toBe(1)
  expect(await refreshed()).toBeUndefined()
  // Half past midnight in Paris.
  clock.advance({ hours: 1 })
  expect(await refreshed()).toBe(1)
  await shop.buys('b', '2026-01-01', 10)
  expect(await refreshed()).toBe(2)
  expect(await refreshed()).toBeUndefined()
})

test('what clients and mails say since is on the dashboard after the next look, though nobody bought', async () => {
  const clock = fixedClock('2026-03-01T12:00:00Z')
  const happy = async () => (await dashboard(db, { now: clock.now(), period: 'month' })).satisfaction.now.happy
  await buysEvery('a', { from: '2026-01-01', days: 7, times: 5 })
  await refreshIfDue(database, clock)
  expect(await happy()).toBe(0)
  const answer = { kind: 'satisfaction', state: 'happy', title: '', source: 'test', at: new Date('2026-03-01T08:00Z') }
  await db.interaction.create({ data: { ...answer, clientId: await shop.client('a') } })
  expect(await refreshIfDue(database, clock)).toBeUndefined()
  expect(await happy()).toBe(1)
})

test('below 300 clients no forecast and below 30 no groups are stored: nobody is picked by them (K2, K3)', async () => {
  await buysEvery('a', { from: '2026-01-01', days: 7, times: 5 })
  await refreshInsights(db, { today: '2026-03-01', settings: SETTINGS })
  const insight = await db.clientInsight.findFirstOrThrow()
  expect(insight).toMatchObject({
    chanceAlive: null,
    value: null,
    rfmRecency: null,
    tier: 'A',
    lateFrom: expect.any(Date)
  })
  expect(await readLastRun(db)).toMatchObject({
    clients: 1,
    model: null,
    warnings: expect.arrayContaining(['not-enough-data'])
  })
})

test('with enough clients everything is stored, and conditions pick by it', async () => {
  await simulatedBase(400)
  const refreshed = await refreshInsights(db, { today: '2026-01-01', settings: SETTINGS })
  expect(refreshed).toMatchObject({ clients: 400, currency: 'EUR' })
  const insights = await db.clientInsight.findMany()
  for (const one of insights) {
    expect(one.chanceAlive).toBeGreaterThan(0)
    expect(one.rfmMoney).toBeGreaterThanOrEqual(1)
    expect(Number(one.valueLow)).toBeLessThanOrEqual(Number(one.value))
    expect(Number(one.value)).toBeLessThanOrEqual(Number(one.valueHigh))
    expect(one.horizonDays).toBeGreaterThan(0)
  }
  const best = await listMembers(
    db,
    compileCondition(
      {
        kind: 'all',
        of: [
          { kind: 'rfm', money: [5] },
          { kind: 'tier', is: ['A'] }
        ]
      },
      { today: '2026-01-01' }
    )
  )
  expect(best.length).toBeGreaterThan(10)
  expect(await readLastRun(db)).toMatchObject({ model: expect.objectContaining({ clients: 400 }) })
})

test('running again changes nothing, and what is gone is dropped', async () => {
  await buysEvery('a', { from: '2026-01-01', days: 7, times: 5 })
  await shop.buys('b', '2026-01-01', 10, { externalId: 'only' })
  await refreshInsights(db, { today: '2026-03-01', settings: SETTINGS })
  const before = await db.clientInsight.findMany({ orderBy: { clientId: 'asc' } })
  await refreshInsights(db, { today: '2026-03-01', settings: SETTINGS })
  expect(await db.clientInsight.findMany({ orderBy: { clientId: 'asc' } })).toEqual(before)
  await shop.buys('b', '2026-02-01', -10, { refundOf: 'only' })
  await refreshInsights(db, { today: '2026-03-01', settings: SETTINGS })
  expect(await db.clientInsight.findMany()).toMatchObject([{ clientId: await shop.client('a') }])
})

test('a marked change is told once, not every night', async () => {
  await buysEvery('stopped', { from: '2025-01-01', days: 14, times: 26 })
  const nights = ['2026-06-28', '2026-06-29', '2026-06-29', '2026-07-30']
  const told: number[] = []
  for (const today of nights) told.push((await refreshInsights(db, { today, settings: SETTINGS })).alerts)
  expect(told).toEqual([1, 0, 0, 0])
  expect(await db.insightAlert.findMany()).toMatchObject([{ kind: 'falling', purchasesNow: 0, currency: 'EUR' }])
})

test('an empty shop is refreshed too', async () => {
  expect(await refreshInsights(db, { today: '2026-03-01', settings: SETTINGS })).toEqual({
    clients: 0,
    alerts: 0,
    currency: 'EUR'
  })
})

/** Clients as the models see them, over two years up to 2026. */
async function simulatedBase(size: number): Promise<void> {
  const random = seeded(21)
  const buying = { r: 0.8, alpha: 8, a: 0.8, b: 4 }
  const money = { p: 4, q: 5, v: 60 }
  for (let number = 0; number < size; number++) {
    const T = 10 + Math.floor(random() * 90)
    const { frequency, recency, monetary } = simulateClient({ buying, money, T, horizon: 0 }, random)
    const clientId = await shop.client(`c${number}`)
    const weeks = Array.from({ length: frequency + 1 }, (_, i) => (frequency === 0 ? 0 : (recency * i) / frequency))
    const orders = weeks.map((week, i) => ({
      clientId,
      externalId: `c${number}-${i}`,
      on: dayAfter('2026-01-01', Math.floor((week - T) * 7)),
      currency: 'EUR',
      amount: BigInt(Math.round(Math.max(monetary, 5) * 100)),
      discount: 0n,
      lines: []
    }))
    await recordPurchases(db, 'shop', orders)
  }
}
