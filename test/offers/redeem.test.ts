import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import { issueCoupon, type NewCoupon } from '#src/offers/coupon-store.ts'
import { cancel, check, redeem, type Order, type Till } from '#src/offers/redeem.ts'
import { refusalSentence } from '#src/offers/wording.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { seededRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const db = database.prisma
const random = seededRandom(7)
const rules = { stacking: false, marginFloorPercent: 0 }
let clock: ReturnType<typeof fixedClock>
let clientId: string

beforeEach(async () => {
  clock = fixedClock('2026-05-14T09:00:00Z')
  await db.couponGuess.deleteMany()
  await db.couponRedemption.deleteMany()
  const client = await db.client.create({ data: { name: 'Zoé Girard', state: 'active', stateReason: 'import' } })
  clientId = client.id
})

function till(more: Partial<Till> = {}): Till {
  return { channel: 'counter', by: 'member', source: 'member', now: clock.now(), ...more }
}

function promise(more: Partial<NewCoupon> = {}): NewCoupon {
  return {
    prefix: 'ANNIV',
    clientId,
    campaignId: '01890000-0000-7000-8000-00000000000a',
    occurrence: '2026',
    discount: { kind: 'percent', basisPoints: 1000 },
    minimumSpend: 0n,
    currency: 'EUR',
    issuedAt: new Date('2026-05-14T07:00:00Z'),
    expiresAt: new Date('2026-06-13T22:00:00Z'),
    issuedBy: 'campaign',
    ...more
  }
}

function use(code: string, order: Partial<Order> = {}, at = till()) {
  const whole = { code, orderId: 'F-1', amount: 4_505n, currency: 'EUR', ...order }
  return db.$transaction((tx) => redeem(tx, whole, rules, at))
}

test('asked again for the same occurrence, it is the same code, valid from the later sending (I1, I2)', async () => {
  const first = await issueCoupon(db, promise(), random)
  const again = await issueCoupon(db, promise({ expiresAt: new Date('2026-06-15T22:00:00Z') }), random)
  expect(again).toMatchObject({ id: first.id, code: first.code, expiresAt: new Date('2026-06-15T22:00:00Z') })
})

test('a discount is rounded half up, and the same order again gets the same answer', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  const first = await use(code)
  expect(first).toMatchObject({ kind: 'redeemed', repeated: false, redemption: { discount: 451n } })
  clock.advance({ days: 60 })
  expect(await use(code, {}, till())).toMatchObject({
    kind: 'redeemed',
    repeated: true,
    redemption: { discount: 451n }
  })
})

test('a code is found however it is written', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  const spoken = ` ${code.slice(0, 5).toLowerCase()} ${code.slice(5, 9)}-${code.slice(9).toLowerCase()} `
  expect(await check(db, spoken, till())).toMatchObject({ kind: 'valid', coupon: { code } })
})

test('used for one order, it is refused for another, until the order is cancelled', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  await use(code)
  expect(await use(code, { orderId: 'F-2' })).toMatchObject({ refusal: { code: 'used', orderId: 'F-1' } })
  expect(await cancel(db, code, 'F-1', till())).toBe(true)
  expect(await use(code, { orderId: 'F-2' })).toMatchObject({ kind: 'redeemed' })
  expect(await use(code, { orderId: 'F-1' })).toMatchObject({ refusal: { code: 'order-cancelled' } })
})

test('cancelling gives it back unless it has expired meanwhile', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  await use(code)
  clock.advance({ days: 31 })
  await cancel(db, code, 'F-1', till())
  expect(await use(code, { orderId: 'F-3' })).toMatchObject({ refusal: { code: 'expired' } })
})

test('the least spend, the currency and the rule against stacking are kept', async () => {
  const least = await issueCoupon(db, promise({ minimumSpend: 5_000n }), random)
  expect(await use(least.code)).toMatchObject({ refusal: { code: 'below-minimum', minimum: 5_000n } })
  expect(await use(least.code, { amount: 9_000n, currency: 'CAD' })).toMatchObject({
    refusal: { code: 'other-currency' }
  })
  await use(least.code, { amount: 9_000n, orderId: 'F-9' })
  const other = await issueCoupon(db, promise({ occurrence: '2027' }), random)
  expect(await use(other.code, { orderId: 'F-9' })).toMatchObject({
    refusal: { code: 'not-stackable', other: least.code }
  })
})

test('a discount is never more than the price, nor takes the margin below its floor where the cost is known', async () => {
  const gift = await issueCoupon(db, promise({ discount: { kind: 'amount', amount: 2_000n } }), random)
  expect(await use(gift.code, { amount: 1_500n })).toMatchObject({ redemption: { discount: 1_500n } })
  const half = await issueCoupon(
    db,
    promise({ occurrence: 'x', discount: { kind: 'percent', basisPoints: 5000 } }),
    random
  )
  const order = { code: half.code, orderId: 'F-5', amount: 10_000n, currency: 'EUR', cost: 6_000n }
  const outcome = await db.$transaction((tx) => redeem(tx, order, { stacking: false, marginFloorPercent: 25 }, till()))
  expect(outcome).toMatchObject({ redemption: { discount: 2_000n } })
})

test('a sale that leaves no room for a discount is refused with its reason, and the coupon is kept (O4)', async () => {
  const { code } = await issueCoupon(db, promise({ occurrence: 'floor' }), random)
  const floor = { stacking: false, marginFloorPercent: 40 }
  const sell = (order: Partial<Order>) =>
    db.$transaction((tx) =>
      redeem(tx, { code, orderId: 'F-7', amount: 10_000n, currency: 'EUR', ...order }, floor, till())
    )
  const refused = await sell({ cost: 6_500n })
  expect(refused).toEqual({ kind: 'refused', refusal: { code: 'margin-floor', floorPercent: 40 } })
  if (refused.kind !== 'refused') throw new Error('it was used')
  expect(refusalSentence(refused.refusal, 'en', 'Europe/Paris')).toContain('at least 40% of the price paid must remain')
  expect(refusalSentence(refused.refusal, 'fr', 'Europe/Paris')).toContain('trop peu de marge')
  const limited = await sell({ cost: 5_700n })
  expect(limited).toMatchObject({ kind: 'redeemed', isLimited: true, redemption: { discount: 500n } })
  expect(await sell({ cost: 5_700n })).toMatchObject({ repeated: true, isLimited: true })
})

test('a sale that the coupon takes nothing off is refused, and the coupon is kept', async () => {
  const { code } = await issueCoupon(db, promise({ discount: { kind: 'percent', basisPoints: 1_000 } }), random)
  expect(await use(code, { amount: 0n })).toEqual({ kind: 'refused', refusal: { code: 'nothing-off' } })
  expect(await use(code, { amount: 4n })).toEqual({ kind: 'refused', refusal: { code: 'nothing-off' } })
  expect(await use(code, { amount: 5n })).toMatchObject({ kind: 'redeemed', redemption: { discount: 1n } })
})

test('the cost of the goods is that of the purchase with this number, where the till does not tell it (O4)', async () => {
  const { code } = await issueCoupon(db, promise({ occurrence: 'known-cost' }), random)
  await db.purchase.create({
    data: {
      clientId,
      on: new Date('2026-05-14'),
      currency: 'EUR',
      amount: 10_000n,
      cost: 9_200n,
      source: 'import',
      externalId: 'F-8',
      linesDigest: ''
    }
  })
  expect(await use(code, { orderId: 'F-8', amount: 10_000n })).toMatchObject({
    kind: 'redeemed',
    isLimited: true,
    redemption: { discount: 800n }
  })
})

test('guessing is slowed down: after twenty unknown codes even a good one has to wait (I3)', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  for (let guess = 0; guess < 20; guess += 1) await use(`ANNIV-GUESS-${guess}`)
  expect(await use(code)).toMatchObject({ refusal: { code: 'too-many-guesses' } })
  expect(await use(code, {}, till({ source: 'another member' }))).toMatchObject({ kind: 'redeemed' })
  clock.advance({ minutes: 11 })
  expect(await check(db, code, till())).toMatchObject({ refusal: { code: 'used' } })
})

test('of 200 redemptions at once, each for its own order, exactly one wins', async () => {
  const { code } = await issueCoupon(db, promise(), random)
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, order) =>
      db.$transaction(
        (tx) => redeem(tx, { code, orderId: `T-${order}`, amount: 1_000n, currency: 'EUR' }, rules, till()),
        {
          maxWait: 60_000,
          timeout: 60_000
        }
      )
    )
  )
  expect(outcomes.filter(({ kind }) => kind === 'redeemed')).toHaveLength(1)
})

test('several processes at once on the command line: one wins with exit code 0, the others are refused with 1', async () => {
  const { code } = await issueCoupon(db, promise({ expiresAt: new Date('2999-01-01T00:00:00Z') }), random)
  const tills = Array.from({ length: 4 }, (_, order) =>
    spawn('./maillon', ['coupon', 'redeem', code, '--order', `P-${order}`, '--amount', '45,00', '--json'], {
      env: { ...process.env, DATABASE_URL: database.url },
      stdio: 'ignore'
    })
  )
  const exits = await Promise.all(tills.map(async (process) => (await once(process, 'exit'))[0]))
  expect(exits.filter((exit) => exit === 0)).toHaveLength(1)
  expect(exits.filter((exit) => exit === 1)).toHaveLength(3)
})
