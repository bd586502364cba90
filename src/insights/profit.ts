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

/** What each act of solicitation costs the owner, in minor units. */
export interface ActCosts {
  mail: bigint
  followUp: bigint
  call: bigint
  visit: bigint
}

/** How often each act was done for a client. */
export type ActCounts = Record<keyof ActCosts, number>

export function solicitationCost(counts: ActCounts, costs: ActCosts): bigint {
  return (
    BigInt(counts.mail) * costs.mail +
    BigInt(counts.followUp) * costs.followUp +
    BigInt(counts.call) * costs.call +
    BigInt(counts.visit) * costs.visit
  )
}
