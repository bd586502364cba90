import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import {
  cancelRedemption,
  costOfPurchase,
  countGuesses,
  findCoupon,
  insertRedemption,
  lockOrder,
  noteGuess,
  otherCouponOn,
  redemptionsOf,
  type Coupon,
  type Redemption
} from './coupon-store.ts'
import { discountAboveFloor, discountOn } from './discount.ts'

/** Where and by whom a coupon is used. */
export interface Till {
  channel: 'counter' | 'api' | 'csv' | 'keyword' | 'command'
  /** Member id, token id or the part that acts. */
  by: string
  /** Who guesses are counted against: the member, token or network address. */
  source: string
  now: Temporal.Instant
}

/** A coupon that is to be used for an order. */
export interface Order {
  code: string
  orderId: string
  /** Price before the discount, in minor units. */
  amount: bigint
  currency: string
  /** Cost of the goods in minor units, where the till knows it; else that of the client's purchase of this number (O4). */
  cost?: bigint
}

/** The firm's rules for all coupons. */
export interface OfferRules {
  /** Several coupons on one order. */
  stacking: boolean
  /** Share of the price paid that must remain as margin, in percent. */
  marginFloorPercent: number
}

/** Why a coupon is not accepted. */
export type CouponRefusal =
  | { code: 'unknown-code' }
  | { code: 'too-many-guesses' }
  | { code: 'expired'; at: Date }
  | { code: 'used'; orderId: string; at: Date }
  | { code: 'order-cancelled' }
  | { code: 'below-minimum'; minimum: bigint; currency: string }
  | { code: 'other-currency'; currency: string }
  | { code: 'not-stackable'; other: string }
  /** A sale of nothing, or of so little that no part of it comes off. */
  | { code: 'nothing-off' }
  /** Any discount at all would leave less margin than the owner wants (O4). */
  | { code: 'margin-floor'; floorPercent: number }

export type RedeemOutcome =
  /** `repeated`: the same order had used it before; nothing changed, and the answer is the same. */
  | {
      kind: 'redeemed'
      coupon: Coupon
      redemption: Redemption
      repeated: boolean
      /** Less came off than was promised, so that the least margin is left (O4). */
      isLimited: boolean
    }
  | { kind: 'refused'; refusal: CouponRefusal }

const GUESS_WINDOW_MINUTES = 10
const GUESSES_ALLOWED = 20

/**
 * Uses a coupon for an order. Atomic and idempotent: the same order again gets the same answer, and of several tills at
 * once one wins (SEMANTICS I2). Call it in a transaction.
 */
export async function redeem(db: Db, order: Order, rules: OfferRules, till: Till): Promise<RedeemOutcome> {
  const looked = await lookUp(db, order.code, till)
  if (looked.kind === 'refused') return looked
  const { coupon } = looked
  await lockOrder(db, order.orderId)
  const earlier = (await redemptionsOf(db, coupon.id)).find(({ orderId }) => orderId === order.orderId)
  if (earlier) return again(coupon, earlier)
  const cost = order.cost ?? (await costOfPurchase(db, { ...order, clientId: coupon.clientId }))
  const discount = allowedDiscount(coupon, { amount: order.amount, cost }, rules)
  const refusal = await objection(db, { coupon, order, rules, till, discount })
  if (refusal) return { kind: 'refused', refusal }
  const { id, currency } = coupon
  const isUsed = await insertRedemption(db, {
    couponId: id,
    orderId: order.orderId,
    amount: order.amount,
    discount,
    currency,
    at: dateOf(till.now),
    channel: till.channel,
    by: till.by
  })
  return isUsed ? asUsed(db, coupon, order.orderId) : takenMeanwhile(db, coupon, order.orderId)
}

/** Looks a code up for a till, without using it. */
export async function check(
  db: Db,
  code: string,
  till: Till
): Promise<RedeemOutcome | { kind: 'valid'; coupon: Coupon }> {
  const looked = await lookUp(db, code, till)
  if (looked.kind === 'refused') return looked
  const inForce = (await redemptionsOf(db, looked.coupon.id)).find(({ cancelledAt }) => cancelledAt === null)
  if (inForce) return { kind: 'refused', refusal: { code: 'used', orderId: inForce.orderId, at: inForce.at } }
  if (isExpired(looked.coupon, till))
    return { kind: 'refused', refusal: { code: 'expired', at: looked.coupon.expiresAt } }
  return { kind: 'valid', coupon: looked.coupon }
}

/**
 * Takes the use for an order back, because the order was cancelled: the coupon is free again unless it has expired.
 * @returns false where no use for this order was in force
 */
export async function cancel(db: Db, code: string, orderId: string, till: Till): Promise<boolean> {
  const coupon = await findCoupon(db, code)
  return coupon !== null && cancelRedemption(db, { couponId: coupon.id, orderId, at: dateOf(till.now), by: till.by })
}

type Looked = { kind: 'found'; coupon: Coupon } | { kind: 'refused'; refusal: CouponRefusal }

/** A file of used coupons is no guessing: its unknown codes neither stop its other lines nor count. */
async function lookUp(db: Db, code: string, { channel, source, now }: Till): Promise<Looked> {
  if (channel === 'csv') return lookUpFreely(db, code)
  const since = dateOf(now.subtract({ minutes: GUESS_WINDOW_MINUTES }))
  if ((await countGuesses(db, source, since)) >= GUESSES_ALLOWED)
    return { kind: 'refused', refusal: { code: 'too-many-guesses' } }
  const looked = await lookUpFreely(db, code)
  if (looked.kind === 'refused') await noteGuess(db, source, dateOf(now))
  return looked
}

async function lookUpFreely(db: Db, code: string): Promise<Looked> {
  const coupon = await findCoupon(db, code)
  return coupon ? { kind: 'found', coupon } : { kind: 'refused', refusal: { code: 'unknown-code' } }
}

function again(coupon: Coupon, redemption: Redemption): RedeemOutcome {
  if (redemption.cancelledAt !== null) return { kind: 'refused', refusal: { code: 'order-cancelled' } }
  return { kind: 'redeemed', coupon, redemption, repeated: true, isLimited: isLimited(coupon, redemption) }
}

function isLimited(coupon: Coupon, { amount, discount }: Redemption): boolean {
  return discount < discountOn(amount, coupon.discount)
}

interface Attempt {
  coupon: Coupon
  order: Order
  rules: OfferRules
  till: Till
  /** What would come off. */
  discount: bigint
}

async function objection(db: Db, { coupon, order, rules, till, discount }: Attempt): Promise<CouponRefusal | null> {
  if (isExpired(coupon, till)) return { code: 'expired', at: coupon.expiresAt }
  if (coupon.currency !== order.currency) return { code: 'other-currency', currency: coupon.currency }
  if (order.amount < coupon.minimumSpend)
    return { code: 'below-minimum', minimum: coupon.minimumSpend, currency: coupon.currency }
  const other = rules.stacking ? null : await otherCouponOn(db, order.orderId, coupon.id)
  if (other !== null) return { code: 'not-stackable', other }
  // A coupon is not used up for nothing.
  if (discountOn(order.amount, coupon.discount) === 0n) return { code: 'nothing-off' }
  return discount === 0n ? { code: 'margin-floor', floorPercent: rules.marginFloorPercent } : null
}

function isExpired(coupon: Coupon, till: Till): boolean {
  return coupon.expiresAt.getTime() <= till.now.epochMilliseconds
}

function allowedDiscount(
  coupon: Coupon,
  { amount, cost }: { amount: bigint; cost: bigint | null },
  rules: OfferRules
): bigint {
  const promised = discountOn(amount, coupon.discount)
  if (cost === null) return promised
  const allowed = discountAboveFloor(amount, cost, rules.marginFloorPercent)
  return promised < allowed ? promised : allowed
}

async function asUsed(db: Db, coupon: Coupon, orderId: string): Promise<RedeemOutcome> {
  const redemption = (await redemptionsOf(db, coupon.id)).find((use) => use.orderId === orderId)
  if (!redemption) throw new Error('a use of a coupon that was just stored is not there')
  return { kind: 'redeemed', coupon, redemption, repeated: false, isLimited: isLimited(coupon, redemption) }
}

/** Somebody was faster: the same order from another till gets the same answer, another order is refused. */
async function takenMeanwhile(db: Db, coupon: Coupon, orderId: string): Promise<RedeemOutcome> {
  const uses = await redemptionsOf(db, coupon.id)
  const same = uses.find((use) => use.orderId === orderId)
  if (same) return again(coupon, same)
  const winner = uses.find(({ cancelledAt }) => cancelledAt === null)
  if (winner) return { kind: 'refused', refusal: { code: 'used', orderId: winner.orderId, at: winner.at } }
  return { kind: 'refused', refusal: { code: 'expired', at: coupon.expiresAt } }
}
