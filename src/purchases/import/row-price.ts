/** Sums of a row in minor units, as far as it gives them; `percent` is its discount as a share of 100. */
interface PriceSums {
  amount: bigint | null
  paid: bigint | null
  unit_price: bigint | null
  discount: bigint | null
  cost: bigint | null
  unit_cost: bigint | null
  percent: number | null
}

interface Price {
  amount: bigint | null
  discount: bigint
  cost: bigint | null
}

/** The price before discount, from what the row gives: itself, what was paid and the discount, or the price of a piece. */
export function priceOf(sums: PriceSums, quantity: string | null): Price {
  const pieces = quantity === null ? 1 : Number(quantity)
  const cost = sums.cost ?? (sums.unit_cost === null ? null : times(sums.unit_cost, pieces))
  const before = sums.amount ?? (sums.unit_price === null ? null : times(sums.unit_price, pieces))
  if (before !== null) return { amount: before, discount: sums.discount ?? shareOf(before, sums.percent), cost }
  if (sums.paid === null) return { amount: null, discount: 0n, cost }
  const discount = sums.discount === null ? shareBefore(sums.paid, sums.percent) : magnitude(sums.discount)
  return { amount: sums.paid + withSignOf(sums.paid, discount), discount, cost }
}

function times(minor: bigint, pieces: number): bigint {
  const THOUSANDTHS = 1000
  return roundedQuotient(minor * BigInt(Math.round(pieces * THOUSANDTHS)), 1000n)
}

/** Rounded half up in minor units (SEMANTICS I3). */
function shareOf(amount: bigint, percent: number | null): bigint {
  return percent === null ? 0n : roundedQuotient(amount * hundredths(percent), 10_000n)
}

/** The discount that left `paid`: 90 paid after 10 % were 100. */
function shareBefore(paid: bigint, percent: number | null): bigint {
  if (percent === null || percent >= 100) return 0n
  return roundedQuotient(paid * hundredths(percent), 10_000n - hundredths(percent))
}

function hundredths(percent: number): bigint {
  return BigInt(Math.round(percent * 100))
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const doubled = 2n * magnitude(dividend) + divisor
  const quotient = doubled / (2n * divisor)
  return dividend < 0n ? -quotient : quotient
}

export function givenBack({ amount, discount, cost }: Price): Price {
  return { amount: negative(amount), discount: -magnitude(discount), cost: negative(cost) }
}

export function negative(minor: bigint | null): bigint | null {
  return minor === null ? null : -magnitude(minor)
}

export function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}

/** A discount or cost is written with or without a sign: it takes that of the amount, so that a refund gives both back. */
export function withSignOf(amount: bigint, part: bigint): bigint {
  return amount < 0n ? -magnitude(part) : magnitude(part)
}
