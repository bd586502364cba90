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
  const repeaters = clients.filter((client) => client.frequency > 0 && client.monetary > 0)
  if (repeaters.length < 2) return undefined
  const mean = repeaters.reduce((sum, client) => sum + client.monetary, 0) / repeaters.length
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
    converged: minimum.converged
  }
}

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

function logLikelihoodWithGradient({ p, q, v }: GammaGamma, clients: RepeatMoney[]) {
  let value = 0
  let [byP, byQ, byV] = [0, 0, 0]
  const gammas = memoised((frequency) => ({
    value: logGamma(p * frequency + q) - logGamma(p * frequency) - logGamma(q),
    both: digamma(p * frequency + q),
    own: digamma(p * frequency),
    base: digamma(q)
  }))
  for (const { frequency, monetary } of clients) {
    const { value: gammaValue, both, own, base } = gammas(frequency)
    const spent = frequency * monetary
    const logAll = Math.log(spent + v)
    const weight = p * frequency + q
    value += gammaValue + q * Math.log(v) + p * frequency * Math.log(spent) - Math.log(monetary) - weight * logAll
    byP += frequency * (both - own + Math.log(spent) - logAll)
    byQ += both - base + Math.log(v) - logAll
    byV += q / v - weight / (spent + v)
  }
  return { value, gradient: [byP * p, byQ * q, byV * v] }
}

function memoised<Value>(compute: (key: number) => Value): (key: number) => Value {
  const known = new Map<number, Value>()
  return (key) => {
    const value = known.get(key) ?? compute(key)
    known.set(key, value)
    return value
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
