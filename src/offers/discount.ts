/** What a coupon takes off. */
export type Discount =
  | {
      kind: 'percent'
      /** Hundredths of a percent: 1000 is 10 %. */
      basisPoints: number
    }
  | {
      kind: 'amount'
      /** Minor units. */
      amount: bigint
    }

/**
 * What comes off a price, in its minor units: rounded half up, never more than the price (SEMANTICS I3).
 * @param price in minor units, not negative
 */
export function discountOn(price: bigint, discount: Discount): bigint {
  const WHOLE = 10_000n
  const off = discount.kind === 'amount' ? discount.amount : (price * BigInt(discount.basisPoints) + WHOLE / 2n) / WHOLE
  return off > price ? price : off
}

/**
 * The most that may come off so that the sale still leaves the least margin the owner wants (O4).
 * @param cost of the goods in minor units
 * @param floorPercent share of the price paid that must remain as margin, 0 to 100
 * @returns minor units, at least 0
 */
export function discountAboveFloor(price: bigint, cost: bigint, floorPercent: number): bigint {
  const keptShare = BigInt(Math.round((100 - floorPercent) * 100))
  if (keptShare <= 0n) return 0n
  // paid × (1 − floor) ≥ cost, so paid ≥ cost ÷ (1 − floor), rounded up.
  const leastPaid = (cost * 10_000n + keptShare - 1n) / keptShare
  return price > leastPaid ? price - leastPaid : 0n
}
