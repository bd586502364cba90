import type { Temporal } from 'temporal-polyfill'
import { dateOf, instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import type { NewEffect } from './effects.ts'

/** An effect's row, locked for the transaction that runs it. */
interface ClaimedEffect {
  id: string
  kind: string
  key: string
  payload: unknown
  /** Tries that were made before. */
  attempts: number
}

const LONGEST_REASON = 2000

/**
 * One that has no time of its own gets the earliest there is, so that it is due whatever clock reads it.
 * @returns how many were not known yet
 */
export async function insertEffects(db: Sql, effects: NewEffect[]): Promise<number> {
  return db.$executeRaw`
    INSERT INTO effect (kind, key, order_key, payload, run_after)
    SELECT kind, key, order_key, payload, coalesce(run_after, 'epoch')
    FROM unnest(
      ${effects.map((effect) => effect.kind)}::text[],
      ${effects.map((effect) => effect.key)}::text[],
      ${effects.map((effect) => effect.orderKey ?? null)}::text[],
      ${effects.map((effect) => effect.payload)}::jsonb[],
      ${effects.map((effect) => (effect.runAfter ? dateOf(effect.runAfter) : null))}::timestamptz[]
    ) WITH ORDINALITY AS new (kind, key, order_key, payload, run_after, place)
    ORDER BY place
    ON CONFLICT (kind, key) DO NOTHING`
}

/**
 * Locks the next effect that is due and whose order key has no earlier one pending.
 * Relies on effect_pending_idx, and on effect_order_pending_idx for the earlier ones.
 */
export async function claimEffect(
  tx: Db,
  { kinds, now }: { kinds: string[]; now: Temporal.Instant }
): Promise<ClaimedEffect | undefined> {
  const rows = await tx.$queryRaw<ClaimedEffect[]>`
    SELECT id, kind, key, payload, attempts FROM effect AS candidate
    WHERE state = 'pending' AND run_after <= ${dateOf(now)} AND kind = ANY(${kinds}::text[])
      AND NOT EXISTS (
        SELECT FROM effect AS earlier
        WHERE earlier.state = 'pending' AND earlier.order_key = candidate.order_key
          AND earlier.position < candidate.position
      )
    ORDER BY run_after, position
    LIMIT 1
    FOR UPDATE OF candidate SKIP LOCKED`
  return rows[0]
}

export async function finishEffect(
  tx: Db,
  { id, attempt, at }: { id: string; attempt: number; at: Temporal.Instant }
): Promise<void> {
  await tx.$executeRaw`
    UPDATE effect SET state = 'done', attempts = ${attempt}, done_at = ${dateOf(at)}, last_error = NULL
    WHERE id = ${id}::uuid`
}

/** The attempt is compared, so that a process that was slow to learn of its failure does not undo another's work. */
export async function postponeEffect(
  db: Db,
  { id, attempt, reason, runAfter }: { id: string; attempt: number; reason: string; runAfter: Temporal.Instant }
): Promise<void> {
  await db.$executeRaw`
    UPDATE effect
    SET attempts = ${attempt}, last_error = ${reason.slice(0, LONGEST_REASON)}, run_after = ${dateOf(runAfter)}
    WHERE id = ${id}::uuid AND state = 'pending' AND attempts = ${attempt - 1}`
}

export async function failEffect(
  db: Db,
  { id, attempt, reason }: { id: string; attempt: number; reason: string }
): Promise<void> {
  await db.$executeRaw`
    UPDATE effect SET state = 'failed', attempts = ${attempt}, last_error = ${reason.slice(0, LONGEST_REASON)}
    WHERE id = ${id}::uuid AND state = 'pending' AND attempts = ${attempt - 1}`
}

/** When the next effect of these kinds falls due. One that waits for an earlier one is called by that one's end. */
export async function nextEffectAt(
  db: Db,
  { kinds, now }: { kinds: string[]; now: Temporal.Instant }
): Promise<Temporal.Instant | undefined> {
  const rows = await db.$queryRaw<{ next: Date | null }[]>`
    SELECT min(run_after) AS next FROM effect
    WHERE state = 'pending' AND kind = ANY(${kinds}::text[]) AND run_after > ${dateOf(now)}`
  const next = rows[0]?.next
  return next ? instantOf(next) : undefined
}

/** An effect that ended as failed, for the screens that show it. */
export interface FailedEffect {
  id: string
  kind: string
  lastError: string | null
  createdAt: Date
}

/** The failed ones, newest first. */
export async function failedEffects(db: Db, limit: number): Promise<FailedEffect[]> {
  return db.$queryRaw<FailedEffect[]>`
    SELECT id, kind, last_error AS "lastError", created_at AS "createdAt" FROM effect
    WHERE state = 'failed' ORDER BY created_at DESC LIMIT ${limit}`
}

/** How many ended as failed, and how many have been due since before that instant. */
export async function effectCounts(db: Db, since: Temporal.Instant): Promise<{ failed: number; late: number }> {
  const rows = await db.$queryRaw<{ failed: bigint; late: bigint }[]>`
    SELECT count(*) FILTER (WHERE state = 'failed') AS failed,
           count(*) FILTER (WHERE state = 'pending' AND greatest(run_after, created_at) < ${dateOf(since)}) AS late
    FROM effect WHERE state IN ('failed', 'pending')`
  return { failed: Number(rows[0]?.failed ?? 0), late: Number(rows[0]?.late ?? 0) }
}

/** Lets failed effects run again from their first try. @returns how many */
export async function retryFailedEffects(db: Db, now: Temporal.Instant): Promise<number> {
  return db.$executeRaw`
    UPDATE effect SET state = 'pending', attempts = 0, run_after = ${dateOf(now)} WHERE state = 'failed'`
}
