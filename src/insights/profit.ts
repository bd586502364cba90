import { decimalText } from '#src/platform/money.ts'

/** What a client brought and cost over a period. Sums are minor units of one currency, refunds taken off. */
export interface ProfitInput {
  /** Prices before discount. */
  purchases: bigint
  discount: bigint
  /** Cost of the goods, of the purchases where it is known. */
  goods: bigint
  /** What it cost to write to, call and visit them. */
  solicitation: bigint
}

export interface Profit {
  /** Purchases less discount, and less the cost of goods where it is known. */
  gross: bigint
  /** Gross profit less solicitation. */
  net: bigint
  /** How the net profit came to be: `210.00 = 300.00 − 30.00 − 60.00`. */
  explanation: string
}

/** Profit of one client (PRODUCT K4). The explanation leaves out parts that are zero. */
export function profit({ purchases, discount, goods, solicitation }: ProfitInput, currency: string): Profit {
  const gross = purchases - discount - goods
  const net = gross - solicitation
  const less = [discount, goods, solicitation].filter((part) => part !== 0n)
  const terms = less.map((part) =>
    part < 0n ? ` + ${decimalText(-part, currency)}` : ` − ${decimalText(part, currency)}`
  )
  return {
    gross,
    net,
    explanation: `${decimalText(net, currency)} = ${decimalText(purchases, currency)}${terms.join('')}`
  }
}

/** How often each act of solicitation was done for a client. */
export interface ActCounts {
  mails: number
  followUps: number
  calls: number
  visits: number
}

/** What one of each costs the owner, in thousandths of a minor unit: a mail costs less than a cent. */
export type ActCosts = Record<keyof ActCounts, bigint>

const THOUSANDTHS = 1_000n

/** The cost of what was done, in minor units, rounded half up once. */
export function solicitationCost(counts: ActCounts, costs: ActCosts): bigint {
  const cost =
    BigInt(counts.mails) * costs.mails +
    BigInt(counts.followUps) * costs.followUps +
    BigInt(counts.calls) * costs.calls +
    BigInt(counts.visits) * costs.visits
  return (cost + THOUSANDTHS / 2n) / THOUSANDTHS
}
