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
    WITH bought AS (
      SELECT date_trunc('month', on_day::timestamp) AS month, client_id, sum(amount - discount) AS paid,
        count(*) FILTER (WHERE amount > 0) AS purchases
      FROM purchase
      WHERE currency = ${asked.currency} AND on_day <= ${asked.today}::date
        AND on_day >= (date_trunc('month', ${asked.today}::timestamp) - make_interval(months => ${asked.months - 1}::int))::date
      GROUP BY 1, 2),
    sold AS (
      SELECT month, sum(paid)::bigint AS paid, sum(purchases)::int AS purchases, count(*)::int AS clients
      FROM bought GROUP BY month)
    SELECT made.month, COALESCE(paid, 0)::bigint AS paid, COALESCE(purchases, 0) AS purchases, COALESCE(clients, 0) AS clients
    FROM generate_series(
      date_trunc('month', ${asked.today}::timestamp) - make_interval(months => ${asked.months - 1}::int),
      date_trunc('month', ${asked.today}::timestamp), interval '1 month') AS made(month)
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
