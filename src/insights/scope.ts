import { Prisma } from '#src/platform/database/generated/client.ts'

/** Whose purchases, in which currency and days, a report is about. */
export interface Scope {
  /** Sums in other currencies are left out: there is no honest rate between them. */
  currency: string
  /** First day, `YYYY-MM-DD`; undefined: from the beginning. */
  from?: string | undefined
  /** Last day. Nothing later is looked at, neither purchase nor refund: the past stays as it was. */
  to: string
  /** Over `client`, as compiled from a condition; undefined: everyone. */
  segment?: Prisma.Sql | undefined
}

/**
 * The purchases of a scope up to its last day, as the common table expression `entry`: one row per purchase or refund.
 *
 * `is_sale`: a purchase that was not given back in full, also one that cost nothing. `kept`: what was paid, less what was
 * given back of it, on the day of the sale; an unlinked refund stands for itself, so that sums over all rows come out.
 */
export function entries({ currency, to, segment }: Scope): Prisma.Sql {
  const ofSegment = segment
    ? Prisma.sql`AND p.client_id IN (SELECT client.id FROM client WHERE ${segment})`
    : Prisma.empty
  return Prisma.sql`
    refund AS (
      SELECT source, refund_of, sum(amount - discount)::bigint AS given_back FROM purchase
      WHERE refund_of IS NOT NULL AND on_day <= ${to}::date GROUP BY source, refund_of
    ),
    entry AS (
      SELECT p.client_id, p.on_day, p.amount, p.discount, p.cost, p.amount - p.discount AS paid,
        p.amount >= 0 AND p.refund_of IS NULL
          AND (refund.given_back IS NULL OR p.amount - p.discount + refund.given_back > 0) AS is_sale,
        CASE
          WHEN p.refund_of IS NOT NULL
            AND EXISTS (SELECT FROM purchase o WHERE o.source = p.source AND o.external_id = p.refund_of) THEN 0
          ELSE p.amount - p.discount + COALESCE(refund.given_back, 0)
        END AS kept
      FROM purchase p LEFT JOIN refund ON refund.source = p.source AND refund.refund_of = p.external_id
      WHERE p.currency = ${currency} AND p.on_day <= ${to}::date ${ofSegment}
    )`
}

/** The days of a scope, for a column of its own: `from` to `to`. */
export function within(day: Prisma.Sql, { from, to }: Scope): Prisma.Sql {
  return Prisma.sql`(${day} BETWEEN ${from ?? '-infinity'}::date AND ${to}::date)`
}
