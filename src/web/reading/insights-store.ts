import type { Db } from '#src/platform/database/database.ts'

export interface MonthOfSales {
  month: Date
  paid: bigint
  purchases: number
  clients: number
}

/** Sales of each of the last months in the firm's currency, the present one included. Relies on purchase_on_day_idx. */
export async function salesByMonth(
  db: Db,
  asked: { today: string; months: number; currency: string }
): Promise<MonthOfSales[]> {
  return db.$queryRaw`
    WITH sold AS (
      SELECT date_trunc('month', on_day) AS month, sum(amount - discount)::bigint AS paid,
        count(*) FILTER (WHERE amount > 0)::int AS purchases, count(DISTINCT client_id)::int AS clients
      FROM purchase
      WHERE currency = ${asked.currency} AND on_day <= ${asked.today}::date
        AND on_day >= date_trunc('month', ${asked.today}::date) - make_interval(months => ${asked.months - 1})
      GROUP BY 1)
    SELECT made.month, COALESCE(paid, 0)::bigint AS paid, COALESCE(purchases, 0) AS purchases, COALESCE(clients, 0) AS clients
    FROM generate_series(
      date_trunc('month', ${asked.today}::date) - make_interval(months => ${asked.months - 1}),
      date_trunc('month', ${asked.today}::date), interval '1 month') AS made(month)
    LEFT JOIN sold ON sold.month = made.month ORDER BY made.month`
}

export interface TierSize {
  tier: string
  clients: number
  paid: bigint
}

/** How many clients each tier has and what they paid in the year, as last computed. */
export async function tierSizes(db: Db): Promise<TierSize[]> {
  return db.$queryRaw`
    SELECT tier, count(*)::int AS clients, sum(paid_in_year)::bigint AS paid FROM client_insight
    WHERE tier IS NOT NULL GROUP BY tier ORDER BY tier`
}
