import type { BgNbd, RepeatHistory } from '#src/insights/bgnbd.ts'
import type { GammaGamma } from '#src/insights/gamma-gamma.ts'

/** A repeatable source of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A client who behaves as the models say, watched up to `T` and over the `horizon` that follows. */
export interface SimulatedClient extends RepeatHistory {
  monetary: number
  isAlive: boolean
  laterPurchases: number
  laterPaid: number
}

export function simulateClient(
  { buying, money, T, horizon }: { buying: BgNbd; money: GammaGamma; T: number; horizon: number },
  random: () => number
): SimulatedClient {
  const rate = gamma(buying.r, random) / buying.alpha
  const x = gamma(buying.a, random)
  const leaving = x / (x + gamma(buying.b, random))
  const priceRate = gamma(money.q, random) / money.v
  const purchase = () => gamma(money.p, random) / priceRate
  const client = { frequency: 0, recency: 0, T, monetary: 0, isAlive: true, laterPurchases: 0, laterPaid: 0 }
  let paid = 0
  let hasLeft = false
  for (let time = exponential(rate, random); time < T + horizon && !hasLeft; time += exponential(rate, random)) {
    hasLeft = random() < leaving
    if (time <= T) {
      client.frequency++
      client.recency = time
      client.isAlive = !hasLeft
      paid += purchase()
    } else {
      client.laterPurchases++
      client.laterPaid += purchase()
    }
  }
  return { ...client, monetary: client.frequency > 0 ? paid / client.frequency : 0 }
}

function exponential(rate: number, random: () => number): number {
  return -Math.log(1 - random()) / rate
}

/** Marsaglia and Tsang's method, with their boost for shapes below 1. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
