import { fitBgNbd, forecastPurchases, type BgNbd, type PurchaseForecast } from './bgnbd.ts'
import { expectedMonetary, fitGammaGamma, type GammaGamma } from './gamma-gamma.ts'
import { normalQuantile } from './special-functions.ts'

/** A client's purchases as the value models see them (SEMANTICS K3). */
export interface ValueInput {
  /** Purchase days less the first. */
  frequency: number
  /** Days from the first purchase day to the last. */
  recencyDays: number
  /** Days from the first purchase day to the end of observation. */
  observedDays: number
  /** Mean paid on a purchase day, the first left out, in units of the currency; 0 without a repeat. */
  monetary: number
  /** Paid on the first purchase day, in units of the currency. */
  firstPaid: number
}

export type Unit = 'week' | 'day'

export interface ValueOptions {
  /** The unit of alpha, recency and T. */
  unit: Unit
  /** Maximum likelihood, without priors. */
  plain: boolean
  /** How far the forecast reaches. */
  horizonDays: number
}

export interface ValueModel extends BgNbd {
  logLikelihood: number
  /** Gamma-Gamma; null where fewer than two clients bought again. */
  p: number | null
  q: number | null
  v: number | null
  clients: number
  /** What the priors cost at the fit; 0 for a plain one. */
  penalty: number
}

export interface ClientValue {
  frequency: number
  recency: number
  T: number
  monetary: number
  pAlive: number
  /** Purchase days expected within the horizon. */
  expectedPurchases: number
  /** What they are worth, in units of the currency. */
  value: number
  /** What will be spent lies between the two at least 4 times in 5, if the model holds. */
  low: number
  high: number
}

export type ValueWarning = 'not-enough-data' | 'no-finite-fit' | 'no-money-model'

export interface ValueForecast {
  /** Null only where no client has a purchase. */
  model: ValueModel | null
  /** In the order of those given. */
  clients: ClientValue[]
  warnings: ValueWarning[]
}

/** Below this a forecast rests on the priors more than on the clients: it is given with a warning (SEMANTICS K3). */
export const FORECAST_CLIENTS_MIN = 300
const DAYS_PER_UNIT = { day: 1, week: 7 }

/** Fits both models to the base and forecasts each client. */
export function forecastValues(clients: ValueInput[], { unit, plain, horizonDays }: ValueOptions): ValueForecast {
  if (clients.length === 0) return { model: null, clients: [], warnings: ['not-enough-data'] }
  const perUnit = DAYS_PER_UNIT[unit]
  const histories = clients.map(({ frequency, recencyDays, observedDays }) => ({
    frequency,
    recency: recencyDays / perUnit,
    T: observedDays / perUnit
  }))
  const buying = fitBgNbd(histories, { plain })
  const money = fitGammaGamma(clients, { plain })
  const meanPaid = averagePaid(clients)
  const values = clients.map((client) => {
    const recency = client.recencyDays / perUnit
    const T = client.observedDays / perUnit
    const { frequency, monetary } = client
    const count = forecastPurchases(buying, { frequency, recency, T }, horizonDays / perUnit)
    const { value, low, high } = worth(count, spending(client, money, meanPaid))
    const [pAlive, expectedPurchases] = [count.alive, count.mean]
    return { frequency, recency, T, monetary, pAlive, expectedPurchases, value, low, high }
  })
  return {
    model: {
      r: buying.r,
      alpha: buying.alpha,
      a: buying.a,
      b: buying.b,
      logLikelihood: buying.logLikelihood,
      p: money?.p ?? null,
      q: money?.q ?? null,
      v: money?.v ?? null,
      clients: clients.length,
      penalty: buying.penalty + (money?.penalty ?? 0)
    },
    clients: values,
    warnings: warningsOf(clients.length, buying.converged && (money?.converged ?? true), money)
  }
}

/**
 * A forecast reaches 12 months ahead, but no further than the history reaches back: 39 weeks of history forecast 39 weeks.
 * @param historyDays from the base's first purchase to the end of observation
 */
export function usualHorizonDays(historyDays: number, unit: Unit): number {
  const perUnit = DAYS_PER_UNIT[unit]
  const year = unit === 'week' ? 52 * 7 : 365
  return Math.min(year, Math.max(perUnit, Math.ceil(historyDays / perUnit) * perUnit))
}

function warningsOf(clients: number, converged: boolean, money: GammaGamma | undefined): ValueWarning[] {
  const warnings: ValueWarning[] = []
  if (clients < FORECAST_CLIENTS_MIN) warnings.push('not-enough-data')
  if (!converged) warnings.push('no-finite-fit')
  if (!money) warnings.push('no-money-model')
  return warnings
}

/** What one more purchase day brings: its mean, and of the sum of k of them the mean of the square. */
interface Spending {
  mean: number
  /** The mean square of the sum over a random number of days is `square·E[k²] + each·E[k]`. */
  square: number
  each: number
}

/**
 * Given the client's mean rate, k purchase days sum to a gamma of shape p·k; over the uncertain rate, a gamma of shape
 * q + p·x, that is a scaled beta-prime: E[S²] = c²·pk(pk + 1) / ((w − 1)(w − 2)) with w = q + p·x and c = v + x·m.
 */
function spending(client: ValueInput, money: GammaGamma | undefined, meanPaid: number): Spending {
  const mean = money && expectedMonetary(money, client)
  if (!money || mean === undefined) return { mean: meanPaid, square: meanPaid ** 2, each: 0 }
  const known = client.monetary > 0 ? client.frequency : 0
  const weight = money.q + money.p * known
  // Below 2 the variance is infinite; the interval is then as wide as it can be told.
  const scale = (money.v + known * client.monetary) ** 2 / ((weight - 1) * Math.max(weight - 2, 0.1))
  return { mean, square: scale * money.p ** 2, each: scale * money.p }
}

const LOW_SHARE = 0.1
const HIGH_SHARE = 0.9

/**
 * The value and its interval: nothing at all with the chance of no purchase, else a gamma of the same mean and spread, by
 * the approximation of Wilson and Hilferty (1931).
 */
function worth(count: PurchaseForecast, spending: Spending): Pick<ClientValue, 'value' | 'low' | 'high'> {
  const value = count.mean * spending.mean
  const some = 1 - count.none
  if (!(value > 0) || some <= 0) return { value: 0, low: 0, high: 0 }
  const mean = value / some
  const meanSquare = (spending.square * count.meanSquare + spending.each * count.mean) / some
  // The variance over the square of the mean: one over the gamma's shape.
  const spread = Math.max(meanSquare / mean ** 2 - 1, 1e-9)
  const quantileOf = (share: number) => {
    if (share <= count.none) return 0
    const z = normalQuantile((share - count.none) / some)
    return mean * Math.max(0, 1 - spread / 9 + (z * Math.sqrt(spread)) / 3) ** 3
  }
  // Where most such clients buy nothing, nine of ten spend less than the mean of all: the interval still holds the value.
  return { value, low: Math.min(quantileOf(LOW_SHARE), value), high: Math.max(quantileOf(HIGH_SHARE), value) }
}

function averagePaid(clients: ValueInput[]): number {
  const days = clients.reduce((sum, client) => sum + client.frequency + 1, 0)
  const paid = clients.reduce((sum, client) => sum + client.firstPaid + client.monetary * client.frequency, 0)
  return Math.max(paid / days, 0)
}
