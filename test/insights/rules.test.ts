import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMonths, breakEven } from '#src/insights/break-even.ts'
import { markedChanges, type ChangeInput } from '#src/insights/change.ts'
import { keepingAgainstRecruiting } from '#src/insights/keeping.ts'
import { profit, solicitationCost } from '#src/insights/profit.ts'
import { ratios } from '#src/insights/ratios.ts'
import { rfm } from '#src/insights/rfm.ts'
import { baseRhythm, isLate, ownRhythm } from '#src/insights/rhythm.ts'
import { boughtAgainBy, survivalToSecond } from '#src/insights/survival.ts'
import { tiers } from '#src/insights/tiers.ts'

describe('profit per client (K4)', () => {
  test.each([
    [30_000n, 3_000n, 6_000n, 27_000n, 21_000n, '210.00 = 300.00 − 30.00 − 60.00'],
    [27_500n, 5_500n, 10_000n, 22_000n, 12_000n, '120.00 = 275.00 − 55.00 − 100.00'],
    [25_000n, 0n, 0n, 25_000n, 25_000n, '250.00 = 250.00']
  ])('purchases %d, discount %d, solicitation %d', (purchases, discount, solicitation, gross, net, explanation) => {
    expect(profit({ purchases, discount, goods: 0n, solicitation }, 'EUR')).toEqual({ gross, net, explanation })
  })

  test('where the cost of goods is known it is taken off too, and more returned than bought is a loss', () => {
    expect(profit({ purchases: 30_000n, discount: 0n, goods: 12_000n, solicitation: 100n }, 'EUR').explanation).toBe(
      '179.00 = 300.00 − 120.00 − 1.00'
    )
    expect(profit({ purchases: -500n, discount: -50n, goods: 0n, solicitation: 0n }, 'EUR').explanation).toBe(
      '-4.50 = -5.00 + 0.50'
    )
  })

  test('solicitation is what was done, times what each act costs', () => {
    const costs = { mails: 500n, followUps: 1_500n, calls: 250_000n, visits: 3_000_000n }
    expect(solicitationCost({ mails: 3, followUps: 2, calls: 1, visits: 1 }, costs)).toBe(2n + 3n + 250n + 3_000n)
  })
})

describe('ratios (K8)', () => {
  test('200 at the start, 170 bought again, 40 new: retention 85 %, attrition 15 %', () => {
    expect(ratios({ atStart: 200, kept: 170, won: 40 })).toMatchObject({ lost: 30, retention: 85, attrition: 15 })
  })

  test('without clients at the start there is no rate', () => {
    expect(ratios({ atStart: 0, kept: 0, won: 3 })).toMatchObject({ retention: null, attrition: null, loyalty: 0 })
  })

  test('retention and attrition always make a hundred', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (atStart, share) => {
        const { retention, attrition } = ratios({ atStart, kept: Math.round(atStart * share), won: 1 })
        expect((retention ?? 0) + (attrition ?? 0)).toBeCloseTo(100, 9)
      })
    )
  })
})

describe('keeping against recruiting (K9)', () => {
  test('two years of one client against a new one each year: 33.3 % less', () => {
    const { same, different, lessPercent } = keepingAgainstRecruiting(
      { grossPerYear: 20_000n, recruiting: 10_000n, keeping: 0n, years: 2 },
      'EUR'
    )
    expect(same.explanation).toBe('300.00 = 400.00 − 100.00')
    expect(different.explanation).toBe('200.00 = 400.00 − 200.00')
    expect(lessPercent?.toFixed(1)).toBe('33.3')
  })

  test('keeping may cost something too, each year after the first', () => {
    const costs = { grossPerYear: 20_000n, recruiting: 10_000n, keeping: 2_000n, years: 3 }
    expect(keepingAgainstRecruiting(costs, 'EUR').same.explanation).toBe('460.00 = 600.00 − 100.00 − 40.00')
  })
})

describe('break-even (R2)', () => {
  const months = (...figures: [bigint, bigint][]) =>
    figures.map(([cost, gain], i) => ({ month: addMonths('2025-11', i), cost, gain }))

  test('it is the day from which on the gains cover the costs, gains running evenly within a month', () => {
    const result = breakEven(months([100n, 0n], [10n, 60n], [10n, 110n], [10n, 15n]))
    // At the beginning of January 60 are owed, of which each day brings 110 / 31.
    expect(result.date).toBe('2026-01-17')
    expect(result.returnPercent).toBeCloseTo((55 * 100) / 130, 9)
    expect(result.expectedDate).toBeNull()
  })

  test('falling into debt again takes it back', () => {
    expect(breakEven(months([10n, 20n], [50n, 0n], [0n, 80n])).date).toBe('2026-01-16')
  })

  test('before it, the day is foretold from the last months, or not at all', () => {
    expect(breakEven(months([100n, 0n], [10n, 20n], [10n, 20n])).expectedDate).toBe('2026-09-30')
    expect(breakEven(months([100n, 0n], [10n, 5n])).expectedDate).toBeNull()
    expect(breakEven(months([100n, 0n])).expectedDate).toBeNull()
    expect(breakEven([]).returnPercent).toBeNull()
  })

  test('months count over the year’s end', () => {
    expect([addMonths('2025-12', 1), addMonths('2026-01', -1), addMonths('2026-11', 14)]).toEqual([
      '2026-01',
      '2025-12',
      '2028-01'
    ])
  })
})

describe('RFM (K2)', () => {
  const client = fc.record({
    recencyDays: fc.integer({ min: 0, max: 900 }),
    purchases: fc.integer({ min: 1, max: 20 }),
    paid: fc.integer({ min: 0, max: 5_000 })
  })

  test('30 clients make 3 groups, 300 make 5, fewer than 30 none', () => {
    const base = (size: number) => Array.from({ length: size }, (_, i) => ({ recencyDays: i, purchases: i, paid: i }))
    expect([29, 30, 299, 300].map((size) => rfm(base(size)).groups)).toEqual([0, 3, 3, 5])
    expect(rfm(base(29)).clients.every((one) => one.cell === null)).toBe(true)
  })

  test('equals stay together, and more recent, more often, more money is never a lower group', () => {
    fc.assert(
      fc.property(fc.array(client, { minLength: 30, maxLength: 400 }), (base) => {
        const { clients, groups } = rfm(base)
        const [one, other] = [clients[0], clients[1]]
        expect(clients.every((each) => each.cell && each.cell.money >= 1 && each.cell.money <= groups)).toBe(true)
        if (!one?.cell || !other?.cell) return
        expect(Math.sign(one.paid - other.paid) * (one.cell.money - other.cell.money)).toBeGreaterThanOrEqual(0)
        expect(
          Math.sign(other.recencyDays - one.recencyDays) * (one.cell.recency - other.cell.recency)
        ).toBeGreaterThanOrEqual(0)
        const isSplit = one.purchases === other.purchases && one.cell.frequency !== other.cell.frequency
        expect(isSplit).toBe(false)
      })
    )
  })
})

describe('tiers (K6)', () => {
  const paid = (...sums: number[]) => sums.map((sum) => ({ paid: BigInt(sum) }))

  test('A bring the first 80 % of the volume, B the next 15 %, C the rest; who paid nothing has no tier', () => {
    const grouped = tiers(paid(0, 500, 300, 100, 60, 25, 15, -40))
    expect(grouped.map((client) => client.tier)).toEqual(['A', 'A', 'B', 'B', 'C', 'C', null, null])
  })

  test('the owner’s limits win', () => {
    const grouped = tiers(paid(500, 300, 100), { a: 400n, b: 300n })
    expect(grouped.map((client) => client.tier)).toEqual(['A', 'B', 'C'])
  })

  test('equal volume is equal tier, and somebody is A as soon as anybody paid', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }), (sums) => {
        const grouped = tiers(paid(...sums))
        const tierBySum = new Map(grouped.map((client) => [client.paid, client.tier]))
        expect(grouped.every((client) => tierBySum.get(client.paid) === client.tier)).toBe(true)
        expect(grouped.some((client) => client.tier === 'A')).toBe(sums.some((sum) => sum > 0))
      })
    )
  })
})

describe('survival to the second purchase', () => {
  test('without censoring it is the plain share', () => {
    const points = survivalToSecond([1, 2, 2, 5].map((days) => ({ days, happened: true, clients: 1 })))
    expect(points.map((point) => [point.day, point.boughtAgain, point.atRisk])).toEqual([
      [1, 0.25, 4],
      [2, 0.75, 3],
      [5, 1, 1]
    ])
  })

  test('clients who came lately count for as long as they were watched (textbook example)', () => {
    // Remission times of the 6-MP arm: Kalbfleisch and Prentice, table 1.1, as in Freireich 1963.
    const happened = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    const waits = [
      ...happened.map((days) => ({ days, happened: true, clients: 1 })),
      ...censored.map((days) => ({ days, happened: false, clients: 1 }))
    ]
    const points = survivalToSecond(waits)
    expect(points.map((point) => Number((1 - point.boughtAgain).toFixed(3)))).toEqual([
      0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448
    ])
    expect(boughtAgainBy(points, 12)).toBeCloseTo(0.247, 3)
    expect(boughtAgainBy(points, 5)).toBe(0)
    for (const { low, boughtAgain, high } of points) expect(low < boughtAgain && boughtAgain < high).toBe(true)
  })
})

describe('own rhythm (K4)', () => {
  const weekly = Array.from({ length: 20 }, () => 7)
  const base = baseRhythm([weekly, weekly, [300, 340, 360, 400], [330, 350, 370], [355, 365]])

  test('the base’s rhythm weighs each client the same', () => {
    expect(base?.usualGap).toBeGreaterThan(300)
  })

  test('a weekly client is late after weeks, a yearly one is not', () => {
    const fast = ownRhythm(weekly, base)
    const slow = ownRhythm([350, 360, 370, 380], base)
    expect(fast && isLate(30, fast)).toBe(true)
    expect(fast && isLate(8, fast)).toBe(false)
    expect(slow && isLate(300, slow)).toBe(false)
    expect(slow && isLate(450, slow)).toBe(true)
  })

  test('few gaps are drawn towards the base’s, many stand for themselves', () => {
    const one = ownRhythm([7], base)
    const many = ownRhythm(weekly, base)
    expect(one?.longGap).toBeGreaterThan(100)
    expect(many?.longGap).toBeLessThan(20)
    expect(ownRhythm([], base)?.longGap).toBeCloseTo(base?.longGap ?? 0, 9)
  })

  test('where the base tells nothing, only three gaps of one’s own do', () => {
    expect(baseRhythm([[10, 20]])).toBeUndefined()
    expect(ownRhythm([10, 20], undefined)).toBeUndefined()
    expect(ownRhythm([10, 20, 30], undefined)?.longGap).toBeCloseTo(28, 9)
  })
})

describe('marked changes (K5)', () => {
  const client = (before: number, now: number, paidNow = BigInt(now * 1000)): ChangeInput => ({
    before: { days: 365, purchaseDays: before, paid: BigInt(before * 1000) },
    now: { days: 182, purchaseDays: now, paid: paidNow }
  })

  test('a client who all but stopped and one who took off are found', () => {
    const found = markedChanges([client(30, 1), client(4, 20), client(12, 6), client(1, 0)])
    expect(found.map((one) => one.change.kind).toSorted((a, b) => a.localeCompare(b))).toEqual(['falling', 'rising'])
    expect(found.find((one) => one.change.kind === 'falling')?.change.expected).toBeCloseTo((30 * 182) / 365, 9)
  })

  test('fewer but dearer purchases are no fall', () => {
    expect(markedChanges([client(30, 1, 1_000_000n)])).toEqual([])
  })

  test('what is striking in one client is chance among a thousand', () => {
    const striking = client(11, 0)
    expect(markedChanges([striking])).toHaveLength(1)
    const base = Array.from({ length: 1_000 }, () => client(8, 4))
    expect(markedChanges([striking, ...base])).toEqual([])
  })
})
