import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from '#src/web/reading/cursor.ts'

const ROWS_PER_PART = 100

/** A purchase or refund with its lines; sums in minor units of its currency. */
export interface PurchaseRow {
  id: string
  clientId: string
  source: string
  externalId: string
  on: Date
  currency: string
  amount: bigint
  discount: bigint
  cost: bigint | null
  paymentMeans: string | null
  channel: string | null
  refundOf: string | null
  lines: PurchaseLineRow[]
}

/** As JSON holds it: sums are decimal text of minor units. */
export interface PurchaseLineRow {
  product: string | null
  type: string | null
  brand: string | null
  quantity: string | null
  amount: string | null
  discount: string
  cost: string | null
}

export interface PurchaseFilter {
  clientId: string | null
  source: string | null
  externalId: string | null
  after: Cursor | null
}

/** One part of the purchases, the latest day first. Relies on purchase_on_day_idx, or purchase_client_id_on_day_idx. */
export async function purchasesPart(
  db: Db,
  { clientId, source, externalId, after }: PurchaseFilter
): Promise<Part<PurchaseRow>> {
  const conditions = [Prisma.sql`TRUE`]
  if (clientId !== null) conditions.push(Prisma.sql`client_id = ${clientId}::uuid`)
  if (source !== null) conditions.push(Prisma.sql`source = ${source}`)
  if (externalId !== null) conditions.push(Prisma.sql`external_id = ${externalId}`)
  if (after) conditions.push(Prisma.sql`(on_day, id) < (${after.value}::date, ${after.id}::uuid)`)
  const rows = await db.$queryRaw<PurchaseRow[]>`
    SELECT id, client_id AS "clientId", source, external_id AS "externalId", on_day AS "on", currency, amount, discount, cost,
      payment_means AS "paymentMeans", channel, refund_of AS "refundOf",
      COALESCE((SELECT jsonb_agg(jsonb_build_object('product', product, 'type', type, 'brand', brand, 'quantity', quantity::text,
          'amount', line.amount::text, 'discount', line.discount::text, 'cost', line.cost::text) ORDER BY position)
        FROM purchase_line line WHERE purchase_id = purchase.id), '[]') AS lines
    FROM purchase WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY on_day DESC, id DESC LIMIT ${ROWS_PER_PART + 1}`
  return partOf(rows, ROWS_PER_PART, (row) => ({ value: row.on.toISOString().slice(0, 10), id: row.id }))
}

export interface CouponRow {
  id: string
  code: string
  clientId: string
  campaign: string | null
  issuedAt: Date
  expiresAt: Date
  /** Order that it is used for, if it is. */
  usedFor: string | null
}

/** One part of the coupons, the latest issued first. */
export async function couponsPart(
  db: Db,
  { clientId, campaign, after }: { clientId: string | null; campaign: string | null; after: Cursor | null }
): Promise<Part<CouponRow>> {
  const conditions = [Prisma.sql`TRUE`]
  if (clientId !== null) conditions.push(Prisma.sql`coupon.client_id = ${clientId}::uuid`)
  if (campaign !== null) conditions.push(Prisma.sql`campaign.name = ${campaign}`)
  if (after) conditions.push(Prisma.sql`(issued_at, coupon.id) < (${after.value}::timestamptz, ${after.id}::uuid)`)
  const rows = await db.$queryRaw<CouponRow[]>`
    SELECT coupon.id, code, client_id AS "clientId", campaign.name AS campaign, issued_at AS "issuedAt",
      expires_at AS "expiresAt",
      (SELECT order_id FROM coupon_redemption WHERE coupon_id = coupon.id AND cancelled_at IS NULL LIMIT 1) AS "usedFor"
    FROM coupon LEFT JOIN campaign ON campaign.id = coupon.campaign_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY issued_at DESC, coupon.id DESC LIMIT ${ROWS_PER_PART + 1}`
  return partOf(rows, ROWS_PER_PART, (row) => ({ value: row.issuedAt.toISOString(), id: row.id }))
}
