import { createRoute, z } from '@hono/zod-openapi'
import type { Temporal } from 'temporal-polyfill'
import { shownCode } from '#src/offers/code.ts'
import { findCoupon, type Coupon, type Redemption } from '#src/offers/coupon-store.ts'
import { cancel, check, redeem, type CouponRefusal, type Till } from '#src/offers/redeem.ts'
import { discountText, refusalSentence } from '#src/offers/wording.ts'
import { decimalText } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import { amountField, body, instant, json, needs, PROBLEMS, type Api, type Asked } from './operation.ts'
import { amountOf } from './purchases.ts'

const tags = ['Coupons']
const codeField = z
  .string()
  .max(60)
  .openapi({ param: { name: 'code', in: 'path' }, example: 'ANNIV-7K3M-9QPX' })
const orderField = z.string().trim().min(1).max(200)

const CouponState = z
  .object({
    code: z.string(),
    state: z.enum(['valid', 'used', 'expired']),
    client: z.string(),
    discount: z.string().openapi({ description: 'In words.' }),
    minimumSpend: z.string(),
    currency: z.string(),
    issuedAt: instant,
    expiresAt: instant
  })
  .openapi('Coupon')

const reading = createRoute({
  method: 'get',
  path: '/coupons/{code}',
  operationId: 'readCoupon',
  summary: 'What a code gives, and whether it can be used',
  tags,
  ...needs('coupons:read'),
  request: { params: z.object({ code: codeField }) },
  responses: { 200: json(CouponState, 'The coupon. Wrong codes are counted against the token.'), ...PROBLEMS }
})

const NewRedemption = z
  .strictObject({
    order: orderField,
    amount: amountField.openapi({ description: "Price of the order before the discount, in the firm's currency." }),
    cost: amountField.optional().openapi({ description: 'Of the goods: the discount then leaves the least margin.' })
  })
  .openapi('NewRedemption')

const RedemptionMade = z
  .object({
    code: z.string(),
    client: z.string(),
    order: z.string(),
    amount: z.string(),
    discount: z.string(),
    total: z.string().openapi({ description: 'What is left to pay.' }),
    currency: z.string(),
    redeemedAt: instant
  })
  .openapi('Redemption')

const redeeming = createRoute({
  method: 'post',
  path: '/coupons/{code}/redemptions',
  operationId: 'redeemCoupon',
  summary: 'Use a coupon for an order; the same order again gets the same answer',
  tags,
  ...needs('coupons:write'),
  request: { params: z.object({ code: codeField }), headers: keyHeader, body: body(NewRedemption) },
  responses: { 200: json(RedemptionMade, 'The coupon is used for this order.'), ...PROBLEMS }
})

const Cancelled = z.object({ code: z.string(), order: z.string(), cancelled: z.literal(true) })

const cancelling = createRoute({
  method: 'delete',
  path: '/coupons/{code}/redemptions/{order}',
  operationId: 'cancelRedemption',
  summary: 'Take the use of a coupon back, because the order was cancelled',
  tags,
  ...needs('coupons:write'),
  request: {
    params: z.object({ code: codeField, order: orderField.openapi({ param: { name: 'order', in: 'path' } }) }),
    headers: keyHeader
  },
  responses: { 200: json(Cancelled, 'The coupon is free again, unless it has expired.'), ...PROBLEMS }
})

export function addCoupons(api: Api, world: World): void {
  api.openapi(reading, async (asked) => {
    const { code } = asked.req.valid('param')
    const outcome = await check(world.db, code, tillOf(asked, world.clock.now()))
    if (outcome.kind === 'valid') return asked.json(couponState(outcome.coupon, 'valid'), 200)
    const { refusal } = outcome.kind === 'refused' ? outcome : { refusal: UNKNOWN }
    const coupon = refusal.code === 'used' || refusal.code === 'expired' ? await findCoupon(world.db, code) : null
    const isOver = coupon !== null && (refusal.code === 'used' || refusal.code === 'expired')
    if (isOver) return asked.json(couponState(coupon, refusal.code), 200)
    throw refusalOf(refusal, (await world.firm(world.db)).zone)
  })
  api.openapi(redeeming, async (asked) => {
    const { code } = asked.req.valid('param')
    const { order: orderId, amount, cost } = asked.req.valid('json')
    const settings = await readSettings(world.db)
    const currency = settings['firm.currency']
    const rules = { stacking: settings['offers.stacking'], marginFloorPercent: settings['offers.marginFloorPercent'] }
    const goods = cost === undefined ? {} : { cost: positive(cost, currency) }
    const order = { code, orderId, amount: positive(amount, currency), currency, ...goods }
    const made = await once(asked, world, {
      schema: RedemptionMade,
      async work(tx, doing) {
        const outcome = await redeem(tx, order, rules, tillOf(asked, doing.now))
        // Not thrown: a counted guess must stay counted.
        if (outcome.kind === 'refused') return refusalOf(outcome.refusal, settings['firm.zone'])
        const { coupon, redemption, repeated } = outcome
        const subject = { kind: 'coupon', id: coupon.id }
        if (!repeated)
          await audit(tx, { ...doing, action: 'coupon.redeem', subject, after: { order: orderId, amount } })
        return redemptionMade(coupon, redemption)
      }
    })
    return asked.json(made, 200)
  })
  api.openapi(cancelling, async (asked) => {
    const { code, order } = asked.req.valid('param')
    const cancelled = await once(asked, world, {
      schema: Cancelled,
      async work(tx, doing) {
        const wasInForce = await cancel(tx, code, order, tillOf(asked, doing.now))
        if (!wasInForce) return new Refusal('not-found', `${code} is not in use for order ${order}.`)
        const coupon = await findCoupon(tx, code)
        const subject = { kind: 'coupon', id: coupon?.id ?? code }
        await audit(tx, { ...doing, action: 'coupon.cancel', subject, before: { order } })
        return { code: coupon ? shownCode(coupon.code) : code, order, cancelled: true as const }
      }
    })
    return asked.json(cancelled, 200)
  })
}

const UNKNOWN: CouponRefusal = { code: 'unknown-code' }

function tillOf(asked: Asked, now: Temporal.Instant): Till {
  const { id } = asked.var.token
  return { channel: 'api', by: id, source: `token ${id}`, now }
}

function positive(written: string, currency: string): bigint {
  const amount = amountOf(written, currency)
  if (amount >= 0n) return amount
  throw new Refusal('bad-amount', `"${written}" is below 0.`, { wrongUsage: true })
}

function refusalOf(refusal: CouponRefusal, zone: string): Refusal {
  const code = REFUSED_AS[refusal.code] ?? refusal.code
  return new Refusal(code, refusalSentence(refusal, 'en', zone))
}

/** Cases for which the web has a status of its own. */
const REFUSED_AS: Partial<Record<CouponRefusal['code'], string>> = {
  'unknown-code': 'not-found',
  'too-many-guesses': 'too-many'
}

function couponState(coupon: Coupon, state: 'valid' | 'used' | 'expired') {
  const { currency } = coupon
  return {
    code: shownCode(coupon.code),
    state,
    client: coupon.clientId,
    currency,
    discount: discountText(coupon.discount, currency, 'en'),
    minimumSpend: decimalText(coupon.minimumSpend, currency),
    issuedAt: coupon.issuedAt.toISOString(),
    expiresAt: coupon.expiresAt.toISOString()
  }
}

function redemptionMade(coupon: Coupon, { amount, discount, currency, orderId, at }: Redemption) {
  return {
    code: shownCode(coupon.code),
    client: coupon.clientId,
    order: orderId,
    currency,
    amount: decimalText(amount, currency),
    discount: decimalText(discount, currency),
    total: decimalText(amount - discount, currency),
    redeemedAt: at.toISOString()
  }
}
