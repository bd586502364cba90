import { createHash } from 'node:crypto'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'

/** A purchase as a source gives it, its client already found. Sums are minor units of `currency`. */
export interface GivenPurchase {
  /** A record that is neither merged nor erased: the caller follows merges. */
  clientId: string
  /** The source's own id: the same id again changes the purchase. */
  externalId: string
  /** `YYYY-MM-DD` */
  on: string
  /** ISO 4217, upper-case. */
  currency: string
  /** Before discount; negative for a refund. */
  amount: bigint
  /** Taken off the amount; of the amount's sign, or 0. */
  discount: bigint
  /** Undefined: not known. */
  cost?: bigint | undefined
  paymentMeans?: string | undefined
  channel?: string | undefined
  /** The external id of the purchase that a refund gives back. */
  refundOf?: string | undefined
  lines: GivenLine[]
}

interface GivenLine {
  product?: string | undefined
  type?: string | undefined
  brand?: string | undefined
  /** Decimal text, at most three decimals. */
  quantity?: string | undefined
  amount?: bigint | undefined
  discount?: bigint | undefined
  cost?: bigint | undefined
}

export interface Recorded {
  created: number
  updated: number
  unchanged: number
}

/** Rows per statement: bounds memory at both ends; beyond some thousands it gains nothing. */
const BATCH = 2_000

/**
 * Records purchases, each with its lines and its place on the timeline, in one statement per batch. Safe to repeat: known
 * external ids are updated where they differ. A suggested client becomes an active one (C5). Where an external id occurs
 * twice in `purchases`, the last one counts.
 * @param source where they come from; external ids are unique within it
 */
export async function recordPurchases(db: Db, source: string, purchases: GivenPurchase[]): Promise<Recorded> {
  const distinct = [...new Map(purchases.map((purchase) => [purchase.externalId, purchase])).values()]
  const total: Recorded = { created: 0, updated: 0, unchanged: 0 }
  for (let start = 0; start < distinct.length; start += BATCH) {
    const batch = distinct.slice(start, start + BATCH)
    const { created, updated } = await recordBatch(db, source, batch)
    await markRefunded(db, source, batch)
    total.created += created
    total.updated += updated
    total.unchanged += batch.length - created - updated
  }
  return total
}

async function recordBatch(db: Db, source: string, batch: GivenPurchase[]): Promise<Omit<Recorded, 'unchanged'>> {
  const [counts] = await db.$queryRaw<{ created: number; updated: number }[]>`
    WITH given AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(batch.map(asRow))}::jsonb) AS given (
        id uuid, client_id uuid, external_id text, on_day date, currency char(3), amount bigint, discount bigint, cost bigint,
        payment_means text, channel text, refund_of text, lines_digest text, lines jsonb, title text)
    ),
    -- Clients are locked in one order, so that two recordings at once wait for each other rather than deadlock.
    locked AS MATERIALIZED (
      SELECT id FROM client WHERE id IN (SELECT client_id FROM given) ORDER BY id FOR NO KEY UPDATE
    ),
    stored AS (
      INSERT INTO purchase (id, client_id, on_day, currency, amount, discount, cost, payment_means, channel, refund_of,
                            source, external_id, lines_digest)
      SELECT given.id, client_id, on_day, currency, amount, discount, cost, payment_means, channel, refund_of,
             ${source}, external_id, lines_digest
      FROM given JOIN locked ON locked.id = given.client_id
      ON CONFLICT (source, external_id) DO UPDATE SET
        client_id = EXCLUDED.client_id, on_day = EXCLUDED.on_day, currency = EXCLUDED.currency,
        amount = EXCLUDED.amount, discount = EXCLUDED.discount, cost = EXCLUDED.cost,
        payment_means = EXCLUDED.payment_means, channel = EXCLUDED.channel, refund_of = EXCLUDED.refund_of,
        lines_digest = EXCLUDED.lines_digest, updated_at = now()
      WHERE (purchase.client_id, purchase.on_day, purchase.currency, purchase.amount, purchase.discount, purchase.cost,
             purchase.payment_means, purchase.channel, purchase.refund_of, purchase.lines_digest)
        IS DISTINCT FROM
            (EXCLUDED.client_id, EXCLUDED.on_day, EXCLUDED.currency, EXCLUDED.amount, EXCLUDED.discount, EXCLUDED.cost,
             EXCLUDED.payment_means, EXCLUDED.channel, EXCLUDED.refund_of, EXCLUDED.lines_digest)
      -- xmax is 0 on a row that was inserted, the locking transaction on one that was updated.
      RETURNING id, client_id, external_id, on_day, xmax = 0 AS is_new
    ),
    ${linesAndTimeline(source)}
    SELECT count(*) FILTER (WHERE is_new)::int AS created, count(*) FILTER (WHERE NOT is_new)::int AS updated
    FROM stored`
  return counts ?? { created: 0, updated: 0 }
}

/** Marks purchases that a refund names, whichever of the two came first. Relies on the index purchase (source, refund_of). */
async function markRefunded(db: Db, source: string, batch: GivenPurchase[]): Promise<void> {
  const ids = batch.map((purchase) => purchase.externalId)
  const refunded = batch.flatMap((purchase) => purchase.refundOf ?? [])
  await db.$executeRaw`
    UPDATE purchase SET has_refund = true
    WHERE source = ${source} AND external_id = ANY(${[...ids, ...refunded]}::text[]) AND NOT has_refund
      AND EXISTS (SELECT FROM purchase r WHERE r.source = purchase.source AND r.refund_of = purchase.external_id)`
}

/** What follows from a stored purchase: its lines, its place on the timeline, and a client who is no longer a suggestion. */
function linesAndTimeline(source: string): Prisma.Sql {
  return Prisma.sql`
    lines AS (
      INSERT INTO purchase_line (purchase_id, position, product, type, brand, quantity, amount, discount, cost)
      SELECT stored.id, line.position, line.product, line.type, line.brand, line.quantity, line.amount,
             COALESCE(line.discount, 0), line.cost
      FROM stored JOIN given USING (external_id),
        jsonb_to_recordset(given.lines) AS line (
          position int, product text, type text, brand text, quantity numeric, amount bigint, discount bigint, cost bigint)
      ON CONFLICT (purchase_id, position) DO UPDATE SET
        product = EXCLUDED.product, type = EXCLUDED.type, brand = EXCLUDED.brand, quantity = EXCLUDED.quantity,
        amount = EXCLUDED.amount, discount = EXCLUDED.discount, cost = EXCLUDED.cost
    ),
    lines_gone AS (
      DELETE FROM purchase_line USING stored JOIN given USING (external_id)
      WHERE purchase_line.purchase_id = stored.id AND position > jsonb_array_length(given.lines) AND NOT stored.is_new
    ),
    timeline AS (
      INSERT INTO interaction (client_id, at, kind, title, subject_kind, subject_id, source, external_id)
      SELECT stored.client_id, (stored.on_day + time '12:00') AT TIME ZONE 'UTC', 'purchase', given.title, 'purchase',
             stored.id::text, ${source}, stored.external_id
      FROM stored JOIN given USING (external_id)
      ON CONFLICT (source, kind, external_id) DO UPDATE SET
        client_id = EXCLUDED.client_id, at = EXCLUDED.at, title = EXCLUDED.title, subject_id = EXCLUDED.subject_id
    ),
    client_seen AS (
      UPDATE client SET
        last_interaction_at = GREATEST(last_interaction_at, last.at),
        state = CASE state WHEN 'suggested' THEN 'active' ELSE state END,
        state_reason = CASE state WHEN 'suggested' THEN 'purchase' ELSE state_reason END,
        state_since = CASE state WHEN 'suggested' THEN now() ELSE state_since END
      FROM (SELECT client_id, (max(on_day) + time '12:00') AT TIME ZONE 'UTC' AS at FROM stored GROUP BY client_id) last
      WHERE client.id = last.client_id
        AND (client.state = 'suggested' OR client.last_interaction_at IS NULL OR client.last_interaction_at < last.at)
    )`
}

/** The longest title of a purchase on the timeline. */
const TITLE_MAX = 200

function asRow(purchase: GivenPurchase) {
  const lines = purchase.lines.map((line, index) => ({
    position: index + 1,
    ...line,
    amount: text(line.amount),
    discount: text(line.discount),
    cost: text(line.cost)
  }))
  const products = [...new Set(purchase.lines.map((line) => line.product).filter(Boolean))]
  return {
    id: newId(),
    client_id: purchase.clientId,
    external_id: purchase.externalId,
    on_day: purchase.on,
    currency: purchase.currency,
    amount: text(purchase.amount),
    discount: text(purchase.discount),
    cost: text(purchase.cost),
    payment_means: purchase.paymentMeans,
    channel: purchase.channel,
    refund_of: purchase.refundOf,
    lines,
    lines_digest: createHash('sha256').update(JSON.stringify(lines)).digest('base64').slice(0, 22),
    title: (products.join(', ') || purchase.externalId).slice(0, TITLE_MAX)
  }
}

/** JSON has no bigint; PostgreSQL reads its text. */
function text(minor: bigint | undefined): string | undefined {
  return minor?.toString()
}

/** The records that our own ids stand for now, merges followed; erased people are left out. Keys are lower-case. */
export async function clientsByOwnIds(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ wanted: string; id: string }[]>`
    WITH RECURSIVE followed AS (
      SELECT id::text AS wanted, id, state, merged_into_id FROM client WHERE id = ANY(${ids}::uuid[])
      UNION SELECT wanted, client.id, client.state, client.merged_into_id
      FROM client JOIN followed ON client.id = followed.merged_into_id)
    SELECT wanted, id::text FROM followed WHERE merged_into_id IS NULL AND state <> 'erased'`
  return new Map(rows.map(({ wanted, id }) => [wanted, id]))
}
