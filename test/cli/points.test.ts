import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { openShop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const shop = openShop(database.prisma)
await shop.buys('7', '2026-01-05', 300, { discount: 3_000n })

function maillon(...args: string[]) {
  const run = spawnSync('./maillon', args, { encoding: 'utf8', env: { ...process.env, DATABASE_URL: database.url } })
  return { code: run.status, out: run.stdout, error: run.stderr.trim() }
}

test('a rule begins, purchases have earned by it, and points become the code of a coupon', () => {
  expect(maillon('points', 'add-rule', '{"kind":"spend","points":1,"per":1}', '--from', '2026-01-01').code).toBe(0)
  expect(maillon('points', 'add-reward', 'Cinq euros', '--points', '200', '--gives', '5.00').code).toBe(0)
  expect(JSON.parse(maillon('report', 'points', '--json').out)).toMatchObject({
    totals: { clients: 1, earned: 270, balance: 270 },
    clients: [{ id: '7', earned: 270, redeemed: 0, balance: 270 }]
  })
  expect(JSON.parse(maillon('points', 'adjust', '7', '-20', '--reason', 'Salon', '--json').out)).toMatchObject({
    balance: 250
  })
  const exchanged = JSON.parse(maillon('points', 'exchange', '7', 'cinq euros', '--key', 'a', '--json').out)
  expect(exchanged).toMatchObject({ points: 200, balance: 50, repeated: false })
  expect(JSON.parse(maillon('coupon', 'check', String(exchanged.code), '--json').out)).toMatchObject({ state: 'valid' })
  expect(maillon('points', 'exchange', '7', 'cinq euros', '--key', 'b')).toMatchObject({
    code: 1,
    error: 'It takes 200 points, and there are 50.'
  })
})

test.each([
  [['points', 'add-rule', '{"kind":"full-moon"}'], 'no rule'],
  [['points', 'adjust', '7', 'many', '--reason', 'x'], 'no number of points'],
  [['points', 'add-reward', 'x', '--points', '5', '--gives', '120%'], '--gives takes']
])('%j is wrong usage', (args, sentence) => {
  const run = maillon(...args)
  expect(run.error).toContain(sentence)
  expect(run.code).toBe(2)
})
