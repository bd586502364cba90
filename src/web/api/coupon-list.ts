import { createRoute, z } from '@hono/zod-openapi'
import { currentClient } from '#src/clients/client-store.ts'
import { shownCode } from '#src/offers/code.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { World } from '#src/web/world.ts'
import { couponsPart } from './listing-store.ts'
import { cursorField, cursorOf, instant, json, needs, partSchema, PROBLEMS, type Api } from './operation.ts'

const ListedCoupon = z
  .object({
    code: z.string(),
    client: z.string(),
    campaign: z.string().nullable(),
    state: z.enum(['valid', 'used', 'expired']),
    usedFor: z.string().nullable().openapi({ description: 'The order that it is used for.' }),
    issuedAt: instant,
    expiresAt: instant
  })
  .openapi('ListedCoupon')

const listing = createRoute({
  method: 'get',
  path: '/coupons',
  operationId: 'listCoupons',
  summary: 'Coupons that were given, the latest first, in parts of 100',
  tags: ['Coupons'],
  ...needs('coupons:read'),
  request: {
    query: z.strictObject({
      client: z.string().max(320).optional().openapi({ description: 'Id or address of a client.' }),
      campaign: z.string().max(100).optional(),
      cursor: cursorField
    })
  },
  responses: { 200: json(partSchema(ListedCoupon, 'CouponPart'), 'One part of the list.'), ...PROBLEMS }
})

export function addCouponList(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { client, campaign, cursor } = asked.req.valid('query')
    const now = dateOf(world.clock.now())
    const { rows, next } = await couponsPart(world.db, {
      clientId: client === undefined ? null : await currentClient(world.db, client),
      campaign: campaign ?? null,
      after: cursorOf(cursor, 'instant')
    })
    const items = rows.map(({ code, clientId, campaign, usedFor, issuedAt, expiresAt }) => ({
      code: shownCode(code),
      client: clientId,
      campaign,
      state: usedFor === null ? (expiresAt <= now ? ('expired' as const) : ('valid' as const)) : ('used' as const),
      usedFor,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString()
    }))
    return asked.json({ items, next }, 200)
  })
}
