import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { dashboard, PERIODS, refreshDashboard } from '#src/insights/dashboard/dashboard.ts'
import { METHOD_VERSION } from '#src/insights/method.ts'
import { refreshInsights } from '#src/insights/refresh.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { openShop, type Shop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const db = database.prisma
const SETTINGS = settingsFrom([{ key: 'costs.followUp', value: 0.5 }])
const TODAY = '2026-06-30'
const NOW = Temporal.Instant.from('2026-06-30T10:00:00Z')
let shop: Shop

beforeEach(async () => {
  await db.followUp.deleteMany()
  await db.purchase.deleteMany()
  await db.client.deleteMany()
  await db.dashboardNumbers.deleteMany()
  shop = openShop(db)
})

async function shown(period: (typeof PERIODS)[number]) {
  await refreshDashboard(db, { today: TODAY, settings: SETTINGS })
  return dashboard(db, { now: NOW, period })
}

test('sales of the period stand beside those of the same days a year earlier', async () => {
  await shop.buys('1', '2025-06-15', 80)
  await shop.buys('1', '2026-06-02', 100, { discount: 1_000n, cost: 4_000n })
  await shop.buys('1', '2026-06-02', 10, { externalId: 'back' })
  await shop.buys('1', '2026-06-20', -10, { refundOf: 'back' })
  await shop.buys('2', '2026-06-30', 50)
  await shop.buys('2', '2026-07-01', 999)
  await shop.buys('3', '2026-05-31', 7)
  const { sales, now, before } = await shown('month')
  expect([now, before]).toEqual([
    { from: '2026-05-31', to: '2026-06-30' },
    { from: '2025-05-31', to: '2025-06-30' }
  ])
  expect(sales.now).toEqual({
    purchases: 3,
    clients: 3,
    newClients: 2,
    paid: 14_700n,
    gross: 10_700n,
    costKnown: 100 / 3
  })
  expect(sales.before).toMatchObject({ purchases: 1, clients: 1, newClients: 1, paid: 8_000n })
})

test('retention is that of twelve months: of those active in the year before, who bought again', async () => {
  await shop.buys('kept', '2024-09-01', 10)
  await shop.buys('kept', '2025-09-01', 10)
  await shop.buys('lost', '2025-03-01', 10)
  await shop.buys('new', '2026-06-01', 10)
  const { retention } = await shown('month')
  expect(retention.now).toEqual({ atStart: 2, kept: 1, won: 1, retention: 50 })
  expect(retention.before).toEqual({ atStart: 0, kept: 0, won: 2, retention: null })
})

test('answer times run from the first unanswered mail of a turn to our answer', async () => {
  await conversation([
    ['in', '2026-06-10T08:00:00Z'],
    ['in', '2026-06-10T09:00:00Z'],
    ['out', '2026-06-10T10:00:00Z'],
    ['in', '2026-06-20T10:00:00Z']
  ])
  const { answers } = await shown('month')
  expect(answers.now).toEqual({ asked: 2, answered: 1, medianMinutes: 120, withinDay: 50 })
  expect(answers.before).toEqual({ asked: 0, answered: 0, medianMinutes: null, withinDay: null })
})

test('follow-ups are told with what came of them, less what sending cost', async () => {
  await shop.followsUp('1', '2026-06-10T08:00:00Z')
  await shop.buys('1', '2026-06-12', 40, { cost: 1_000n })
  await shop.buys('1', '2026-06-29', 99)
  const { followUps } = await shown('month')
  expect(followUps.now).toEqual({ sent: 1, purchases: 1, gross: 3_000n, discount: 0n, cost: 50n, net: 2_950n })
})

test('one-click answers are counted as they came out', async () => {
  const clientId = await shop.client('1')
  for (const [index, state] of ['happy', 'happy', 'unhappy'].entries())
    await db.interaction.create({
      data: {
        clientId,
        at: new Date(`2026-06-1${index}T08:00:00Z`),
        kind: 'satisfaction',
        title: '',
        state,
        source: 'test'
      }
    })
  expect((await shown('quarter')).satisfaction.now).toEqual({ answers: 3, happy: 2, unhappy: 1 })
})

test('a refresh stores every period with its date and method, and an empty shop has a dashboard too', async () => {
  await refreshInsights(db, { today: TODAY, settings: SETTINGS })
  expect(await db.dashboardNumbers.count()).toBe(PERIODS.length)
  await db.dashboardNumbers.deleteMany()
  const first = await dashboard(db, { now: NOW, period: 'year' })
  expect(first).toMatchObject({ period: 'year', methodVersion: METHOD_VERSION, months: [], tiers: [], currency: 'EUR' })
})

async function conversation(mails: [direction: 'in' | 'out', at: string][]): Promise<void> {
  const [, first = ''] = mails[0] ?? []
  const thread = await db.thread.create({ data: { subject: '', firstAt: new Date(first), lastAt: new Date(first) } })
  for (const [index, [direction, at]] of mails.entries())
    await db.message.create({
      data: {
        identity: `${thread.id} ${index}`,
        threadId: thread.id,
        direction,
        kind: 'human',
        subject: '',
        baseSubject: '',
        fromName: '',
        fromAddress: '',
        sentAt: new Date(at),
        text: '',
        replyText: '',
        signature: '',
        understood: {},
        size: 0
      }
    })
}
