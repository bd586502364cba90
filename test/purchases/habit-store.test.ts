import { expect, test } from 'vitest'
import { readHabits } from '#src/purchases/habit-store.ts'
import { recordPurchases, type GivenPurchase } from '#src/purchases/store.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const { id: clientId } = await db.client.create({ data: { name: 'Anna', state: 'active', stateReason: 'import' } })

function order(externalId: string, more: Partial<GivenPurchase>): GivenPurchase {
  return { clientId, externalId, on: '2026-03-01', currency: 'EUR', amount: 100n, discount: 0n, lines: [], ...more }
}

test('what a client comes back to is told with its share, most frequent first; refunds tell nothing', async () => {
  const tea = (quantity: string) => ({ product: 'Tea', type: 'drink', brand: 'Iris', quantity })
  await recordPurchases(db, 'test', [
    order('1', { channel: 'Shop', paymentMeans: 'card', lines: [tea('2'), tea('1')] }),
    order('2', { channel: 'shop', paymentMeans: 'cash', lines: [tea('1'), { product: 'Cup' }] }),
    order('3', { channel: 'web', lines: [tea('5')] }),
    order('4', { lines: [{ product: 'Cup' }, { product: 'Pot' }, { product: 'Zest' }] }),
    order('5', { amount: -100n, channel: 'phone', refundOf: '1' })
  ])
  const habits = await readHabits(db, clientId)
  const told = habits.map(({ of, value, purchases, share, quantity }) => [
    of,
    value,
    purchases,
    share.toFixed(2),
    quantity
  ])
  expect(told).toEqual([
    ['brand', 'Iris', 3, '1.00', null],
    ['channel', 'shop', 2, '0.67', null],
    ['channel', 'web', 1, '0.33', null],
    ['payment', 'card', 1, '0.50', null],
    ['payment', 'cash', 1, '0.50', null],
    ['product', 'Tea', 3, '0.75', 3],
    ['product', 'Cup', 2, '0.50', null],
    ['product', 'Pot', 1, '0.25', null],
    ['type', 'drink', 3, '1.00', null]
  ])
})

test('a client who bought nothing has no habits', async () => {
  const { id } = await db.client.create({ data: { name: 'Blank', state: 'active', stateReason: 'import' } })
  expect(await readHabits(db, id)).toEqual([])
})
