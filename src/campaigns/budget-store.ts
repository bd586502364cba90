import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { discountOn } from '#src/offers/discount.ts'
import { discountOf, type Definition } from './definition.ts'
import type { Firm } from './firm.ts'

/** What a campaign may still promise, in minor units of the firm's currency (O4). */
export interface Budget {
  /** The limit less what was redeemed, what is promised and may still be redeemed, and what is about to be promised. */
  left: number
  /** What one coupon may cost: the amount, or the percentage of a usual purchase; 0 where no purchase is known to go by. */
  perCoupon: number
}

/** The campaign whose budget it is. */
export interface Spender {
  campaignId: string | null
  definition: Definition
  firm: Firm
  /** The firm's day: a coupon that ended before it costs nothing more. */
  today: Temporal.PlainDate
  /** Counts what is planned as promised: before sending, its coupon is what counts. */
  isPlanning: boolean
}

/**
 * The budget of a campaign: every coupon that is out counts with its whole cost until it is redeemed, for what it then really
 * took off, or has expired.
 * @returns null where there is no limit
 */
export async function budgetOf(
  db: Db,
  { campaignId, definition, firm, today, isPlanning }: Spender
): Promise<Budget | null> {
  const { budget, offer } = definition
  if (budget === null) return null
  const usual = offer?.discount.kind === 'percent' ? await usualPurchase(db, firm.currency) : 0n
  const perCoupon =
    offer === null ? 0 : Number(discountOn(offer.discount.kind === 'percent' ? usual : HUGE, discountOf(offer)))
  if (campaignId === null) return { left: budget, perCoupon }
  const { redeemed, open, coming } = await promised(
    db,
    campaignId,
    dateOf(today.toZonedDateTime(firm.zone).toInstant())
  )
  const coupons = open + (isPlanning ? coming : 0)
  return { left: budget - Number(redeemed) - coupons * perCoupon, perCoupon }
}

/** A purchase that no amount off is above. */
const HUGE = 10n ** 15n

/** What is bought at a time, on average over a year. */
async function usualPurchase(db: Db, currency: string): Promise<bigint> {
  const [row] = await db.$queryRaw<{ usual: bigint }[]>`
    SELECT COALESCE(avg(amount - discount), 0)::bigint AS usual FROM purchase
    WHERE currency = ${currency} AND amount > 0 AND refund_of IS NULL
      AND on_day > (SELECT max(on_day) FROM purchase) - interval '1 year'`
  return row?.usual ?? 0n
}

/** Discounts given; coupons that are out and in force; occasions planned whose coupon is not written yet. */
async function promised(
  db: Db,
  campaignId: string,
  since: Date
): Promise<{ redeemed: bigint; open: number; coming: number }> {
  const [row] = await db.$queryRaw<{ redeemed: bigint; open: number; coming: number }[]>`
    SELECT
      (SELECT COALESCE(sum(r.discount), 0)::bigint FROM coupon c
        JOIN coupon_redemption r ON r.coupon_id = c.id AND r.cancelled_at IS NULL
        WHERE c.campaign_id = ${campaignId}::uuid) AS redeemed,
      (SELECT count(*)::int FROM coupon c WHERE c.campaign_id = ${campaignId}::uuid AND c.expires_at > ${since}::timestamptz
        AND NOT EXISTS (SELECT FROM coupon_redemption r WHERE r.coupon_id = c.id AND r.cancelled_at IS NULL)) AS open,
      (SELECT count(DISTINCT (f.client_id, f.occurrence))::int FROM follow_up f
        WHERE f.campaign_id = ${campaignId}::uuid AND f.state IN ('planned', 'claimed', 'sending') AND f.sent_to = 'client'
          AND NOT EXISTS (SELECT FROM coupon c WHERE c.campaign_id = f.campaign_id AND c.client_id = f.client_id
            AND c.occurrence = f.occurrence)) AS coming`
  return row ?? { redeemed: 0n, open: 0, coming: 0 }
}
