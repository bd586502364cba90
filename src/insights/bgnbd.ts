import { minimise, refine, type Objective } from './minimise.ts'
import { digamma, logGamma } from './special-functions.ts'

/**
 * BG/NBD: purchases come at random at each client's own rate, and after each purchase a client may leave for good.
 * Rates vary between clients as a gamma (r, alpha), chances of leaving as a beta (a, b).
 * Source: Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005).
 */
export interface BgNbd {
  r: number
  /** In units of time (the unit of recency and T). */
  alpha: number
  a: number
  b: number
}

/** A client's repeat purchases, in one unit of time. */
export interface RepeatHistory {
  /** Repeat purchase days: purchase days less the first. */
  frequency: number
  /** From the first purchase day to the last. */
  recency: number
  /** From the first purchase day to the end of observation. */
  T: number
}

export interface BgNbdFit extends BgNbd {
  /** Of the data alone: the penalty is not in it. */
  logLikelihood: number
  /** What the priors cost at the fit: minus their log density, up to a constant; 0 for a plain fit. */
  penalty: number
  /** False where there is no finite best fit, as plain likelihood often has none on few clients. */
  converged: boolean
}

/**
 * Weak priors, as normal laws on logarithms: wide enough that some hundred clients outweigh them, and narrow enough that
 * 30 clients cannot drive a parameter to infinity. The rate's centre is the base's own mean rate, so that the priors do
 * not depend on the unit of time; the others are what published fits of shops gather around.
 */
const PRIOR = {
  shape: { centre: Math.log(0.5), spread: 1 },
  rate: { spread: 1 },
  leavingOdds: { centre: Math.log(1 / 3), spread: 1 },
  leavingWeight: { centre: Math.log(3), spread: 1 }
}

/**
 * Fits the model to a base of clients.
 * @param plain true: maximum likelihood without priors, which on small bases often has no finite answer (SEMANTICS K3)
 */
export function fitBgNbd(histories: RepeatHistory[], { plain }: { plain: boolean }): BgNbdFit {
  const groups = grouped(histories)
  const meanRate = observedRate(histories)
  const starts = [0.3, 1.5].map((r) => [r, r / meanRate, 0.8, 2.4].map(Math.log))
  // On a large base a sample finds the neighbourhood, at a tenth of the cost.
  const every = Math.ceil(groups.length / SAMPLE_GROUPS)
  const sample = groups.filter((_, index) => index % every === 0)
  const near = minimise(objectiveOf(sample, { plain, meanRate }), starts)
  const minimum = every > 1 ? refine(objectiveOf(groups, { plain, meanRate }), near, every) : near
  const model = fromLogs(minimum.point)
  return {
    ...model,
    logLikelihood: logLikelihoodWithGradient(model, groups).value,
    penalty: plain ? 0 : priorPenalty(model, meanRate).value,
    converged: minimum.converged && isFinite(model)
  }
}

const SAMPLE_GROUPS = 3_000

/** Minus the logarithm of likelihood and priors, over the logarithms of the parameters. */
function objectiveOf(groups: Group[], { plain, meanRate }: { plain: boolean; meanRate: number }): Objective {
  return (logs) => {
    const model = fromLogs(logs)
    const likelihood = logLikelihoodWithGradient(model, groups)
    const penalty = plain ? { value: 0, gradient: [0, 0, 0, 0] } : priorPenalty(model, meanRate)
    return {
      value: penalty.value - likelihood.value,
      gradient: penalty.gradient.map((slope, i) => slope - (likelihood.gradient[i] ?? 0))
    }
  }
}

/** A parameter beyond this is on its way to infinity: clients would all be alike, and the likelihood has no top. */
const SHAPE_MAX = 1_000

/** alpha is left out: it has a unit. */
function isFinite({ r, a, b }: BgNbd): boolean {
  return [r, a, b].every((shape) => shape < SHAPE_MAX && shape > 1 / SHAPE_MAX)
}

/** The chance that the client has not left for good. */
export function chanceAlive(model: BgNbd, { frequency, recency, T }: RepeatHistory): number {
  if (frequency === 0) return 1
  const { r, alpha, a, b } = model
  const logOdds =
    Math.log(a / (b + frequency - 1)) + (r + frequency) * (Math.log(alpha + T) - Math.log(alpha + recency))
  return 1 / (1 + Math.exp(logOdds))
}

/** What the model says of the number of purchase days in the coming `horizon`. */
export interface PurchaseForecast {
  alive: number
  mean: number
  /** The mean of the square. */
  meanSquare: number
  /** The chance of no purchase at all. */
  none: number
}

/**
 * Forecasts a client's purchases.
 *
 * Of a client who is alive, the count over a horizon is the smaller of two independent counts: the purchases that chance
 * would bring (negative binomial) and the purchases until the one after which the client leaves (beta-geometric). So
 * P(count ≥ k) is the product of two tails, both built term by term; the sums converge without special functions, where
 * the closed form needs a hypergeometric series that overflows for frequent clients.
 * @param horizon in the model's unit of time
 */
export function forecastPurchases(model: BgNbd, history: RepeatHistory, horizon: number): PurchaseForecast {
  const { r, alpha, a, b } = model
  const alive = chanceAlive(model, history)
  const shape = r + history.frequency
  const share = horizon / (alpha + history.T + horizon)
  let logDensity = shape * Math.log1p(-share)
  let density = Math.exp(logDensity)
  // A density too small for a double is followed by its logarithm, which takes longer.
  const isTiny = logDensity < -600
  let arrivalsAtLeast = 1 - density
  let staysAtLeast = 1
  let mean = 0
  let meanSquare = 0
  const first = arrivalsAtLeast
  for (let k = 1; k <= COUNT_MAX; k++) {
    const atLeast = arrivalsAtLeast * staysAtLeast
    mean += atLeast
    meanSquare += (2 * k - 1) * atLeast
    if (atLeast * k <= 1e-11 * meanSquare) break
    const growth = ((shape + k - 1) / k) * share
    if (isTiny) logDensity += Math.log(growth)
    density = isTiny ? Math.exp(logDensity) : density * growth
    arrivalsAtLeast = Math.max(0, arrivalsAtLeast - density)
    staysAtLeast *= (b + history.frequency + k - 1) / (a + b + history.frequency + k - 1)
  }
  return { alive, mean: alive * mean, meanSquare: alive * meanSquare, none: 1 - alive * first }
}

/** Nobody buys on more days than this within a horizon; it bounds the loop for absurd models. */
const COUNT_MAX = 20_000

/** Clients with the same history count as one, with a weight: most of a base bought once. */
interface Group extends RepeatHistory {
  clients: number
}

function grouped(histories: RepeatHistory[]): Group[] {
  const sorted = histories.toSorted((a, b) => a.frequency - b.frequency || a.recency - b.recency || a.T - b.T)
  const groups: Group[] = []
  for (const { frequency, recency, T } of sorted) {
    const last = groups.at(-1)
    const isSame = last?.frequency === frequency && last.recency === recency && last.T === T
    if (isSame) last.clients++
    else groups.push({ frequency, recency, T, clients: 1 })
  }
  return groups
}

function observedRate(histories: RepeatHistory[]): number {
  const purchases = histories.reduce((sum, history) => sum + history.frequency, 0)
  const time = histories.reduce((sum, history) => sum + history.T, 0)
  // Half a purchase more keeps a base without any repeat from a rate of zero.
  return (purchases + 0.5) / Math.max(time, 1)
}

function fromLogs(logs: number[]): BgNbd {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map((x) => Math.exp(Math.min(Math.max(x, -20), 20)))
  return { r, alpha, a, b }
}

/** The log-likelihood and its gradient in the logarithms of r, alpha, a and b. */
function logLikelihoodWithGradient(model: BgNbd, groups: Group[]): { value: number; gradient: number[] } {
  const { r, alpha, a, b } = model
  let value = 0
  let [byR, byAlpha, byA, byB] = [0, 0, 0, 0]
  let terms = frequencyTerms(model, 0)
  for (const { frequency, recency, T, clients } of groups) {
    if (frequency !== terms.frequency) terms = frequencyTerms(model, frequency)
    const logEnd = Math.log(alpha + T)
    const logLast = Math.log(alpha + recency)
    const stayed = -(r + frequency) * logEnd
    const left = terms.logLeaving - (r + frequency) * logLast
    // Of having left to having stayed: 0 for who never came back, infinite where leaving is all but certain.
    const odds = Math.exp(left - stayed)
    const leftShare = 1 / (1 + 1 / odds)
    value += clients * (terms.value + (odds < ODDS_MAX ? stayed + Math.log1p(odds) : left))
    byR += clients * (terms.byR - (1 - leftShare) * logEnd - leftShare * logLast)
    byAlpha += clients * (r / alpha - (r + frequency) * ((1 - leftShare) / (alpha + T) + leftShare / (alpha + recency)))
    byA += clients * (terms.byA + leftShare / a)
    byB += clients * (terms.byB - (frequency > 0 ? leftShare / (b + frequency - 1) : 0))
  }
  return { value, gradient: [byR * r, byAlpha * alpha, byA * a, byB * b] }
}

/** Beyond these odds the other chance does not show in a sum of doubles. */
const ODDS_MAX = 1e17

/** The parts of a client's likelihood that depend on the frequency alone. */
function frequencyTerms({ r, alpha, a, b }: BgNbd, frequency: number) {
  const weight = digamma(a + b) - digamma(a + b + frequency)
  return {
    frequency,
    value:
      logGamma(r + frequency) -
      logGamma(r) +
      r * Math.log(alpha) +
      logGamma(a + b) -
      logGamma(a + b + frequency) +
      logGamma(b + frequency) -
      logGamma(b),
    logLeaving: frequency > 0 ? Math.log(a / (b + frequency - 1)) : -Infinity,
    byR: digamma(r + frequency) - digamma(r) + Math.log(alpha),
    byA: weight,
    byB: weight + digamma(b + frequency) - digamma(b)
  }
}

/** The priors' cost and its gradient in the logarithms of r, alpha, a and b. */
function priorPenalty({ r, alpha, a, b }: BgNbd, meanRate: number): { value: number; gradient: number[] } {
  const shape = (Math.log(r) - PRIOR.shape.centre) / PRIOR.shape.spread
  const rate = (Math.log(r / alpha) - Math.log(meanRate)) / PRIOR.rate.spread
  const odds = (Math.log(a / b) - PRIOR.leavingOdds.centre) / PRIOR.leavingOdds.spread
  const weight = (Math.log(a + b) - PRIOR.leavingWeight.centre) / PRIOR.leavingWeight.spread
  return {
    value: (shape ** 2 + rate ** 2 + odds ** 2 + weight ** 2) / 2,
    gradient: [
      shape / PRIOR.shape.spread + rate / PRIOR.rate.spread,
      -rate / PRIOR.rate.spread,
      odds / PRIOR.leavingOdds.spread + (weight / PRIOR.leavingWeight.spread) * (a / (a + b)),
      -odds / PRIOR.leavingOdds.spread + (weight / PRIOR.leavingWeight.spread) * (b / (a + b))
    ]
  }
}
