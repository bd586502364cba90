import { Temporal } from 'temporal-polyfill'
import { beforeEach, describe, expect, test } from 'vitest'
import { mergeClients, undoMerge } from '#src/clients/merge.ts'
import { adjust, exchange } from '#src/offers/points/exchange.ts'
import { addNotices } from '#src/offers/points/expiry-store.ts'
import { balanceOf, entriesOf, readPointsTotals } from '#src/offers/points/ledger-store.ts'
import { noticesDue, runPoints } from '#src/offers/points/programme.ts'
import { ruleSchema, type RuleDefinition } from '#src/offers/points/rule.ts'
import { addRule, endRule, readRules, saveReward } from '#src/offers/points/rule-store.ts'
import { secureRandom } from '#src/platform/random.ts'
import { settingsFrom, type Settings } from '#src/platform/settings.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { openShop, type Shop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const db = database.prisma
const FRANCE = settingsFrom([])
const AT = new Date('2026-01-01T10:00:00Z')
let shop: Shop

beforeEach(async () => {
  await db.couponRedemption.deleteMany()
  await db.coupon.deleteMany()
  await db.pointsEntry.deleteMany()
  await db.pointsRule.deleteMany()
  await db.purchase.deleteMany()
  await db.client.deleteMany()
  shop = openShop(db)
})

const on = (day: string) => Temporal.Instant.from(`${day}T10:00:00Z`)

async function rule(definition: RuleDefinition, from = '2026-01-01'): Promise<string> {
  return addRule(db, { definition, from, by: 'test', at: AT })
}

async function run(day: string, settings: Settings = FRANCE) {
  return runPoints(db, { now: on(day), settings })
}

async function balance(name: string): Promise<number> {
  return balanceOf(db, await shop.client(name))
}

describe('earning', () => {
  test('points for what is paid, rounded down, from the first day of the rule; run again, nothing is added', async () => {
    await rule({ kind: 'spend', points: 1, per: 10 })
    await shop.buys('a', '2025-12-31', 500)
    await shop.buys('a', '2026-01-02', 100, { discount: 1_001n })
    await shop.buys('a', '2026-01-03', 9.99)
    await shop.buys('a', '2026-01-03', 500, { currency: 'CAD' })
    expect(await run('2026-02-01')).toEqual({ earned: 1, expired: 0 })
    expect(await run('2026-02-01')).toEqual({ earned: 0, expired: 0 })
    expect(await balance('a')).toBe(8)
  })

  test('points for kinds of product go by the lines, and by their share where something was given back', async () => {
    await rule({ kind: 'spend', points: 1, per: 1, types: ['laine'] })
    const lines = [
      { type: 'Laine', amount: 6_000n, discount: 1_000n },
      { type: 'Livre', amount: 5_000n }
    ]
    await shop.buys('a', '2026-01-02', 110, { discount: 1_000n, externalId: 'whole', lines })
    await shop.buys('b', '2026-01-02', 30, { lines: [{ type: 'laine' }] })
    await run('2026-02-01')
    expect([await balance('a'), await balance('b')]).toEqual([50, 30])
    await shop.buys('a', '2026-01-10', -50, { refundOf: 'whole' })
    await run('2026-02-01')
    expect(await balance('a')).toBe(25)
  })

  test('a refund reverses what its own purchase earned; a correction brings the difference', async () => {
    await rule({ kind: 'spend', points: 1, per: 1 })
    await shop.buys('a', '2026-01-02', 100, { externalId: 'x' })
    await shop.buys('a', '2026-01-03', 40, { externalId: 'y' })
    await run('2026-01-05')
    await shop.buys('a', '2026-01-10', -30, { refundOf: 'x' })
    await shop.buys('a', '2026-01-03', 45, { externalId: 'y' })
    await run('2026-01-11')
    expect(await balance('a')).toBe(115)
    await shop.buys('a', '2026-01-12', -70, { refundOf: 'x' })
    await db.purchase.deleteMany({ where: { externalId: 'y' } })
    await run('2026-01-12')
    expect(await balance('a')).toBe(0)
    const kinds = (await entriesOf(db, await shop.client('a'))).map(({ kind, points }) => [kind, points])
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['earn', 100],
        ['reverse', -30],
        ['reverse', -70],
        ['earn', 5],
        ['reverse', -45]
      ])
    )
  })

  test('two runs at once add what one does', async () => {
    await rule({ kind: 'spend', points: 1, per: 1 })
    for (let day = 1; day < 10; day++) await shop.buys('a', `2026-01-0${day}`, 10)
    await Promise.all([run('2026-02-01'), run('2026-02-01'), run('2026-02-01')])
    expect(await balance('a')).toBe(90)
  })

  test('a rule that has ended gives nothing more and takes nothing back', async () => {
    const id = await rule({ kind: 'spend', points: 1, per: 1 })
    await shop.buys('a', '2026-01-05', 10)
    await endRule(db, id, '2026-01-31')
    await shop.buys('a', '2026-02-05', 10)
    await run('2026-02-10')
    expect(await balance('a')).toBe(10)
    expect(await endRule(db, id, '2026-02-28')).toBe(false)
    expect(await readRules(db)).toMatchObject([{ validUntil: '2026-01-31' }])
  })

  test('birthdays give once a year, also some days late, and 29 February on the 28th; the first purchase gives once', async () => {
    await rule({ kind: 'birthday', points: 50 })
    await rule({ kind: 'welcome', points: 20 })
    await shop.buys('leap', '2026-01-05', 10)
    await shop.buys('leap', '2026-01-06', 10)
    await shop.client('never bought')
    await db.client.updateMany({ data: { birthdayMonth: 2, birthdayDay: 29 } })
    await run('2026-02-27')
    expect(await balance('leap')).toBe(20)
    await run('2026-03-03')
    await run('2026-03-04')
    expect([await balance('leap'), await balance('never bought')]).toEqual([70, 0])
    await run('2028-02-29')
    expect(await balance('leap')).toBe(120)
  })
})

describe('exchanging', () => {
  const deed = (day = '2026-02-01') => ({ now: on(day), settings: FRANCE, by: 'test', random: secureRandom })
  const ask = (key: string, client: string) =>
    db.$transaction((tx) => exchange(tx, { client, reward: 'Cinq euros', key }, deed()))

  test('points become a coupon; the same key gives the same one; a balance is not spent twice', async () => {
    await saveReward(
      db,
      { name: 'Cinq euros', points: 50, validDays: 90, discount: { kind: 'amount', amount: 500n } },
      { by: 'test', at: AT }
    )
    const client = await shop.client('a')
    await db.$transaction((tx) => adjust(tx, { client, points: 120, reason: 'start', key: '1' }, deed()))
    const first = await ask('till-1', client)
    expect(first).toMatchObject({ kind: 'exchanged', points: 50, balance: 70, repeated: false })
    expect(await ask('till-1', client)).toMatchObject({ repeated: true, balance: 70 })
    expect(first).toMatchObject({
      coupon: { discount: { kind: 'amount', amount: 500n }, expiresAt: new Date('2026-05-02T22:00:00Z') }
    })
    expect(await db.coupon.count()).toBe(1)
    const atOnce = await Promise.all(['a', 'b', 'c'].map((key) => ask(key, client)))
    expect(atOnce.filter((one) => one.kind === 'exchanged')).toHaveLength(1)
    expect(atOnce.find((one) => one.kind === 'refused')).toEqual({
      kind: 'refused',
      reason: 'not-enough-points',
      balance: 20,
      needed: 50
    })
    expect(await balance('a')).toBe(20)
  })

  test('an adjustment is done once, never takes more than there is, and stands as it was entered', async () => {
    const client = await shop.client('a')
    const asked = { client, points: 30, reason: 'Salon', key: 'salon' }
    const once = () => db.$transaction((tx) => adjust(tx, asked, deed()))
    expect(await once()).toEqual({ kind: 'adjusted', balance: 30, repeated: false })
    expect(await once()).toEqual({ kind: 'adjusted', balance: 30, repeated: true })
    const taken = await db.$transaction((tx) => adjust(tx, { ...asked, points: -31, key: 'x' }, deed()))
    expect(taken).toEqual({ kind: 'refused', reason: 'below-zero', balance: 30 })
    await expect(db.pointsEntry.updateMany({ data: { points: 1_000 } })).rejects.toThrow(/not changed/)
  })

  test('two clients who become one hold the points of both, and each their own when that is taken back', async () => {
    for (const [name, points] of [
      ['a', 30],
      ['b', 5]
    ] as const)
      await db.$transaction(async (tx) =>
        adjust(tx, { client: await shop.client(name), points, reason: 'x', key: name }, deed())
      )
    const [from, into] = [await shop.client('a'), await shop.client('b')]
    await db.$transaction((tx) => mergeClients(tx, { from, into }, { by: COMMAND_LINE, at: AT }))
    expect([await balance('a'), await balance('b')]).toEqual([0, 35])
    await db.$transaction((tx) => undoMerge(tx, { from, into }, { by: COMMAND_LINE, at: AT }))
    expect([await balance('a'), await balance('b')]).toEqual([30, 5])
  })
})

describe('expiring (SEMANTICS I4)', () => {
  const UNUSED = settingsFrom([{ key: 'points.expiry', value: 'unused' }])
  const AGE = settingsFrom([{ key: 'points.expiry', value: 'age' }])
  const QUEBEC = settingsFrom([
    { key: 'points.expiry', value: 'age' },
    { key: 'firm.country', value: 'CA' }
  ])

  async function tell(day: string, settings: Settings) {
    const due = await noticesDue(db, { now: on(day), settings })
    await addNotices(db, due, { toldOn: day, by: 'test' })
    return due.map(({ points, expiresOn }) => [points, expiresOn])
  }

  beforeEach(async () => {
    await rule({ kind: 'spend', points: 1, per: 1 }, '2025-01-01')
    await shop.buys('a', '2025-01-10', 100)
    await run('2025-01-11')
  })

  test('by default points never expire', async () => {
    expect(await tell('2030-01-01', FRANCE)).toEqual([])
    expect(await run('2030-01-01')).toMatchObject({ expired: 0 })
  })

  test('unused for a year, and told 30 to 60 days before; who was not told keeps them', async () => {
    expect(await run('2026-06-01', UNUSED)).toMatchObject({ expired: 0 })
    expect(await tell('2025-11-01', UNUSED)).toEqual([])
    expect(await tell('2025-11-15', UNUSED)).toEqual([[100, '2026-01-10']])
    expect(await tell('2025-11-16', UNUSED)).toEqual([])
    expect(await run('2026-01-09', UNUSED)).toMatchObject({ expired: 0 })
    expect(await run('2026-01-10', UNUSED)).toMatchObject({ expired: 1 })
    expect(await run('2026-01-11', UNUSED)).toMatchObject({ expired: 0 })
    expect(await balance('a')).toBe(0)
  })

  test('told late, the points last 30 days longer; a purchase meanwhile keeps them', async () => {
    expect(await tell('2026-02-01', UNUSED)).toEqual([[100, '2026-03-03']])
    await shop.buys('a', '2026-02-20', 10)
    expect(await run('2026-03-03', UNUSED)).toEqual({ earned: 1, expired: 0 })
    expect(await balance('a')).toBe(110)
  })

  test('by age the oldest go first, less what was spent since', async () => {
    await shop.buys('a', '2025-06-10', 40)
    await run('2025-06-11')
    const client = await shop.client('a')
    const deed = { now: on('2025-07-01'), settings: AGE, by: 'test' }
    await db.$transaction((tx) => adjust(tx, { client, points: -30, reason: 'spent', key: 'x' }, deed))
    expect(await tell('2025-11-20', AGE)).toEqual([[70, '2026-01-10']])
    expect(await run('2026-01-10', AGE)).toMatchObject({ expired: 1 })
    expect(await balance('a')).toBe(40)
  })

  test('in Québec points do not expire by date, whatever the setting says', async () => {
    await shop.buys('a', '2025-12-01', 40)
    await run('2025-12-02')
    expect(await tell('2025-12-05', QUEBEC)).toEqual([])
    expect(await run('2026-02-10', QUEBEC)).toMatchObject({ expired: 0 })
    expect(await tell('2026-10-15', QUEBEC)).toEqual([[140, '2026-12-01']])
  })
})

test('totals are told over the days asked for, the balance at their end', async () => {
  await rule({ kind: 'spend', points: 1, per: 1 })
  await shop.buys('a', '2026-01-02', 100)
  await shop.buys('a', '2026-03-02', 50)
  await run('2026-04-01')
  expect(await readPointsTotals(db, { from: '2026-02-01', to: '2026-02-28' })).toMatchObject([
    { id: 'a', earned: 0, balance: 100 }
  ])
  expect(await readPointsTotals(db, { to: '2026-04-01' })).toMatchObject([
    { earned: 150, balance: 150, lastOn: '2026-03-02' }
  ])
})

test.each([
  { kind: 'spend', points: 0, per: 1 },
  { kind: 'spend', points: 1, per: 0 },
  { kind: 'spend', points: 1, per: 1, types: [] },
  { kind: 'birthday', points: 1.5 },
  { kind: 'full-moon', points: 1 },
  { kind: 'welcome', points: 1, more: true }
])('%j is no rule', (definition) => {
  expect(ruleSchema.safeParse(definition).success).toBe(false)
})
