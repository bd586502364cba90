import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fitBgNbd, forecastPurchases, type BgNbdFit, type RepeatHistory } from '#src/insights/bgnbd.ts'
import { fitGammaGamma } from '#src/insights/gamma-gamma.ts'
import { rfm } from '#src/insights/rfm.ts'
import { seeded } from '#test/insights/simulate.ts'
import type { Outcome } from './set.ts'

/** Repeat-purchase models and RFM against published data and answers (SEMANTICS K2 and K3). */
export const name = 'clv'

const REFERENCE = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, p: 6.249, q: 3.745, v: 15.448 }
const REFERENCE_LOG_LIKELIHOOD = -9582.43
const PARAMETER_TOLERANCE = 0.005
const EXPECTATION_TOLERANCE = 0.01

/** @param corpora folder that holds `clv/`; without it there is nothing to compare with */
export async function run(corpora: string | null): Promise<Outcome> {
  const folder = corpora === null ? '' : join(corpora, 'clv')
  if (!existsSync(join(folder, 'CDNOW_sample.txt'))) return { right: 0, wrong: [], lines: ['clv: no corpus, skipped'] }
  const outcomes = [againstReference(folder), rfmCells(folder), smallSamples(folder), holdOut(folder)]
  return {
    right: outcomes.reduce((sum, outcome) => sum + outcome.right, 0),
    wrong: outcomes.flatMap((outcome) => outcome.wrong),
    lines: outcomes.flatMap((outcome) => outcome.lines)
  }
}

interface Buyer extends RepeatHistory {
  id: string
  monetary: number
}

function againstReference(folder: string): Outcome {
  const { check, outcome } = checks()
  const money = table(folder, 'cdnow_customers_summary_with_transactions.csv')
  const buyers = table(folder, 'expected_bgnbd_per_customer.csv').map((row) => ({
    frequency: Number(row['frequency']),
    recency: Number(row['recency']),
    T: Number(row['T']),
    expected: Number(row['e_purch_39w']),
    id: row['ID']
  }))
  const started = performance.now()
  const buying = fitBgNbd(buyers, { plain: true })
  const spending = fitGammaGamma(
    money.map((row) => ({ frequency: Number(row['x']), monetary: Number(row['zbar']) })),
    { plain: true }
  )
  const took = performance.now() - started
  const found = { ...buying, ...spending }
  for (const parameter of ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] as const) {
    const off = Math.abs((found[parameter] ?? Number.NaN) / REFERENCE[parameter] - 1)
    check(off <= PARAMETER_TOLERANCE, `${parameter} is ${found[parameter]}, not ${REFERENCE[parameter]}`)
  }
  const gap = Math.abs(buying.logLikelihood - REFERENCE_LOG_LIKELIHOOD)
  check(gap <= 0.01, `log-likelihood is ${buying.logLikelihood}`)
  for (const buyer of buyers) {
    const mean = forecastPurchases(buying, buyer, 39).mean
    // The file has eight decimals: below them only the difference can be told.
    const isSame = Math.abs(mean - buyer.expected) <= EXPECTATION_TOLERANCE * buyer.expected + 1e-8
    check(isSame, `client ${buyer.id}: ${mean} purchases expected, not ${buyer.expected}`)
  }
  const figures = [buying.r, buying.alpha, buying.a, buying.b, buying.logLikelihood].map((x) => x.toFixed(4))
  outcome.lines.push(`clv plain fit of ${buyers.length} clients in ${took.toFixed(0)} ms: ${figures.join(' ')}`)
  return outcome
}

function rfmCells(folder: string): Outcome {
  const { check, outcome } = checks()
  const expected = table(folder, 'expected_rfm_scores.csv')
  const { clients } = rfm(
    expected.map((row) => ({
      recencyDays: Number(row['recency_days']),
      purchases: Number(row['transaction_count']),
      paid: Number(row['amount']),
      id: row['customer_id'],
      expected: row['rfm_score']
    }))
  )
  for (const { id, cell, expected } of clients) {
    const found = cell && `${cell.recency}${cell.frequency}${cell.money}`
    check(found === expected, `RFM of ${id} is ${found}, not ${expected}`)
  }
  return outcome
}

/** With priors, a fit on few clients stays within what shops show. */
function smallSamples(folder: string): Outcome {
  const { check, outcome } = checks()
  const buyers = cdnow(folder, '1997-09-30').map((buyer) => buyer.calibration)
  const random = seeded(7)
  for (const size of [30, 50, 100]) {
    let plainDegenerate = 0
    for (let sample = 0; sample < 40; sample++) {
      const chosen = drawn(buyers, size, random)
      const fit = fitBgNbd(chosen, { plain: false })
      check(!isDegenerate(fit), `sample ${sample} of ${size}: degenerate ${JSON.stringify(fit)}`)
      const money = fitGammaGamma(chosen, { plain: false })
      const isSane = money !== undefined && money.q > 1 && money.q < 50 && money.p < 200
      check(isSane, `sample ${sample} of ${size}: degenerate ${JSON.stringify(money)}`)
      if (isDegenerate(fitBgNbd(chosen, { plain: true }))) plainDegenerate++
    }
    outcome.lines.push(
      `clv samples of ${size}: plain fits degenerate ${plainDegenerate} of 40, with priors none allowed`
    )
  }
  return outcome
}

function isDegenerate({ r, alpha, a, b, converged }: BgNbdFit): boolean {
  return !converged || [r, alpha, a, b].some((parameter) => parameter > 500 || parameter < 1e-3)
}

/** Calibrated on the first 39 weeks, forecasts of the next 39 with priors are not worse than plain ones. */
function holdOut(folder: string): Outcome {
  const { check, outcome } = checks()
  const buyers = cdnow(folder, '1997-09-30')
  const random = seeded(11)
  for (const size of [300, 600, 1200, 2357]) {
    const samples = size === 2357 ? 1 : 20
    const errors = { plain: 0, priors: 0 }
    const totals = { plain: 0, priors: 0 }
    for (let sample = 0; sample < samples; sample++) {
      const chosen = drawn(buyers, size, random)
      for (const kind of ['plain', 'priors'] as const) {
        const fit = fitBgNbd(
          chosen.map((one) => one.calibration),
          { plain: kind === 'plain' }
        )
        const forecast = chosen.map((one) => forecastPurchases(fit, one.calibration, 39).mean)
        const actual = chosen.map((one) => one.later)
        errors[kind] += rootMeanSquare(forecast.map((mean, i) => mean - (actual[i] ?? 0))) / samples
        totals[kind] += Math.abs(sum(forecast) / sum(actual) - 1) / samples
      }
    }
    check(
      errors.priors <= errors.plain * 1.005,
      `${size} clients: error ${errors.priors} with priors, ${errors.plain} plain`
    )
    check(totals.priors <= totals.plain + 0.005, `${size} clients: total off ${totals.priors}, ${totals.plain} plain`)
    const shown = (kind: 'plain' | 'priors') =>
      `${errors[kind].toFixed(4)} (total off ${(totals[kind] * 100).toFixed(1)} %)`
    outcome.lines.push(`clv hold-out, ${size} clients: error with priors ${shown('priors')}, plain ${shown('plain')}`)
  }
  return outcome
}

interface Observed {
  calibration: Buyer
  /** Purchase days after the calibration. */
  later: number
}

/** Clients of the transaction file, split at a day; time in weeks. */
function cdnow(folder: string, end: string): Observed[] {
  const paidByDay = new Map<string, Map<string, number>>()
  for (const line of readFileSync(join(folder, 'CDNOW_sample.txt'), 'utf8').trim().split('\n')) {
    const [, id = '', date = '', , paid = ''] = line.trim().split(/\s+/)
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
    const days = paidByDay.get(id) ?? new Map<string, number>()
    paidByDay.set(id, days.set(day, (days.get(day) ?? 0) + Number(paid)))
  }
  return [...paidByDay].map(([id, days]) => {
    const known = [...days.keys()].filter((day) => day <= end).sort((a, b) => (a < b ? -1 : 1))
    const [first = end, ...repeats] = known
    const spent = sum(repeats.map((day) => days.get(day) ?? 0))
    return {
      calibration: {
        id,
        frequency: repeats.length,
        recency: weeks(first, repeats.at(-1) ?? first),
        T: weeks(first, end),
        monetary: repeats.length > 0 ? spent / repeats.length : 0
      },
      later: days.size - known.length
    }
  })
}

function weeks(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / (7 * 24 * 3600 * 1000)
}

function drawn<One>(all: One[], size: number, random: () => number): One[] {
  const left = [...all]
  return Array.from({ length: size }, () => left.splice(Math.floor(random() * left.length), 1)).flat()
}

function rootMeanSquare(values: number[]): number {
  return Math.sqrt(sum(values.map((value) => value ** 2)) / values.length)
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function checks() {
  const outcome: Outcome = { right: 0, wrong: [], lines: [] }
  const check = (isRight: boolean, otherwise: string) => {
    if (isRight) outcome.right++
    else outcome.wrong.push(otherwise)
  }
  return { check, outcome }
}

function table(folder: string, file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/)
  const names = header.split(',')
  return lines.map((line) => {
    const values = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))
  })
}
