import { beforeEach, expect, test } from 'vitest'
import { refreshReports, showReport } from '#src/insights/reports/shown.ts'
import type { Report } from '#src/insights/reports/report.ts'
import { REPORTS, reportNamed } from '#src/insights/reports/table.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { openShop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const clock = fixedClock('2026-06-30T10:00:00Z')
const profit = reportNamed('profit')
const shop = openShop(db)

beforeEach(async () => {
  await db.purchase.deleteMany()
  await db.storedReport.deleteMany()
  await db.setting.deleteMany()
  await db.client.deleteMany({ where: { stateReason: 'one of many' } })
})

/** Clients who have bought nothing. */
async function addClients(many: number) {
  await db.$executeRaw`
    INSERT INTO client (name, state, state_reason, state_since, updated_at)
    SELECT 'Client ' || n, 'active', 'one of many', now(), now() FROM generate_series(1, ${many}::int) AS n`
}

const LARGE = 2_100

async function show(request = {}, isFresh = false) {
  const told = await showReport(db, profit, { request, clock, isFresh })
  if (told === null) throw new Error('it is still to be computed')
  return told
}

test('pages of a large base read what was computed, with its moment, until it is computed again', async () => {
  await addClients(LARGE)
  await shop.buys('1', '2026-06-02', 300, { discount: 3_000n })
  await refreshReports(db, clock)
  const stored = await show()
  expect(stored.computedAt).toEqual(new Date('2026-06-30T10:00:00Z'))
  await shop.buys('2', '2026-06-03', 50)
  expect(await show()).toEqual(stored)
  expect(await show({}, true)).toMatchObject({ computedAt: null, rowCount: 2 })
  expect(await show()).toMatchObject({ computedAt: expect.any(Date), rowCount: 2 })
})

test('every report is stored and read back as it was computed', async () => {
  await addClients(LARGE)
  await shop.buys('1', '2025-06-02', 300, { discount: 3_000n, cost: 9_000n })
  await shop.buys('1', '2026-06-02', 300)
  await shop.buys('2', '2026-06-03', 50)
  await refreshReports(db, clock)
  for (const report of REPORTS) {
    const stored = await showReport(db, report, { request: {}, clock })
    const computed = await showReport(db, report, { request: {}, clock, isFresh: true })
    expect(stored?.computedAt).toBeInstanceOf(Date)
    expect({ ...stored, computedAt: null }).toEqual(computed)
  }
})

test('of a large base, what is asked in particular is still to be computed, unless it makes no sense', async () => {
  await addClients(LARGE)
  await shop.buys('1', '2026-06-02', 300)
  await refreshReports(db, clock)
  const asked = { request: { from: '2026-01-01' }, clock }
  expect(await showReport(db, profit, asked)).toBeNull()
  expect(await show(asked.request, true)).toMatchObject({ computedAt: null, rowCount: 1, from: '2026-01-01' })
  expect(await showReport(db, profit, asked)).toBeNull()
  for (const request of [{ from: '2026-07-01' }, { from: 'soon' }, { currency: 'euros' }, { segment: 'nobody' }])
    await expect(showReport(db, profit, { request, clock })).rejects.toThrow(Refusal)
})

test('all of a small base is computed for the page', async () => {
  await addClients(80)
  await refreshReports(db, clock)
  await shop.buys('1', '2026-06-02', 300)
  expect(await show()).toMatchObject({ computedAt: null, rowCount: 1 })
  expect(await show({ from: '2026-01-01' })).toMatchObject({ computedAt: null, rowCount: 1 })
  expect(await db.storedReport.count()).toBe(0)
})

test('another day, other costs and a merge ask for other numbers', async () => {
  await addClients(LARGE)
  const [one, other] = [await shop.client('1'), await shop.client('2')]
  await shop.buys('1', '2026-06-02', 300)
  await refreshReports(db, clock)
  const tomorrow = fixedClock('2026-07-01T10:00:00Z')
  const usual = { request: {}, clock }
  expect(await showReport(db, profit, { request: {}, clock: tomorrow })).toBeNull()
  await writeSettings(db, { 'costs.mail': 2 })
  expect(await showReport(db, profit, usual)).toBeNull()
  await show({}, true)
  expect(await show()).toMatchObject({ computedAt: expect.any(Date) })
  await db.clientDistinction.create({ data: { clientId: one, otherId: other, at: new Date(), by: 'test' } })
  expect(await showReport(db, profit, usual)).toBeNull()
})

test('what was computed while a client was erased or merged is not stored: it may name whom nothing must name (J5)', async () => {
  await addClients(LARGE)
  const erased = await shop.client('3')
  await shop.buys('3', '2026-06-02', 300)
  const late: Report = {
    ...profit,
    run: async (asked) => {
      const answer = await profit.run(asked)
      await db.client.update({ where: { id: erased }, data: { state: 'erased', name: '' } })
      return answer
    }
  }
  await showReport(db, late, { request: {}, clock, isFresh: true })
  expect(await db.storedReport.count()).toBe(0)
  await refreshReports(db, clock)
  expect((await show()).computedAt).not.toBeNull()
  await db.client.update({ where: { id: erased }, data: { state: 'active' } })
  expect(await showReport(db, profit, { request: {}, clock })).toBeNull()
})
