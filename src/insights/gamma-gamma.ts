import { minimise, type Objective } from './minimise.ts'
import { digamma, logGamma } from './special-functions.ts'

/**
 * Gamma-Gamma: each client's purchases vary around an own mean as a gamma of shape p, and the means vary between clients
 * through a gamma (q, v) on the rate. Source: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
 */
export interface GammaGamma {
  p: number
  q: number
  /** In units of money. */
  v: number
}

/** A client's repeat purchase days and the mean spent on one of them. */
export interface RepeatMoney {
  frequency: number
  monetary: number
}

/**
 * Normal laws on logarithms, centred on everyday values; the mean spent is centred on the base's own mean, so that the
 * priors do not depend on the currency.
 */
const PRIOR = {
  p: { centre: Math.log(5), spread: 1 },
  q: { centre: Math.log(4), spread: 0.5 },
  scale: { spread: 1 }
}

export interface GammaGammaFit extends GammaGamma {
  logLikelihood: number
  penalty: number
  converged: boolean
}

/**
 * Fits the model on the clients who bought again for a sum above zero; undefined where fewer than two did.
 * @param plain true: maximum likelihood without priors
 */
export function fitGammaGamma(clients: RepeatMoney[], { plain }: { plain: boolean }): GammaGammaFit | undefined {
  const repeaters = clients
    .filter((client) => client.frequency > 0 && client.monetary > 0)
    .map(({ frequency, monetary }) => {
      const spent = frequency * monetary
      return { frequency, spent, logSpent: Math.log(spent) }
    })
    // In order of frequency, whose costly terms are then computed once each.
    .sort((a, b) => a.frequency - b.frequency)
  if (repeaters.length < 2) return undefined
  const mean = repeaters.reduce((sum, client) => sum + client.spent / client.frequency, 0) / repeaters.length
  const objective: Objective = (logs) => {
    const model = fromLogs(logs)
    const likelihood = logLikelihoodWithGradient(model, repeaters)
    const penalty = plain ? { value: 0, gradient: [0, 0, 0] } : priorPenalty(model, mean)
    return {
      value: penalty.value - likelihood.value,
      gradient: penalty.gradient.map((slope, i) => slope - (likelihood.gradient[i] ?? 0))
    }
  }
  const starts = [
    [6, 4, mean / 2],
    [1, 2.5, mean * 1.5]
  ]
  const minimum = minimise(
    objective,
    starts.map((start) => start.map(Math.log))
  )
  const model = fromLogs(minimum.point)
  return {
    ...model,
    logLikelihood: logLikelihoodWithGradient(model, repeaters).value,
    penalty: plain ? 0 : priorPenalty(model, mean).value,
    converged: minimum.converged && Math.max(model.p, model.q) < SHAPE_MAX
  }
}

/** Beyond this, clients or purchases would all be alike, and the likelihood has no top. */
const SHAPE_MAX = 1_000

/**
 * What the client will spend on average on a purchase day: their own mean, drawn towards the base's while it rests on few
 * purchases. Undefined where the model has no finite mean (q ≤ 1, only after a plain fit).
 */
export function expectedMonetary({ p, q, v }: GammaGamma, { frequency, monetary }: RepeatMoney): number | undefined {
  const known = monetary > 0 ? frequency : 0
  const weight = q + p * known - 1
  return weight > 0 ? (p * (v + known * monetary)) / weight : undefined
}

function fromLogs(logs: number[]): GammaGamma {
  const [p = 1, q = 1, v = 1] = logs.map((x) => Math.exp(Math.min(Math.max(x, -20), 20)))
  return { p, q, v }
}

/** What the likelihood asks of a client, again and again. */
interface Repeater {
  frequency: number
  spent: number
  logSpent: number
}

function logLikelihoodWithGradient({ p, q, v }: GammaGamma, repeaters: Repeater[]) {
  let value = 0
  let [byP, byQ, byV] = [0, 0, 0]
  const logV = Math.log(v)
  let terms = frequencyTerms({ p, q }, 0)
  for (const { frequency, spent, logSpent } of repeaters) {
    if (frequency !== terms.frequency) terms = frequencyTerms({ p, q }, frequency)
    const logAll = Math.log(spent + v)
    const weight = p * frequency + q
    value += terms.value + q * logV + p * frequency * logSpent - Math.log(spent / frequency) - weight * logAll
    byP += terms.byP + frequency * (logSpent - logAll)
    byQ += terms.byQ + logV - logAll
    byV += q / v - weight / (spent + v)
  }
  return { value, gradient: [byP * p, byQ * q, byV * v] }
}

/** The parts of a client's likelihood that depend on the frequency alone. */
function frequencyTerms({ p, q }: Pick<GammaGamma, 'p' | 'q'>, frequency: number) {
  if (frequency === 0) return { frequency, value: 0, byP: 0, byQ: 0 }
  const both = digamma(p * frequency + q)
  return {
    frequency,
    value: logGamma(p * frequency + q) - logGamma(p * frequency) - logGamma(q),
    byP: frequency * (both - digamma(p * frequency)),
    byQ: both - digamma(q)
  }
}

function priorPenalty({ p, q, v }: GammaGamma, mean: number) {
  const shape = (Math.log(p) - PRIOR.p.centre) / PRIOR.p.spread
  const tail = (Math.log(q) - PRIOR.q.centre) / PRIOR.q.spread
  // v·p/q rather than the exact mean v·p/(q − 1): it stays finite for every q.
  const scale = (Math.log((v * p) / q) - Math.log(mean)) / PRIOR.scale.spread
  return {
    value: (shape ** 2 + tail ** 2 + scale ** 2) / 2,
    gradient: [
      shape / PRIOR.p.spread + scale / PRIOR.scale.spread,
      tail / PRIOR.q.spread - scale / PRIOR.scale.spread,
      scale / PRIOR.scale.spread
    ]
  }
}
