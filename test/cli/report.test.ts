import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { openShop } from '#test/insights/shop.ts'

const database = await testDatabase()
const shop = openShop(database.prisma)
await shop.buys('7', '2026-01-05', 300, { discount: 3_000n })
await shop.buys('7', '2026-01-19', 20)
await shop.buys('8', '2026-01-12', 50)

function maillon(...args: string[]) {
  const run = spawnSync('./maillon', args, { encoding: 'utf8', env: { ...process.env, DATABASE_URL: database.url } })
  return { code: run.status, out: run.stdout, error: run.stderr.trim() }
}

function json(...args: string[]): Record<string, unknown> {
  return JSON.parse(maillon(...args, '--json').out)
}

test('report value answers in the form that scripts rely on', () => {
  const report = json('report', 'value', '--unit', 'week', '--until', '2026-03-30', '--plain')
  expect(report).toMatchObject({ to: '2026-03-30', currency: 'EUR', unit: 'week', horizon: { units: 12 } })
  expect(Object.keys(Object(report['model'])).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'a',
    'alpha',
    'b',
    'clients',
    'logLikelihood',
    'p',
    'penalty',
    'q',
    'r',
    'v'
  ])
  expect(report['clients']).toMatchObject([
    { id: '7', frequency: 1, recency: 2, T: 12, monetary: 20 },
    { id: '8', frequency: 0, recency: 0, T: 11, monetary: 0, pAlive: 1 }
  ])
  expect(report['warning']).toContain('Not enough data for a forecast')
})

test('report profit tells sums as numbers, with the sum that explains them', () => {
  const report = json('report', 'profit', '--to', '2026-01-10')
  expect(report['clients']).toMatchObject([
    { rank: 1, id: '7', purchases: 300, discount: 30, discountPercent: 10, grossProfit: 270, netProfit: 270 }
  ])
  expect(report['totals']).toMatchObject({ explanation: '270.00 = 300.00 − 30.00' })
})

test('what was done towards a client costs what the owner says', () => {
  expect(maillon('settings', 'set', 'costs.visit', '20').code).toBe(0)
  for (const day of ['01', '02', '03'])
    expect(maillon('clients', 'log', '7', 'visit', '--on', `2026-01-${day}`).code).toBe(0)
  expect(maillon('clients', 'log', '7', 'visit', '--on', '2026-01-04', '--from').code).toBe(0)
  expect(json('report', 'profit', '--to', '2026-01-10')['clients']).toMatchObject([
    { id: '7', solicitation: 60, netProfit: 210, acts: { visits: 3 }, explanation: '210.00 = 300.00 − 30.00 − 60.00' }
  ])
  expect(maillon('clients', 'log', '7', 'note')).toMatchObject({
    code: 2,
    error: 'A note needs its words: give them with --text.'
  })
})

test('rows come as CSV, a segment narrows them, saved or as a condition', () => {
  const [titles, ...rows] = maillon('report', 'tiers', '--csv', '--to', '2026-03-30').out.trim().split('\n')
  expect(titles).toBe('tier,id,name,paid')
  expect(rows).toEqual(['A,7,7,290.00', 'B,8,8,50.00'])
  const condition = '{"kind":"bought","atMost":1}'
  expect(maillon('segments', 'save', 'single', condition)).toMatchObject({ code: 0 })
  for (const segment of ['single', condition]) {
    const narrowed = maillon('report', 'tiers', '--csv', '--to', '2026-03-30', '--segment', segment).out
    expect(narrowed.trim().split('\n').slice(1)).toEqual(['B,8,8,50.00'])
  }
  expect(json('segments', 'clients', 'single')).toMatchObject({ clients: [{ id: '8' }] })
})

test('keeping against recruiting comes out to the cent', () => {
  const report = json('report', 'keeping', '--gross', '200', '--recruiting', '100', '--keeping', '0', '--years', '2')
  expect(report).toMatchObject({
    sameClient: { gross: 400, recruiting: 100, net: 300 },
    differentClientEachYear: { gross: 400, recruiting: 200, net: 200 }
  })
  expect(Number(report['lessPercent']).toFixed(1)).toBe('33.3')
})

test.each(['evolution', 'rfm', 'retention', 'cohorts', 'breakeven', 'hygiene', 'points'])(
  'report %s prints for scripts and for people',
  (kind) => {
    expect(json('report', kind, '--to', '2026-03-30')).toMatchObject({ report: kind, to: '2026-03-30' })
    expect(maillon('report', kind, '--to', '2026-03-30')).toMatchObject({ code: 0, error: '' })
  }
)

test.each([
  [['report', 'profit', '--from', '2026-02-30'], 2, '--from takes a day'],
  [['report', 'profit', '--from', '2026-02-02', '--to', '2026-02-01'], 2, 'ends (2026-02-01) before it begins'],
  [['report', 'value', '--unit', 'month'], 2, 'unit'],
  [['report', 'value', '--horizon', '0'], 2, 'above 0'],
  [['report', 'profit', '--segment', 'nobody'], 1, 'There is no segment "nobody"'],
  [['report', 'profit', '--segment', '{"kind":"x"}'], 2, 'no condition'],
  [['segments', 'save', 'x', 'not json'], 2, 'no condition']
])('%j is refused in one sentence', (args, code, sentence) => {
  const run = maillon(...args)
  expect(run.code).toBe(code)
  expect(run.error).toContain(sentence)
  expect(run.error.split('\n')).toHaveLength(1)
})
