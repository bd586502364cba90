import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isHeldOut } from '#src/campaigns/holdout.ts'

const clients = Array.from({ length: 20_000 }, (_, index) => `client-${index}`)

test('the hold-out is the same whenever it is asked for, and grows only by adding (H11)', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), (campaign, client, share) => {
      expect(isHeldOut(campaign, client, share)).toBe(isHeldOut(campaign, client, share))
      const isHeldAtMore = isHeldOut(campaign, client, Math.min(1, share * 1.5))
      expect(isHeldAtMore || !isHeldOut(campaign, client, share)).toBe(true)
    })
  )
})

test('it holds out the share that was asked for: nobody at 0, everybody at 1', () => {
  const share = (wanted: number): number =>
    clients.filter((client) => isHeldOut('campaign', client, wanted)).length / clients.length
  expect(share(0)).toBe(0)
  expect(share(1)).toBe(1)
  expect(Math.abs(share(0.1) - 0.1)).toBeLessThan(0.01)
})

test('two campaigns hold out different people', () => {
  const both = clients.filter((client) => isHeldOut('one', client, 0.1) && isHeldOut('two', client, 0.1))
  expect(Math.abs(both.length / clients.length - 0.01)).toBeLessThan(0.005)
})
