import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceAlive, fitBgNbd, forecastPurchases, type BgNbd, type RepeatHistory } from '#src/insights/bgnbd.ts'
import { expectedMonetary, fitGammaGamma, type GammaGamma } from '#src/insights/gamma-gamma.ts'
import { digamma, incompleteBeta, logGamma, normalQuantile } from '#src/insights/special-functions.ts'
import { forecastValues, usualHorizonDays, type ValueInput } from '#src/insights/value.ts'
import { seeded, simulateClient, type SimulatedClient } from './simulate.ts'

const BUYING: BgNbd = { r: 0.6, alpha: 8, a: 0.9, b: 3 }
const MONEY: GammaGamma = { p: 4, q: 5, v: 60 }

const positive = fc.double({ min: 0.05, max: 50, noNaN: true })

describe('special functions', () => {
  test('log-gamma and digamma agree with their recurrences and known values', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11)
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12)
    fc.assert(
      fc.property(positive, (x) => {
        expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 9)
        expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 9)
      })
    )
  })

  test('the incomplete beta function is symmetric and matches closed forms', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12)
    expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(0.6875, 12)
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), positive, positive, (x, a, b) => {
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9)
      })
    )
  })

  test('normal quantiles', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7)
  })
})

describe('BG/NBD', () => {
  const model = fc.record({ r: positive, alpha: positive, a: positive, b: positive })
  const history = fc
    .tuple(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), positive)
    .map(([frequency, share, T]): RepeatHistory => ({ frequency, recency: frequency === 0 ? 0 : share * T, T }))

  test('forecasts are possible ones: chances within 0 and 1, more purchases the longer the horizon', () => {
    fc.assert(
      fc.property(model, history, fc.double({ min: 0.1, max: 400, noNaN: true }), (parameters, past, horizon) => {
        const near = forecastPurchases(parameters, past, horizon)
        const far = forecastPurchases(parameters, past, horizon * 2)
        expect(near.alive).toBeGreaterThanOrEqual(0)
        expect(near.alive).toBeLessThanOrEqual(1)
        expect(far.mean).toBeGreaterThanOrEqual(near.mean)
        expect(near.meanSquare).toBeGreaterThanOrEqual(near.mean ** 2 * (1 - 1e-9))
        expect(near.none).toBeGreaterThanOrEqual(1 - near.alive - 1e-12)
        expect(near.mean).toBeGreaterThanOrEqual(1 - near.none - 1e-12)
        expect(Number.isFinite(far.meanSquare)).toBe(true)
      })
    )
  })

  test('the expectation equals the closed form of Fader, Hardie and Lee', () => {
    const everyday = fc.double({ min: 0.3, max: 20, noNaN: true })
    const usual = fc.record({ r: everyday, alpha: everyday, a: everyday, b: everyday })
    fc.assert(
      fc.property(usual, history, fc.double({ min: 0.1, max: 40, noNaN: true }), (parameters, past, horizon) => {
        fc.pre(past.frequency < 60 && Math.abs(parameters.a - 1) > 0.05)
        const expected = closedForm(parameters, past, horizon)
        expect(forecastPurchases(parameters, past, horizon).mean / expected).toBeCloseTo(1, 4)
      })
    )
  })

  test('among simulated clients, chances and expectations come true', () => {
    const clients = simulated(20_000, 52, 1)
    const alive = mean(clients.map((client) => chanceAlive(BUYING, client)))
    expect(alive).toBeCloseTo(mean(clients.map((client) => Number(client.isAlive))), 1.5)
    const expected = mean(clients.map((client) => forecastPurchases(BUYING, client, 52).mean))
    expect(expected / mean(clients.map((client) => client.laterPurchases))).toBeCloseTo(1, 1)
    const none = mean(clients.map((client) => forecastPurchases(BUYING, client, 52).none))
    expect(none).toBeCloseTo(mean(clients.map((client) => Number(client.laterPurchases === 0))), 1.5)
  })

  test('the parameters that made the clients are found again, plain or with priors', () => {
    const clients = simulated(8_000, 60, 2)
    for (const plain of [true, false]) {
      const fit = fitBgNbd(clients, { plain })
      expect(fit.converged).toBe(true)
      expect(fit.r / BUYING.r).toBeCloseTo(1, 0.8)
      expect(fit.alpha / fit.r / (BUYING.alpha / BUYING.r)).toBeCloseTo(1, 0.8)
      expect(fit.a / (fit.a + fit.b)).toBeCloseTo(BUYING.a / (BUYING.a + BUYING.b), 1)
    }
  })

  test('the unit of time changes alpha alone', () => {
    const clients = simulated(500, 40, 3)
    const days = clients.map((client) => ({ ...client, recency: client.recency * 7, T: client.T * 7 }))
    for (const plain of [true, false]) {
      const inWeeks = fitBgNbd(clients, { plain })
      const inDays = fitBgNbd(days, { plain })
      expect(inDays.alpha / inWeeks.alpha).toBeCloseTo(7, 2)
      expect(inDays.r).toBeCloseTo(inWeeks.r, 3)
      expect(inDays.a / inDays.b).toBeCloseTo(inWeeks.a / inWeeks.b, 3)
    }
  })

  test('with priors no base is too small or too odd for a sane fit', () => {
    const days = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 3, maxLength: 3 })
    const possible = days.map((three): RepeatHistory => {
      const [frequency = 0, recency = 0, T = 0] = three.toSorted((a, b) => a - b)
      return { frequency, recency: frequency === 0 ? 0 : recency, T }
    })
    const odd = fc.array(possible, { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(odd, (base) => {
        const fit = fitBgNbd(base, { plain: false })
        expect(fit.converged).toBe(true)
        for (const parameter of [fit.r, fit.a, fit.b]) {
          expect(parameter).toBeGreaterThan(1e-3)
          expect(parameter).toBeLessThan(500)
        }
      }),
      { numRuns: 50 }
    )
  })
})

describe('Gamma-Gamma', () => {
  test('the parameters that made the clients are found again', () => {
    const clients = simulated(8_000, 60, 4)
    for (const plain of [true, false]) {
      const fit = fitGammaGamma(clients, { plain })
      expect(fit?.converged).toBe(true)
      expect((fit?.p ?? 0) / MONEY.p).toBeCloseTo(1, 0.8)
      expect((fit?.q ?? 0) / MONEY.q).toBeCloseTo(1, 0.5)
    }
  })

  test('a client is expected to spend between their own mean and the base’s', () => {
    const base = expectedMonetary(MONEY, { frequency: 0, monetary: 0 }) ?? 0
    expect(base).toBeCloseTo((MONEY.p * MONEY.v) / (MONEY.q - 1), 9)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 1, max: 1_000, noNaN: true }),
        (frequency, monetary) => {
          const expected = expectedMonetary(MONEY, { frequency, monetary }) ?? 0
          expect(expected).toBeGreaterThanOrEqual(Math.min(base, monetary) - 1e-9)
          expect(expected).toBeLessThanOrEqual(Math.max(base, monetary) + 1e-9)
        }
      )
    )
  })

  test('without two clients who bought again there is no model', () => {
    expect(fitGammaGamma([{ frequency: 1, monetary: 10 }], { plain: false })).toBeUndefined()
  })
})

describe('value', () => {
  test('four of five simulated clients spend within their interval, and all together what was forecast', () => {
    const clients = simulated(6_000, 52, 5).map((client) => ({ ...client, ...asInput(client) }))
    const forecast = forecastValues(clients, { unit: 'week', plain: false, horizonDays: 364 })
    const { warnings } = forecast
    const values = forecast.clients.map((value, index) => ({ ...value, laterPaid: clients[index]?.laterPaid ?? NaN }))
    expect(warnings).toEqual([])
    const within = values.filter((client) => client.laterPaid >= client.low && client.laterPaid <= client.high)
    expect(within.length / values.length).toBeGreaterThan(0.78)
    const regulars = values.filter((client) => client.expectedPurchases > 3)
    const regularsWithin = regulars.filter((one) => one.laterPaid >= one.low && one.laterPaid <= one.high)
    expect(regulars.length).toBeGreaterThan(200)
    expect(regularsWithin.length / regulars.length).toBeGreaterThan(0.79)
    expect(regularsWithin.length / regulars.length).toBeLessThan(0.93)
    expect(mean(values.map((one) => one.value)) / mean(values.map((one) => one.laterPaid))).toBeCloseTo(1, 0.8)
  })

  test('the value always lies within its interval', () => {
    const input = fc
      .record({
        frequency: fc.integer({ min: 0, max: 30 }),
        recencyDays: fc.integer({ min: 0, max: 700 }),
        observedDays: fc.integer({ min: 0, max: 700 }),
        monetary: fc.integer({ min: 0, max: 100_000 }),
        firstPaid: fc.integer({ min: 0, max: 100_000 })
      })
      .map((one) => ({
        ...one,
        recencyDays: one.frequency === 0 ? 0 : Math.min(one.recencyDays, one.observedDays),
        monetary: one.frequency === 0 ? 0 : one.monetary
      }))
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), fc.boolean(), (base, plain) => {
        const forecast = forecastValues(base, { unit: 'day', plain, horizonDays: 365 })
        expect(forecast.warnings).toContain('not-enough-data')
        for (const { low, value, high, pAlive } of forecast.clients) {
          expect(low).toBeLessThanOrEqual(value)
          expect(value).toBeLessThanOrEqual(high)
          expect(pAlive).toBeGreaterThanOrEqual(0)
          expect(pAlive).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 40 }
    )
  })

  test('a forecast reaches no further ahead than the history reaches back, and 12 months at most', () => {
    expect(usualHorizonDays(272, 'week')).toBe(39 * 7)
    expect(usualHorizonDays(272, 'day')).toBe(272)
    expect(usualHorizonDays(3_000, 'week')).toBe(364)
    expect(usualHorizonDays(3_000, 'day')).toBe(365)
    expect(usualHorizonDays(0, 'day')).toBe(1)
  })
})

function simulated(count: number, T: number, seed: number): SimulatedClient[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () =>
    simulateClient({ buying: BUYING, money: MONEY, T: T * (0.5 + random() / 2), horizon: 52 }, random)
  )
}

function asInput(client: SimulatedClient): ValueInput {
  return { ...client, recencyDays: client.recency * 7, observedDays: client.T * 7, firstPaid: client.monetary }
}

/** Equation 10 of the paper, its hypergeometric function after Euler's transformation. */
function closedForm(model: BgNbd, past: RepeatHistory, horizon: number): number {
  const { r, alpha, a, b } = model
  const z = horizon / (alpha + past.T + horizon)
  let term = 1
  let series = 1
  for (let n = 0; n < 20_000 && Math.abs(term) > 1e-17 * Math.abs(series); n++) {
    term *= (((a + b - 1 - r + n) * (a - 1 + n)) / ((a + b + past.frequency - 1 + n) * (n + 1))) * z
    series += term
  }
  const unspent = 1 - (1 - z) ** (a - 1) * series
  return ((a + b + past.frequency - 1) / (a - 1)) * unspent * chanceAlive(model, past)
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
