import { beforeEach, expect, test } from 'vitest'
import { METHOD_VERSION } from '#src/insights/method.ts'
import { refreshReports, showReport } from '#src/insights/reports/shown.ts'
import type { Report } from '#src/insights/reports/report.ts'
import { REPORTS, reportNamed } from '#src/insights/reports/table.ts'
import { fixedClock } from '#src/platform/clock.ts'
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
  await db.insightRun.deleteMany()
  await db.setting.deleteMany()
})

/** As the last refresh of a base of that many buyers would have left it. */
async function baseOf(clients: number) {
  const day = new Date('2026-06-30')
  await db.insightRun.create({ data: { computedOn: day, methodVersion: METHOD_VERSION, clients } })
}

const show = (request = {}, isFresh = false) => showReport(db, profit, { request, clock, isFresh })

test('pages of a large base read what was computed, with its moment, until it is computed again', async () => {
  await baseOf(2_000)
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
  await baseOf(2_000)
  await shop.buys('1', '2025-06-02', 300, { discount: 3_000n, cost: 9_000n })
  await shop.buys('1', '2026-06-02', 300)
  await shop.buys('2', '2026-06-03', 50)
  await refreshReports(db, clock)
  for (const report of REPORTS) {
    const stored = await showReport(db, report, { request: {}, clock })
    const computed = await showReport(db, report, { request: {}, clock, isFresh: true })
    expect(stored.computedAt).not.toBeNull()
    expect({ ...stored, computedAt: null }).toEqual(computed)
  }
})

test('what is asked in particular, and all of a small base, is computed for the page', async () => {
  await baseOf(2_000)
  await refreshReports(db, clock)
  expect(await show({ from: '2026-01-01' })).toMatchObject({ computedAt: null })
  await db.insightRun.deleteMany()
  await baseOf(80)
  await refreshReports(db, clock)
  await shop.buys('1', '2026-06-02', 300)
  expect(await show()).toMatchObject({ computedAt: null, rowCount: 1 })
  expect(await db.storedReport.count()).toBe(0)
})

test('another day, other costs and a merge ask for other numbers', async () => {
  await baseOf(2_000)
  const [one, other] = [await shop.client('1'), await shop.client('2')]
  await shop.buys('1', '2026-06-02', 300)
  await refreshReports(db, clock)
  const tomorrow = fixedClock('2026-07-01T10:00:00Z')
  expect(await showReport(db, profit, { request: {}, clock: tomorrow })).toMatchObject({ to: '2026-07-01' })
  await refreshReports(db, clock)
  await writeSettings(db, { 'costs.mail': 2 })
  expect(await show()).toMatchObject({ computedAt: null })
  expect(await show()).toMatchObject({ computedAt: expect.any(Date) })
  await db.clientDistinction.create({ data: { clientId: one, otherId: other, at: new Date(), by: 'test' } })
  expect(await show()).toMatchObject({ computedAt: null })
})

test('what was computed while a client was erased or merged is not stored: it may name whom nothing must name (J5)', async () => {
  await baseOf(2_000)
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
  await showReport(db, late, { request: {}, clock })
  expect(await db.storedReport.count()).toBe(0)
  await refreshReports(db, clock)
  expect((await show()).computedAt).not.toBeNull()
  await db.client.update({ where: { id: erased }, data: { state: 'active' } })
  expect((await show()).computedAt).toBeNull()
})
