import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from '#src/web/reading/cursor.ts'
import type { Why } from './outcome.ts'

/** A delivery that this process tries now. */
export interface ClaimedDelivery {
  id: string
  endpointId: string
  url: string
  /** Sealed for `webhook:<endpoint id>`. */
  secret: string
  type: string
  data: unknown
  occurredAt: Date
  /** This try included. */
  attempts: number
}

/** One event for one endpoint, as it is shown. */
export interface Delivery {
  id: string
  type: string
  data: unknown
  occurredAt: Date
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  dueAt: Date
  lastAt: Date | null
  lastStatus: number | null
  lastError: string | null
  lastMs: number | null
}

const ROWS_PER_PART = 50

/**
 * Takes deliveries whose time has come, the oldest first, of each endpoint a few: one that is slow holds up no other. What
 * is taken is due again after `lostAfter`, should this process die: it is then sent twice, under the same id.
 * Relies on webhook_delivery_waiting_idx.
 */
export async function claimDeliveries(
  db: Db,
  { now, lostAfter, perEndpoint }: { now: Date; lostAfter: Date; perEndpoint: number }
): Promise<ClaimedDelivery[]> {
  return db.$queryRaw<ClaimedDelivery[]>`
    WITH due AS (
      SELECT chosen.id FROM webhook_endpoint endpoint CROSS JOIN LATERAL (
        SELECT id FROM webhook_delivery
        WHERE endpoint_id = endpoint.id AND state = 'waiting' AND due_at <= ${now}::timestamptz
        ORDER BY due_at, occurred_at, id LIMIT ${perEndpoint} FOR UPDATE SKIP LOCKED
      ) chosen
      WHERE endpoint.disabled_at IS NULL
    )
    UPDATE webhook_delivery SET attempts = attempts + 1, due_at = ${lostAfter}::timestamptz, last_at = ${now}::timestamptz
    FROM due, webhook_endpoint endpoint
    WHERE webhook_delivery.id = due.id AND endpoint.id = webhook_delivery.endpoint_id
    RETURNING webhook_delivery.id, endpoint_id AS "endpointId", endpoint.url, endpoint.secret, type, data,
      occurred_at AS "occurredAt", attempts`
}

/** What a try came to; the attempt is compared, so that one that was taken for lost does not undo another's outcome. */
export interface TryEnd {
  id: string
  attempt: number
  state: Delivery['state']
  /** When the next try is due; of no meaning at the end. */
  dueAt: Date
  status: number | null
  why: Why | null
  ms: number
}

export async function endTry(db: Db, { id, attempt, state, dueAt, status, why, ms }: TryEnd): Promise<void> {
  await db.webhookDelivery.updateMany({
    where: { id, attempts: attempt, state: 'waiting' },
    data: { state, dueAt, lastStatus: status, lastError: why, lastMs: ms }
  })
}

/** Relies on webhook_delivery_endpoint_id_occurred_at_idx. */
export async function deliveriesPart(db: Db, endpointId: string, after: Cursor | null): Promise<Part<Delivery>> {
  const earlier = after
    ? Prisma.sql`AND (occurred_at, id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const rows = await db.$queryRaw<Delivery[]>`
    SELECT id, type, data, occurred_at AS "occurredAt", state, attempts, due_at AS "dueAt", last_at AS "lastAt",
      last_status AS "lastStatus", last_error AS "lastError", last_ms AS "lastMs"
    FROM webhook_delivery WHERE endpoint_id = ${endpointId}::uuid ${earlier}
    ORDER BY occurred_at DESC, id DESC LIMIT ${ROWS_PER_PART + 1}`
  return partOf(rows, ROWS_PER_PART, (row) => ({ value: row.occurredAt.toISOString(), id: row.id }))
}

/** Lets one be sent again from its first try, whatever became of it. @returns false where the endpoint has no such delivery */
export async function resend(db: Db, { endpointId, id }: { endpointId: string; id: string }): Promise<boolean> {
  const again = await db.webhookDelivery.updateMany({
    where: { id, endpointId },
    data: { state: 'waiting', attempts: 0, dueAt: new Date(0) }
  })
  return again.count === 1
}

export async function insertTrial(
  db: Db,
  trial: { id: string; endpointId: string; type: string; at: Date }
): Promise<void> {
  const { id, endpointId, type, at } = trial
  await db.webhookDelivery.create({
    data: { id, endpointId, type, key: `trial ${id}`, data: {}, occurredAt: at, dueAt: new Date(0) }
  })
}

/** Forgets what ended before that instant. Relies on webhook_delivery_over_idx. */
export async function forgetDeliveries(db: Db, before: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM webhook_delivery WHERE state <> 'waiting' AND last_at < ${before}`
}

/** How many wait and how many failed, for each endpoint. */
export async function countDeliveries(db: Db): Promise<Map<string, { waiting: number; failed: number }>> {
  const rows = await db.$queryRaw<{ endpointId: string; waiting: number; failed: number }[]>`
    SELECT endpoint_id AS "endpointId", count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
      count(*) FILTER (WHERE state = 'failed')::int AS failed
    FROM webhook_delivery WHERE state <> 'delivered' GROUP BY endpoint_id`
  return new Map(rows.map(({ endpointId, ...counts }) => [endpointId, counts]))
}
