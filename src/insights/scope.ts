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
  const givenBack = Prisma.sql`(
    SELECT COALESCE(sum(r.amount - r.discount), 0)::bigint FROM purchase r
    WHERE r.source = p.source AND r.refund_of = p.external_id AND r.on_day <= ${to}::date)`
  return Prisma.sql`
    -- Read anew wherever it is named: written out, a million rows would go to disk.
    entry AS NOT MATERIALIZED (
      SELECT p.client_id, p.on_day, p.amount, p.discount, p.cost,
        p.amount >= 0 AND p.refund_of IS NULL
          AND (NOT p.has_refund OR p.amount - p.discount + ${givenBack} > 0) AS is_sale,
        CASE
          WHEN p.has_refund THEN p.amount - p.discount + ${givenBack}
          WHEN p.refund_of IS NULL THEN p.amount - p.discount
          WHEN EXISTS (SELECT FROM purchase o WHERE o.source = p.source AND o.external_id = p.refund_of) THEN 0
          ELSE p.amount - p.discount
        END AS kept
      FROM purchase p
      WHERE p.currency = ${currency} AND p.on_day <= ${to}::date ${ofSegment}
    )`
}

/**
 * The sales of `entry` as the table expression `sale`: with the client's first purchase day, and the day of the purchase
 * before, which tells where a new day, month or year of theirs begins. Windows in the order of the index purchase
 * (client_id, on_day) need no sorting; counting distinct days or clients would.
 */
export const SALES = Prisma.sql`
  sale AS NOT MATERIALIZED (
    SELECT client_id, on_day, kept, first_value(on_day) OVER client AS first_on, lag(on_day) OVER client AS previous_on
    FROM entry WHERE is_sale
    WINDOW client AS (PARTITION BY client_id ORDER BY on_day)
  )`

/** The days of a scope, for a column of its own: `from` to `to`. */
export function within(day: Prisma.Sql, { from, to }: Scope): Prisma.Sql {
  return Prisma.sql`(${day} BETWEEN ${from ?? '-infinity'}::date AND ${to}::date)`
}

export type Step = 'month' | 'quarter' | 'year'

const MONTHS = { month: 1, quarter: 3, year: 12 }

/** The number of the month, quarter or year that a day lies in, counted from the year 0. */
export function periodIndex(day: Prisma.Sql, step: Step): Prisma.Sql {
  return Prisma.sql`((date_part('year', ${day})::int * 12 + date_part('month', ${day})::int - 1) / ${MONTHS[step]}::int)`
}

/** The first day of the period of that number. */
export function periodStart(index: Prisma.Sql, step: Step): Prisma.Sql {
  const month = Prisma.sql`(${index} * ${MONTHS[step]}::int)`
  return Prisma.sql`make_date(${month} / 12, ${month} % 12 + 1, 1)`
}
