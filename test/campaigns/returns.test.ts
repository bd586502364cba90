import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { returnsOf, type Outcome } from '#src/campaigns/returns.ts'

test('attributed is what responders paid, less the cost of sending (K5)', () => {
  const { attributed } = returnsOf([outcome(5000n), outcome(2500n), outcome(0n, true), outcome(0n)], [], 40n)
  expect(attributed).toEqual({ responses: 3, revenue: 7500n, net: 7460n })
})

test('who bought without having been written to counts in the comparison, and is not attributed', () => {
  const { attributed } = returnsOf([{ ...outcome(5000n), wasSent: false }, outcome(2500n)], [], 0n)
  expect(attributed).toEqual({ responses: 1, revenue: 2500n, net: 2500n })
})

test('below thirty clients in either group there is no estimate', () => {
  const { incremental } = returnsOf(many(200, 40), many(29, 5), 0n)
  expect(incremental).toEqual({ kind: 'not-enough-data', meant: 200, heldOut: 29, needed: 30 })
})

test('the rates’ interval is Newcombe’s: 56 of 70 against 48 of 80, his own example', () => {
  const { incremental } = returnsOf(many(70, 56), many(80, 48), 0n)
  if (incremental.kind !== 'estimate') throw new Error('there is enough data')
  expect(incremental.responseRate.value).toBeCloseTo(0.2, 10)
  expect(incremental.responseRate.low).toBeCloseTo(0.0524, 4)
  expect(incremental.responseRate.high).toBeCloseTo(0.3339, 4)
})

test('the interval of the revenue is Welch’s', () => {
  const written = Array.from({ length: 40 }, (_, index) => outcome(index % 2 === 0 ? 1080n : 960n))
  const held = Array.from({ length: 60 }, (_, index) => outcome(index % 2 === 0 ? 1020n : 960n))
  const { incremental } = returnsOf(written, held, 120n)
  if (incremental.kind !== 'estimate') throw new Error('there is enough data')
  // By hand: means 1020 and 990, variances 3600·40/39 and 900·60/59, standard error √(92.31 + 15.25) = 10.37; 52.3 degrees of freedom; t = 2.006.
  expect(incremental.revenuePerClient).toEqual({ value: 30, low: 9, high: 51 })
  expect(incremental.net.value).toBe(30 * 40 - 120)
})

test('two groups alike give an interval around nothing', () => {
  const { incremental } = returnsOf(many(100, 30), many(100, 30), 0n)
  if (incremental.kind !== 'estimate') throw new Error('there is enough data')
  expect(incremental.net.low).toBeLessThan(0)
  expect(incremental.net.high).toBeGreaterThan(0)
})

test('those who did the same may be counted: it comes to what each of them alone comes to', () => {
  const clients = fc.array(fc.record({ revenue: fc.bigInt(-2n, 3n), responded: fc.boolean(), wasSent: fc.boolean() }), {
    minLength: 30,
    maxLength: 60
  })
  fc.assert(
    fc.property(clients, clients, fc.bigInt(0n, 900n), (meant, heldOut, sending) => {
      const alone = (group: typeof meant) => group.map((each) => ({ ...each, revenue: each.revenue * 100n, many: 1 }))
      const one = returnsOf(alone(meant), alone(heldOut), sending)
      const other = returnsOf(counted(alone(meant)), counted(alone(heldOut)), sending)
      expect(other.attributed).toEqual(one.attributed)
      if (one.incremental.kind !== 'estimate' || other.incremental.kind !== 'estimate')
        throw new Error('there is enough data')
      for (const [name, places] of [
        ['revenuePerClient', 0],
        ['net', 0],
        ['responseRate', 10]
      ] as const)
        for (const end of ['value', 'low', 'high'] as const) {
          // Sums in another order may differ in the last place, and so fall on the other side of a half.
          const distance = Math.abs(other.incremental[name][end] - one.incremental[name][end])
          expect(distance).toBeLessThanOrEqual(places === 0 ? 1 : 1e-10)
        }
    })
  )
})

function counted(outcomes: Outcome[]): Outcome[] {
  const groups = new Map<string, Outcome>()
  for (const each of outcomes) {
    const key = `${each.revenue} ${each.responded} ${each.wasSent}`
    groups.set(key, { ...each, many: (groups.get(key)?.many ?? 0) + 1 })
  }
  return [...groups.values()]
}

function outcome(revenue: bigint, responded = revenue > 0n): Outcome {
  return { revenue, responded, wasSent: true, many: 1 }
}

function many(count: number, responders: number): Outcome[] {
  return Array.from({ length: count }, (_, index) => outcome(index < responders ? 1000n : 0n))
}
