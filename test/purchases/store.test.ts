import { beforeEach, expect, test } from 'vitest'
import { recordPurchases, type GivenPurchase } from '#src/purchases/store.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const db = database.prisma
let clientId = ''

beforeEach(async () => {
  await db.purchase.deleteMany()
  const client = await db.client.create({ data: { name: 'Anna', state: 'suggested', stateReason: 'wrote' } })
  clientId = client.id
})

function order(externalId: string, more: Partial<GivenPurchase> = {}): GivenPurchase {
  return {
    clientId,
    externalId,
    on: '2026-03-01',
    currency: 'EUR',
    amount: 30_000n,
    discount: 3_000n,
    lines: [
      { product: 'Lamp', type: 'light', brand: 'Iris', quantity: '2', amount: 20_000n },
      { product: 'Bulb', quantity: '1.5', amount: 10_000n, discount: 3_000n, cost: 4_000n }
    ],
    ...more
  }
}

test('a purchase is recorded with its lines and its place on the timeline', async () => {
  expect(await recordPurchases(db, 'import', [order('o-1', { channel: 'web', cost: 9_000n })])).toEqual({
    created: 1,
    updated: 0,
    unchanged: 0
  })
  const stored = await db.purchase.findFirstOrThrow({ include: { lines: { orderBy: { position: 'asc' } } } })
  expect(stored).toMatchObject({ amount: 30_000n, discount: 3_000n, cost: 9_000n, channel: 'web', paymentMeans: null })
  expect(stored.lines.map((line) => [line.product, Number(line.quantity), line.amount, line.discount])).toEqual([
    ['Lamp', 2, 20_000n, 0n],
    ['Bulb', 1.5, 10_000n, 3_000n]
  ])
  expect(await db.interaction.findMany({ where: { clientId } })).toMatchObject([
    { kind: 'purchase', title: 'Lamp, Bulb', subjectId: stored.id, at: new Date('2026-03-01T12:00:00Z') }
  ])
})

test('a suggested client who bought becomes an active one, and is seen on that day', async () => {
  await recordPurchases(db, 'import', [order('o-1')])
  expect(await db.client.findUniqueOrThrow({ where: { id: clientId } })).toMatchObject({
    state: 'active',
    stateReason: 'purchase',
    lastInteractionAt: new Date('2026-03-01T12:00:00Z')
  })
})

test('recording the same again changes nothing, a change is an update, and fewer lines leave no old one', async () => {
  await recordPurchases(db, 'import', [order('o-1'), order('o-2')])
  expect(await recordPurchases(db, 'import', [order('o-1'), order('o-2')])).toEqual({
    created: 0,
    updated: 0,
    unchanged: 2
  })
  const changed = order('o-1', { on: '2026-03-02', lines: [{ product: 'Sofa', amount: 30_000n }] })
  expect(await recordPurchases(db, 'import', [changed, order('o-2'), order('o-3')])).toEqual({
    created: 1,
    updated: 1,
    unchanged: 1
  })
  const stored = await db.purchase.findFirstOrThrow({ where: { externalId: 'o-1' }, include: { lines: true } })
  expect(stored.lines.map((line) => line.product)).toEqual(['Sofa'])
  expect(await db.interaction.count({ where: { clientId } })).toBe(3)
  expect(await db.interaction.findFirst({ where: { subjectId: stored.id } })).toMatchObject({ title: 'Sofa' })
})

test('the same external id from two sources is two purchases', async () => {
  await recordPurchases(db, 'import', [order('o-1')])
  expect(await recordPurchases(db, 'api', [order('o-1')])).toMatchObject({ created: 1 })
})

test('an external id given twice at once counts once, as last given', async () => {
  await recordPurchases(db, 'import', [order('o-1', { amount: 100n, discount: 0n }), order('o-1')])
  expect(await db.purchase.findMany()).toMatchObject([{ amount: 30_000n }])
})

test('a refund may come before its purchase', async () => {
  const refund = order('r-1', { amount: -30_000n, discount: -3_000n, refundOf: 'o-9', lines: [] })
  expect(await recordPurchases(db, 'import', [refund, order('o-9')])).toMatchObject({ created: 2 })
})

test('two recordings of the same purchases at once end as one', async () => {
  const orders = Array.from({ length: 300 }, (_, i) => order(`o-${i}`))
  const both = await Promise.all([
    recordPurchases(db, 'import', orders),
    recordPurchases(db, 'import', orders.toReversed())
  ])
  expect(both.map((one) => one.created).toSorted((a, b) => a - b)).toEqual([0, 300])
  expect(await db.purchase.count()).toBe(300)
})
