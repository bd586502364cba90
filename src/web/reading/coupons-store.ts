import { comparableCode } from '#src/offers/code.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from './cursor.ts'
import { holdsAll, wordsOf } from './search.ts'

export const COUPON_STATES = ['all', 'valid', 'used', 'expired'] as const

export interface CouponFilter {
  /** Words of a client's name, or, for who may see codes, the beginning of one. */
  query: string
  seesCodes: boolean
  state: (typeof COUPON_STATES)[number]
  now: Date
}

export interface ListedCoupon {
  id: string
  code: string
  clientId: string
  client: string
  campaign: string | null
  /** The owner's own title of the campaign. */
  title: string | null
  discountKind: string
  basisPoints: number | null
  amount: bigint | null
  currency: string
  issuedAt: Date
  expiresAt: Date
  /** Order that it is used for, if it is. */
  usedFor: string | null
}

export const COUPONS_PER_PART = 50

/** One part of the coupons, the latest given first. Walks coupon_issued_at_id_idx; a name is looked up by its trigrams first. */
export async function listCoupons(db: Db, filter: CouponFilter, after: Cursor | null): Promise<Part<ListedCoupon>> {
  const conditions = [...conditionsOf(filter)]
  if (after)
    conditions.push(Prisma.sql`(coupon.issued_at, coupon.id) < (${after.value}::timestamptz, ${after.id}::uuid)`)
  const rows = await db.$queryRaw<ListedCoupon[]>`
    WITH shown AS (
      SELECT coupon.* FROM coupon WHERE ${Prisma.join([Prisma.sql`TRUE`, ...conditions], ' AND ')}
      ORDER BY coupon.issued_at DESC, coupon.id DESC LIMIT ${COUPONS_PER_PART + 1})
    SELECT shown.id, shown.code, shown.client_id AS "clientId", client.name AS client, campaign.name AS campaign,
      campaign.title, shown.discount_kind AS "discountKind", shown.basis_points AS "basisPoints", shown.amount,
      shown.currency, shown.issued_at AS "issuedAt", shown.expires_at AS "expiresAt",
      (SELECT order_id FROM coupon_redemption WHERE coupon_id = shown.id AND cancelled_at IS NULL LIMIT 1) AS "usedFor"
    FROM shown JOIN client ON client.id = shown.client_id LEFT JOIN campaign ON campaign.id = shown.campaign_id
    ORDER BY shown.issued_at DESC, shown.id DESC`
  return partOf(rows, COUPONS_PER_PART, (row) => ({ value: row.issuedAt.toISOString(), id: row.id }))
}

/** Null where there is no such coupon. */
export async function codeOf(db: Db, couponId: string): Promise<string | null> {
  const coupon = await db.coupon.findUnique({ where: { id: couponId }, select: { code: true } })
  return coupon?.code ?? null
}

/** The client that a coupon was given to. */
export interface Holder {
  id: string
  name: string
}

/** Null where the record tells no name, as after an erasure. */
export async function holderOf(db: Db, clientId: string): Promise<Holder | null> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { id: true, name: true } })
  return client && client.name !== '' ? client : null
}

const IS_USED = Prisma.sql`EXISTS (SELECT FROM coupon_redemption r WHERE r.coupon_id = coupon.id AND r.cancelled_at IS NULL)`

function* conditionsOf({ query, seesCodes, state, now }: CouponFilter): Generator<Prisma.Sql> {
  const words = wordsOf(query)
  const code = seesCodes ? comparableCode(query) : ''
  if (words.length > 0)
    yield Prisma.sql`(coupon.client_id IN (SELECT id FROM client WHERE ${holdsAll(Prisma.sql`name_folded`, words)})
      OR coupon.code LIKE ${`${code === '' ? ' ' : code}%`})`
  if (state === 'used') yield IS_USED
  if (state === 'valid') yield Prisma.sql`coupon.expires_at > ${now} AND NOT ${IS_USED}`
  if (state === 'expired') yield Prisma.sql`coupon.expires_at <= ${now} AND NOT ${IS_USED}`
}
