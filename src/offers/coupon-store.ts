import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Random } from '#src/platform/random.ts'
import { comparableCode, newCode } from './code.ts'
import type { Discount } from './discount.ts'

/** A coupon as it was given. */
export interface Coupon {
  id: string
  /** As compared; `shownCode` makes it readable. */
  code: string
  clientId: string
  campaignId: string | null
  occurrence: string
  discount: Discount
  /** Minor units of `currency`. */
  minimumSpend: bigint
  currency: string
  issuedAt: Date
  /** From this instant on it is expired. */
  expiresAt: Date
}

/** What a new coupon promises, to whom and why. */
export interface NewCoupon {
  prefix: string
  clientId: string
  campaignId: string | null
  occurrence: string
  discount: Discount
  minimumSpend: bigint
  currency: string
  issuedAt: Date
  expiresAt: Date
  issuedBy: string
}

const TRIES = 5

/**
 * Gives a client the coupon of a campaign's occurrence. Asked again, it gives the same code, valid as long as is asked now:
 * the validity counts from the sending that succeeds (SEMANTICS I1, I2).
 */
export async function issueCoupon(db: Db, coupon: NewCoupon, random: Random): Promise<Coupon> {
  const [issued] = await issueCoupons(db, [coupon], random)
  if (!issued) throw new Error('the one that was asked for is issued')
  return issued
}

/** The same for many at once, each of another client or occurrence; in the order of the asking. */
export async function issueCoupons(db: Db, coupons: readonly NewCoupon[], random: Random): Promise<Coupon[]> {
  const known = new Map<string, KnownCoupon>()
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const unknown = coupons.filter((coupon) => !known.has(occasionOf(coupon)))
    for (const row of await couponsOf(db, unknown)) known.set(occasionOf(row), row)
    const missing = unknown.filter((coupon) => !known.has(occasionOf(coupon)))
    for (const row of await insertCoupons(db, missing, random)) known.set(occasionOf(row), row)
    // One that is missing still has been issued by another process meanwhile, or its code was taken.
    if (coupons.every((coupon) => known.has(occasionOf(coupon))))
      return Promise.all(coupons.map((coupon) => prolonged(db, coupon, known)))
  }
  throw new Error(`no free code was found for the prefix ${coupons[0]?.prefix} in ${TRIES} tries`)
}

interface KnownCoupon extends CouponRow {
  wasUsed: boolean
}

/** Those that were issued for these occasions. */
async function couponsOf(db: Db, coupons: readonly NewCoupon[]): Promise<KnownCoupon[]> {
  if (coupons.length === 0) return []
  return db.$queryRaw<KnownCoupon[]>`
    SELECT ${COLUMNS}, EXISTS (SELECT FROM coupon_redemption use WHERE use.coupon_id = coupon.id) AS "wasUsed"
    FROM coupon JOIN unnest(
      ${coupons.map(({ campaignId }) => campaignId)}::uuid[], ${coupons.map(({ clientId }) => clientId)}::uuid[],
      ${coupons.map(({ occurrence }) => occurrence)}::text[]
    ) AS asked(campaign_id, client_id, occurrence)
      ON coupon.client_id = asked.client_id AND coupon.occurrence = asked.occurrence
        AND coupon.campaign_id IS NOT DISTINCT FROM asked.campaign_id`
}

/** Where the code is taken or the occasion has its coupon, none is made. */
async function insertCoupons(db: Db, coupons: readonly NewCoupon[], random: Random): Promise<KnownCoupon[]> {
  if (coupons.length === 0) return []
  const rows = coupons.map((coupon) => rowOf(coupon, comparableCode(newCode(coupon.prefix, random))))
  const each = <Name extends keyof (typeof rows)[number]>(name: Name) => rows.map((row) => row[name])
  return db.$queryRaw<KnownCoupon[]>`
    INSERT INTO coupon (code, client_id, campaign_id, occurrence, discount_kind, basis_points, amount, minimum_spend, currency,
      issued_at, expires_at, issued_by)
    SELECT * FROM unnest(
      ${each('code')}::text[], ${each('clientId')}::uuid[], ${each('campaignId')}::uuid[], ${each('occurrence')}::text[],
      ${each('discountKind')}::text[], ${each('basisPoints')}::int[], ${each('amount')}::bigint[],
      ${each('minimumSpend')}::bigint[], ${each('currency')}::text[], ${each('issuedAt')}::timestamptz[],
      ${each('expiresAt')}::timestamptz[], ${each('issuedBy')}::text[])
    ON CONFLICT DO NOTHING
    RETURNING ${COLUMNS}, FALSE AS "wasUsed"`
}

function occasionOf({ campaignId, clientId, occurrence }: Pick<NewCoupon, 'campaignId' | 'clientId' | 'occurrence'>) {
  return `${campaignId} ${clientId} ${occurrence}`
}

async function prolonged(db: Db, coupon: NewCoupon, known: Map<string, KnownCoupon>): Promise<Coupon> {
  const row = known.get(occasionOf(coupon))
  if (!row) throw new Error('every coupon has been issued')
  const stays = row.wasUsed || row.expiresAt.getTime() === coupon.expiresAt.getTime()
  if (stays) return couponOf(row)
  return couponOf(await db.coupon.update({ where: { id: row.id }, data: { expiresAt: coupon.expiresAt } }))
}

function rowOf(coupon: NewCoupon, code: string) {
  const { discount } = coupon
  return {
    code,
    clientId: coupon.clientId,
    campaignId: coupon.campaignId,
    occurrence: coupon.occurrence,
    discountKind: discount.kind,
    basisPoints: discount.kind === 'percent' ? discount.basisPoints : null,
    amount: discount.kind === 'amount' ? discount.amount : null,
    minimumSpend: coupon.minimumSpend,
    currency: coupon.currency,
    issuedAt: coupon.issuedAt,
    expiresAt: coupon.expiresAt,
    issuedBy: coupon.issuedBy
  }
}

type CouponRow = Prisma.CouponGetPayload<object>

/** As rows come back: under the names of the model. */
const COLUMNS =
  Prisma.raw(`coupon.id, code, coupon.client_id AS "clientId", coupon.campaign_id AS "campaignId", coupon.occurrence,
  discount_kind AS "discountKind", basis_points AS "basisPoints", amount, minimum_spend AS "minimumSpend", currency,
  issued_at AS "issuedAt", expires_at AS "expiresAt", issued_by AS "issuedBy"`)

function couponOf(row: CouponRow): Coupon {
  const discount: Discount =
    row.discountKind === 'percent'
      ? { kind: 'percent', basisPoints: row.basisPoints ?? 0 }
      : { kind: 'amount', amount: row.amount ?? 0n }
  const { id, code, clientId, campaignId, occurrence, minimumSpend, currency, issuedAt, expiresAt } = row
  return { id, code, clientId, campaignId, occurrence, discount, minimumSpend, currency, issuedAt, expiresAt }
}

/** The coupon with this code, however it is written; null where there is none. */
export async function findCoupon(db: Db, written: string): Promise<Coupon | null> {
  const row = await db.coupon.findUnique({ where: { code: comparableCode(written) } })
  return row && couponOf(row)
}

/** A use of a coupon. */
export interface Redemption {
  id: string
  couponId: string
  orderId: string
  /** Minor units, before the discount. */
  amount: bigint
  discount: bigint
  currency: string
  at: Date
  channel: string
  cancelledAt: Date | null
}

/** What is stored when a coupon is used. */
export interface NewRedemption {
  couponId: string
  orderId: string
  amount: bigint
  discount: bigint
  currency: string
  at: Date
  channel: string
  by: string
}

/**
 * Uses a coupon for an order, if it is free and not expired: one conditional statement, decided by the unique index over
 * uses in force (coupon_redemption_in_force_idx), so that of any number at once one wins.
 * @returns whether this call used it
 */
export async function insertRedemption(db: Db, use: NewRedemption): Promise<boolean> {
  const count = await db.$executeRaw`
    INSERT INTO coupon_redemption (coupon_id, order_id, amount, discount, currency, at, channel, "by")
    SELECT id, ${use.orderId}, ${use.amount}, ${use.discount}, ${use.currency}, ${use.at}, ${use.channel}, ${use.by}
    FROM coupon WHERE id = ${use.couponId}::uuid AND expires_at > ${use.at}
    ON CONFLICT DO NOTHING`
  return count === 1
}

/** Every use of a coupon, cancelled ones too. */
export async function redemptionsOf(db: Db, couponId: string): Promise<Redemption[]> {
  return db.couponRedemption.findMany({ where: { couponId }, orderBy: { at: 'asc' } })
}

/** Another coupon that is in force on the same order, if there is one. */
export async function otherCouponOn(db: Db, orderId: string, couponId: string): Promise<string | null> {
  const other = await db.couponRedemption.findFirst({
    where: { orderId, couponId: { not: couponId }, cancelledAt: null },
    include: { coupon: { select: { code: true } } }
  })
  return other?.coupon.code ?? null
}

/** Dates the use of a coupon as cancelled. @returns false where none was in force for this order */
export async function cancelRedemption(
  db: Db,
  cancel: { couponId: string; orderId: string; at: Date; by: string }
): Promise<boolean> {
  const { couponId, orderId, at, by } = cancel
  const { count } = await db.couponRedemption.updateMany({
    where: { couponId, orderId, cancelledAt: null },
    data: { cancelledAt: at, cancelledBy: by }
  })
  return count === 1
}

/** What the goods of a client's purchase cost, where it was recorded with its cost; null where nobody knows. */
export async function costOfPurchase(
  db: Db,
  { clientId, orderId, currency }: { clientId: string; orderId: string; currency: string }
): Promise<bigint | null> {
  const purchase = await db.purchase.findFirst({
    where: { clientId, externalId: orderId, currency, amount: { gte: 0n } },
    select: { cost: true }
  })
  return purchase?.cost ?? null
}

/** Makes the coupons of one order wait for each other until the transaction ends, for the rule against stacking. */
export async function lockOrder(db: Db, orderId: string): Promise<void> {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 20260601))::text`
}

/** Notes that a code was tried that does not exist. */
export async function noteGuess(db: Db, source: string, at: Date): Promise<void> {
  await db.couponGuess.create({ data: { source, at } })
}

/** How often codes that do not exist were tried from here since then. */
export async function countGuesses(db: Db, source: string, since: Date): Promise<number> {
  return db.couponGuess.count({ where: { source, at: { gte: since } } })
}
