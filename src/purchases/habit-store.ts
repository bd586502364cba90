import type { Db } from '#src/platform/database/database.ts'

/** What a client usually does, of one kind: a product, a brand, a way to pay … in the shop's own words. */
export interface Habit {
  of: 'product' | 'type' | 'brand' | 'channel' | 'payment'
  value: string
  /** Purchases it occurs in, and their share of those where anything of that kind is known, 0 to 1. */
  purchases: number
  share: number
  /** Middle quantity per purchase; of products only, where it is known. */
  quantity: number | null
}

/** How many of each kind are told. */
const HABITS_TOLD = 3

/**
 * The products, types, brands, channels and payment means that a client comes back to, most frequent first (PRODUCT K3).
 * Refunds tell no habit. Relies on the index purchase (client_id, on_day).
 */
export function readHabits(db: Db, clientId: string): Promise<Habit[]> {
  return db.$queryRaw<Habit[]>`
    WITH bought AS (
      SELECT id, channel, payment_means FROM purchase WHERE client_id = ${clientId}::uuid AND amount >= 0 AND refund_of IS NULL
    ),
    named AS (
      SELECT 'channel' AS of, lower(channel) AS value, id, NULL::numeric AS quantity FROM bought
      UNION ALL SELECT 'payment', lower(payment_means), id, NULL FROM bought
      UNION ALL SELECT 'product', product, id, sum(quantity) FROM bought JOIN purchase_line ON purchase_id = id GROUP BY product, id
      UNION ALL SELECT DISTINCT 'type', type, id, NULL::numeric FROM bought JOIN purchase_line ON purchase_id = id
      UNION ALL SELECT DISTINCT 'brand', brand, id, NULL::numeric FROM bought JOIN purchase_line ON purchase_id = id
    ),
    counted AS (
      SELECT named.of, value, count(*)::int AS purchases,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity::float8) AS quantity
      FROM named WHERE value IS NOT NULL GROUP BY named.of, value
    ),
    known AS (SELECT named.of, count(DISTINCT id) AS purchases FROM named WHERE value IS NOT NULL GROUP BY named.of)
    SELECT counted.of, value, counted.purchases, counted.purchases::float8 / known.purchases AS share, quantity
    FROM (SELECT *, row_number() OVER (PARTITION BY counted.of ORDER BY purchases DESC, value) AS rank FROM counted) counted
    JOIN known ON known.of = counted.of
    WHERE rank <= ${HABITS_TOLD} ORDER BY counted.of, rank`
}
