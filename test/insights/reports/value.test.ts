import { expect, test } from 'vitest'
import { askReport } from '#src/insights/reports/ask.ts'
import { reportNamed } from '#src/insights/reports/table.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { openShop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const shop = openShop(db)
const clock = fixedClock('2026-06-30T10:00:00Z')

test('below 300 clients second purchases and own rhythms stand in the place of a forecast (K3)', async () => {
  for (const day of ['2026-01-01', '2026-01-11', '2026-01-21', '2026-01-31']) await shop.buys('often', day, 20)
  await shop.buys('once', '2026-03-01', 500)
  const told = await askReport(db, reportNamed('value'), { request: {}, clock })
  expect(told.warning?.en).toContain('Not enough data for a forecast')
  expect(told.charts).toMatchObject([{ kind: 'line', labels: ['10'] }])
  const labels = told.columns.map(({ label }) => label.en)
  expect(labels).toEqual([
    'id',
    'name',
    'purchase days',
    'last purchase',
    'usual gap in days',
    'next about',
    'late from'
  ])
  expect(told.rows.map(({ cells }) => [cells[0], ...cells.slice(2)])).toEqual([
    ['often', 4, '2026-01-31', 10, '2026-02-10', '2026-02-11'],
    ['once', 1, '2026-03-01', null, null, null]
  ])
  expect(told.notes.map(({ en }) => en).join(' ')).not.toContain('Expected until')
  expect(told.json()['clients']).toMatchObject([{ id: 'often' }, { id: 'once' }])
})
