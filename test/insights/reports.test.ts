import { beforeEach, describe, expect, test } from 'vitest'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { changedClients, evolutionReport } from '#src/insights/evolution-report.ts'
import { rfmReport, tierReport } from '#src/insights/group-report.ts'
import { profitReport } from '#src/insights/profit-report.ts'
import { cohortReport, retentionReport } from '#src/insights/retention-report.ts'
import { breakEvenReport, keepingReport } from '#src/insights/return-report.ts'
import type { Scope } from '#src/insights/scope.ts'
import { valueReport } from '#src/insights/value-report.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { testDatabase } from '#test/setup/database.ts'
import { openShop, type Shop } from './shop.ts'

const database = await testDatabase()
const db = database.prisma
const SCOPE: Scope = { currency: 'EUR', to: '2026-06-30' }
const ZONE = 'Europe/Paris'
const NO_COSTS = { mails: 0n, followUps: 0n, calls: 0n, visits: 0n }
let shop: Shop

beforeEach(async () => {
  await db.followUp.deleteMany()
  await db.purchase.deleteMany()
  await db.client.deleteMany()
  shop = openShop(db)
})

describe('profit (K4)', () => {
  test('the worked example: the biggest buyer is not the best client', async () => {
    await shop.buys('1', '2026-01-10', 300, { discount: 3_000n })
    await shop.buys('2', '2026-01-11', 275, { discount: 5_500n })
    await shop.buys('3', '2026-01-12', 250)
    await shop.act('1', 'visit', '2026-02-01T10:00:00Z')
    await shop.act('1', 'meeting', '2026-02-02T10:00:00Z')
    await shop.act('2', 'visit', '2026-02-03T10:00:00Z')
    for (const day of [1, 2, 3, 4, 5]) await shop.act('2', 'call', `2026-03-0${day}T10:00:00Z`)
    for (const day of [6, 7]) await shop.followsUp('2', `2026-03-0${day}T10:00:00Z`)
    const costs = { mails: 0n, followUps: 1_000_000n, calls: 1_000_000n, visits: 3_000_000n }
    const { clients, totals } = await profitReport(db, SCOPE, { costs, zone: ZONE })
    expect(clients.map((client) => [client.id, client.rank, client.explanation])).toEqual([
      ['3', 1, '250.00 = 250.00'],
      ['1', 2, '210.00 = 300.00 − 30.00 − 60.00'],
      ['2', 3, '120.00 = 275.00 − 55.00 − 100.00']
    ])
    expect(totals.explanation).toBe('580.00 = 825.00 − 85.00 − 160.00')
  })

  test('what the client does towards us, and mail that writes itself, costs nothing', async () => {
    await shop.buys('1', '2026-01-10', 10)
    await shop.act('1', 'call', '2026-02-01T10:00:00Z', 'in')
    await shop.act('1', 'mail', '2026-02-01T10:00:00Z', 'in')
    await shop.act('1', 'mail', '2026-02-02T10:00:00Z')
    const costs = { mails: 500_000n, followUps: 0n, calls: 1_000_000n, visits: 0n }
    const { clients } = await profitReport(db, SCOPE, { costs, zone: ZONE })
    expect(clients[0]?.explanation).toBe('5.00 = 10.00 − 5.00')
  })

  test('a client who bought nothing and was visited is a loss', async () => {
    await shop.act('idle', 'visit', '2026-02-01T10:00:00Z')
    const { lossMaking } = await profitReport(db, SCOPE, { costs: { ...NO_COSTS, visits: 4_000_000n }, zone: ZONE })
    expect(lossMaking).toMatchObject([{ id: 'idle', net: -4_000n, explanation: '-40.00 = 0.00 − 40.00' }])
  })

  test('only the days of the period count, by the firm’s own clock', async () => {
    await shop.buys('1', '2025-12-31', 100)
    await shop.buys('1', '2026-01-01', 50, { cost: 2_000n })
    await shop.act('1', 'call', '2025-12-31T22:30:00Z')
    await shop.act('1', 'call', '2025-12-31T23:30:00Z')
    const costs = { ...NO_COSTS, calls: 1_000_000n }
    const { clients } = await profitReport(db, { ...SCOPE, from: '2026-01-01' }, { costs, zone: ZONE })
    expect(clients[0]?.explanation).toBe('20.00 = 50.00 − 20.00 − 10.00')
  })

  test('other currencies and other segments are left out', async () => {
    await shop.buys('1', '2026-01-10', 10)
    await shop.buys('1', '2026-01-10', 99, { currency: 'CAD' })
    await shop.buys('2', '2026-01-10', 20)
    await db.clientTag.create({ data: { clientId: await shop.client('2'), tag: 'vip', by: 'test' } })
    const segment = compileCondition({ kind: 'tag', is: ['vip'] }, { today: '2026-06-30' })
    const all = await profitReport(db, SCOPE, { costs: NO_COSTS, zone: ZONE })
    const some = await profitReport(db, { ...SCOPE, segment }, { costs: NO_COSTS, zone: ZONE })
    expect([all.totals.net, some.totals.net]).toEqual([3_000n, 2_000n])
  })

  test('a refund lessens its own month, and an erased client’s purchases stay in the totals', async () => {
    await shop.buys('1', '2026-01-10', 100, { externalId: 'a', discount: 1_000n })
    await shop.buys('1', '2026-02-10', -100, { discount: -1_000n, refundOf: 'a' })
    await shop.buys('2', '2026-01-10', 30)
    await db.client.update({ where: { id: await shop.client('2') }, data: { state: 'erased', name: '' } })
    const { totals } = await profitReport(db, SCOPE, { costs: NO_COSTS, zone: ZONE })
    expect(totals).toMatchObject({ net: 3_000n, purchases: 1 })
    const { months } = await evolutionReport(db, SCOPE)
    expect(months.map((month) => [month.start, month.paid, month.purchases])).toEqual([
      ['2026-01-01', 12_000n, 1],
      ['2026-02-01', -9_000n, 0]
    ])
  })
})

describe('retention, cohorts, survival (K8)', () => {
  test('200 clients at the start, 170 bought again, 40 new: 85 % and 15 %', async () => {
    await db.$executeRaw`
      INSERT INTO client (external_id, name, state, state_reason)
      SELECT n, 'Client', 'active', 'import' FROM generate_series(1, 240) n`
    await db.$executeRaw`
      INSERT INTO purchase (client_id, on_day, currency, amount, source, external_id, lines_digest)
      SELECT client.id, day, 'EUR', 1000, 'test', external_id || ' ' || day, '' FROM client,
        unnest(ARRAY['2025-03-01', '2026-03-01']::date[]) AS day
      WHERE (day < '2026-01-01' AND external_id::int <= 200)
        OR (day > '2026-01-01' AND (external_id::int <= 170 OR external_id::int > 200))`
    const report = await retentionReport(db, { ...SCOPE, from: '2026-01-01' })
    expect(report).toMatchObject({ atStart: 200, kept: 170, lost: 30, won: 40, retention: 85, attrition: 15 })
  })

  test('clients of long ago count at the start, and apart from those who were active just before', async () => {
    await shop.buys('old', '2020-01-01', 10)
    await shop.buys('active', '2025-05-01', 10)
    await shop.buys('active', '2026-05-01', 10)
    const report = await retentionReport(db, { ...SCOPE, from: '2025-07-01' })
    expect(report).toMatchObject({ atStart: 2, kept: 1, retention: 50, loyalty: 100 })
    expect(report.active).toMatchObject({ atStart: 1, kept: 1, retention: 100 })
  })

  test('a purchase given back in full keeps nobody', async () => {
    await shop.buys('1', '2025-05-01', 10)
    await shop.buys('1', '2026-05-01', 10, { externalId: 'again' })
    await shop.buys('1', '2026-05-03', -10, { refundOf: 'again' })
    expect(await retentionReport(db, { ...SCOPE, from: '2026-01-01' })).toMatchObject({ kept: 0, lost: 1 })
    // Looked at on the day before it was given back, it did.
    const before = { ...SCOPE, from: '2026-01-01', to: '2026-05-02' }
    expect(await retentionReport(db, before)).toMatchObject({ kept: 1, lost: 0 })
  })

  test('cohorts follow the first purchase, without gaps, and count a client once a month', async () => {
    await shop.buys('1', '2026-01-10', 10)
    await shop.buys('1', '2026-01-20', 10)
    await shop.buys('1', '2026-03-20', 10)
    await shop.buys('2', '2026-01-31', 10)
    await shop.buys('3', '2026-03-01', 10)
    const cohorts = await cohortReport(db, { ...SCOPE, to: '2026-04-15' }, 'month')
    expect(cohorts.map(({ start, size, ages }) => [start, size, ages.map((one) => one.sharePercent)])).toEqual([
      ['2026-01-01', 2, [100, 0, 50, 0]],
      ['2026-03-01', 1, [100, 0]]
    ])
    expect(cohorts[0]?.ages[0]?.paid).toBe(3_000n)
    const quarters = await cohortReport(db, { ...SCOPE, to: '2026-04-15' }, 'quarter')
    expect(quarters.map(({ size, ages }) => [size, ages.length])).toEqual([[3, 2]])
  })

  test('survival counts the first return after the first day', async () => {
    await shop.buys('1', '2026-01-01', 10)
    await shop.buys('1', '2026-01-01', 10)
    await shop.buys('1', '2026-01-21', 10)
    await shop.buys('2', '2026-01-01', 10)
    const { survival } = await retentionReport(db, { ...SCOPE, from: '2026-01-01' })
    expect(survival.points).toMatchObject([{ day: 20, boughtAgain: 0.5, atRisk: 2 }])
    expect(survival.within).toEqual([
      { days: 30, boughtAgain: 0.5 },
      { days: 90, boughtAgain: 0.5 },
      { days: 180, boughtAgain: 0.5 },
      { days: 365, boughtAgain: null }
    ])
  })
})

describe('evolution (K5)', () => {
  test('months and years with their change; a client counts once in each', async () => {
    await shop.buys('1', '2024-05-10', 100)
    await shop.buys('1', '2025-05-10', 150)
    await shop.buys('1', '2025-05-11', 50, { cost: 3_000n })
    await shop.buys('2', '2025-06-10', 100, { discount: 5_000n })
    await shop.buys('1', '2025-06-12', 50)
    const { months, years } = await evolutionReport(db, { ...SCOPE, to: '2025-12-31' })
    expect(years.map((year) => [year.start, year.clients, year.paid, year.changePercent])).toEqual([
      ['2024-01-01', 1, 10_000n, null],
      ['2025-01-01', 2, 30_000n, 200]
    ])
    expect(months.map((month) => [month.start, month.clients, month.changePercent, month.yearChangePercent])).toEqual([
      ['2024-05-01', 1, null, null],
      ['2025-05-01', 1, null, 100],
      ['2025-06-01', 2, -50, null]
    ])
    expect(months[1]?.gross).toBe(17_000n)
  })

  test('part of a month is no fall', async () => {
    await shop.buys('1', '2026-05-10', 100)
    await shop.buys('1', '2026-06-01', 5)
    const { months } = await evolutionReport(db, { ...SCOPE, to: '2026-06-02' })
    expect(months.at(-1)).toMatchObject({ isComplete: false, changePercent: null })
  })

  test('a client who bought every fortnight and stopped is found; one who never bought again is not', async () => {
    for (let week = 0; week < 52; week += 2) {
      const on = new Date(Date.parse('2025-01-01') + week * 7 * 86_400_000).toISOString().slice(0, 10)
      await shop.buys('stopped', on, 50)
    }
    await shop.buys('once', '2025-01-01', 50)
    const changes = await changedClients(db, SCOPE)
    expect(changes).toMatchObject([{ id: 'stopped', change: { kind: 'falling' }, now: { purchaseDays: 0, paid: 0n } }])
  })
})

describe('tiers, RFM, value', () => {
  test('tiers go by what was paid within the days', async () => {
    await shop.buys('big', '2026-01-10', 900)
    await shop.buys('small', '2026-01-10', 100)
    await shop.buys('big', '2020-01-10', 9_000)
    const { clients, summary } = await tierReport(db, { ...SCOPE, from: '2025-07-01' })
    expect(clients.map((client) => [client.id, client.tier, client.paid])).toEqual([
      ['big', 'A', 90_000n],
      ['small', 'B', 10_000n]
    ])
    expect(summary.map((row) => row.sharePercent)).toEqual([90, 10, 0, 0])
  })

  test('recency counts from the last day of the scope; a free purchase is one, a refund is none', async () => {
    await shop.buys('1', '2026-06-20', 0)
    await shop.buys('2', '2026-06-01', 40)
    await shop.buys('2', '2026-06-29', -10)
    const { clients, groups } = await rfmReport(db, SCOPE)
    expect(groups).toBe(0)
    expect(clients.map((client) => [client.id, client.recencyDays, client.purchases, client.paid])).toEqual([
      ['1', 10, 1, 0],
      ['2', 29, 1, 30]
    ])
  })

  test('value: days not orders, the first left out of the money, refunds taken off their purchase', async () => {
    await shop.buys('1', '2026-01-01', 500)
    await shop.buys('1', '2026-01-01', 100)
    await shop.buys('1', '2026-01-15', 30)
    await shop.buys('1', '2026-01-15', 10, { externalId: 'back' })
    await shop.buys('1', '2026-02-12', 60)
    await shop.buys('1', '2026-03-12', -10, { refundOf: 'back' })
    await shop.buys('2', '2026-01-01', 20)
    const report = await valueReport(db, { ...SCOPE, to: '2026-03-26' }, { unit: 'week', plain: false })
    expect(report.clients[0]).toMatchObject({ id: '1', frequency: 2, recency: 6, T: 12, monetary: 45 })
    expect(report.clients[1]).toMatchObject({ id: '2', frequency: 0, recency: 0, T: 12, monetary: 0, pAlive: 1 })
    expect(report).toMatchObject({
      horizon: 12,
      horizonEnd: '2026-06-18',
      warnings: ['not-enough-data', 'no-money-model']
    })
    // The refund lies after this day: the past stays as it was.
    const earlier = await valueReport(db, { ...SCOPE, to: '2026-03-11' }, { unit: 'day', plain: false, horizon: 30 })
    expect(earlier.clients[0]).toMatchObject({ monetary: 50, recency: 42, T: 69 })
    expect(earlier.horizon).toBe(30)
  })

  test('an empty base has no model and a warning', async () => {
    const report = await valueReport(db, SCOPE, { unit: 'week', plain: false })
    expect(report).toMatchObject({ model: null, clients: [], warnings: ['not-enough-data'] })
  })
})

describe('keeping and break-even', () => {
  test('what the owner does not say is measured: gross and solicitation per buyer, recruiting at 6 times keeping', async () => {
    await shop.buys('1', '2026-01-10', 300)
    await shop.buys('2', '2026-01-10', 100)
    await shop.act('1', 'visit', '2026-02-01T10:00:00Z')
    const settings = settingsFrom([{ key: 'costs.visit', value: 20 }])
    const report = await keepingReport(db, { ...SCOPE, from: '2025-07-01' }, { figures: { years: 2 }, settings })
    expect(report.input).toEqual({ grossPerYear: 20_000n, recruiting: 6_000n, keeping: 1_000n, years: 2 })
    expect(report.sources).toEqual({ grossPerYear: 'measured', recruiting: 'usual', keeping: 'measured' })
  })

  test('the gain is the gross profit of purchases within 14 days of a follow-up', async () => {
    await shop.followsUp('1', '2026-02-01T10:00:00Z')
    await shop.buys('1', '2026-01-31', 500)
    await shop.buys('1', '2026-02-15', 100, { cost: 4_000n })
    await shop.buys('1', '2026-02-16', 500)
    await shop.buys('2', '2026-02-10', 500)
    const settings = settingsFrom([
      { key: 'costs.followUp', value: 1 },
      { key: 'costs.setup', value: 30 },
      { key: 'costs.monthly', value: 5 }
    ])
    const report = await breakEvenReport(db, { ...SCOPE, to: '2026-03-31' }, { figures: {}, settings })
    expect(report.months).toEqual([
      { month: '2026-02', cost: 3_600n, gain: 6_000n },
      { month: '2026-03', cost: 500n, gain: 0n }
    ])
    expect(report).toMatchObject({ date: '2026-02-17', gainSource: 'measured' })
  })

  test('with a given gain, nothing is measured', async () => {
    const figures = { setup: 1_000, monthly: 50, monthlyGain: 150 }
    const scope = { ...SCOPE, from: '2026-01-01', to: '2026-12-31' }
    const report = await breakEvenReport(db, scope, { figures, settings: settingsFrom([]) })
    expect(report.date).toBe('2026-10-31')
    expect(report.balances.at(-1)).toEqual({ month: '2026-12', balance: 20_000n })
  })
})
