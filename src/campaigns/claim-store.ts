import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'
import { lockForTransaction } from '#src/platform/lock.ts'
import type { FollowUpRefusal } from './refusals.ts'

/**
 * The road of a follow-up through a sender (SEMANTICS H1). Every step compares and sets: a second sender that comes to the
 * same row finds nothing to do and is told so by `false`. The two steps of every mail that goes are in step-store.ts.
 *
 *     planned ─claimDue→ claimed ─markSending→ sending ─markSent→ sent
 *                        claimed ─markSkipped→ skipped       ─markFailed→ failed
 *                        claimed ─postpone→ planned          ─markUnknown→ unknown ─markSent, markFailed→
 *                        claimed, sending ─retryLater, giveBack→ planned
 */

/** How long a claim stands: a sender that has not finished with a mail by then is taken for dead. */
export const CLAIM_MINUTES = 10

/** Which sender acts, and when. */
export interface Actor {
  holder: string
  now: Temporal.Instant
}

/** Rows looked at for each one that is claimed: several may be one client's. */
const LOOKED_AT_PER_CLAIM = 4

/**
 * Takes follow-ups whose time has come, the higher priority first, for one sender. A client has one in hand at a time, so
 * that the check of the next one sees what became of it: claims are made one after the other. Relies on follow_up_turn_idx; what
 * is in hand and what was chosen are gathered once, for PostgreSQL takes both for a row or two and would go through all of them
 * for each row.
 * @returns their ids; each must end in one of the marks below, or is taken back when the claim runs out
 */
export async function claimDue(
  db: PrismaClient,
  { holder, limit, now }: { holder: string; limit: number; now: Temporal.Instant }
): Promise<string[]> {
  return db.$transaction(async (tx) => {
    await lockForTransaction(tx, 'campaigns/claim')
    const rows = await tx.$queryRaw<{ id: string }[]>`
      WITH due AS (
        SELECT f.id, f.client_id, f.priority, f.due_at FROM follow_up f
        WHERE f.state = 'planned' AND f.due_at <= ${dateOf(now)}::timestamptz AND f.expires_at >= ${dateOf(now)}::timestamptz
          AND f.approved_at IS NOT NULL
          AND f.campaign_id = ANY (ARRAY (SELECT a.campaign_id FROM campaign_activity a WHERE a.until_at IS NULL))
          AND f.client_id NOT IN (SELECT other.client_id FROM follow_up other WHERE other.state IN ('claimed', 'sending'))
        ORDER BY f.priority DESC, f.due_at, f.id
        LIMIT ${limit * LOOKED_AT_PER_CLAIM}
      ), first AS (
        SELECT DISTINCT ON (client_id) * FROM due ORDER BY client_id, priority DESC, due_at, id
      ), chosen AS (
        SELECT * FROM first ORDER BY priority DESC, due_at, id LIMIT ${limit}
      ), claimed AS (
        UPDATE follow_up f SET state = 'claimed', state_since = ${dateOf(now)}::timestamptz, claimed_by = ${holder},
          reason = NULL, detail = CASE WHEN f.reason IS NULL THEN f.detail END,
          claimed_until = ${dateOf(now.add({ minutes: CLAIM_MINUTES }))}::timestamptz
        WHERE f.id = ANY (ARRAY (SELECT id FROM chosen)) AND f.state = 'planned'
        RETURNING f.id, f.priority, f.due_at
      ), noted AS (
        INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
        SELECT id, ${dateOf(now)}::timestamptz, 'claimed', ${holder} FROM claimed
      )
      SELECT id FROM claimed ORDER BY priority DESC, due_at, id`
    return rows.map((row) => row.id)
  })
}

/** It will not be sent, for a reason of the campaign's. */
export async function markSkipped(
  db: Db,
  id: string,
  { holder, now, refusal }: Actor & { refusal: FollowUpRefusal }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'skipped', state_since = ${dateOf(now)}::timestamptz, reason = ${refusal.code}, detail = ${refusal.detail}
      WHERE f.id = ${id}::uuid AND f.state = 'claimed' AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'skipped', ${refusal.code}, ${refusal.detail} FROM changed`
  return changed > 0
}

/** The server refused it for good, or somebody decided that it did not go. */
export async function markFailed(
  db: Db,
  id: string,
  { now, code, detail }: { now: Temporal.Instant; code: string; detail: string }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'failed', state_since = ${dateOf(now)}::timestamptz, reason = ${code}, detail = ${detail}
      WHERE f.id = ${id}::uuid AND f.state IN ('claimed', 'sending', 'unknown')
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'failed', ${code}, ${detail} FROM changed`
  return changed > 0
}

/** Nobody knows whether the server accepted it: the connection broke after the last byte, or the sender died (H2). */
export async function markUnknown(
  db: Db,
  id: string,
  { now, code, detail }: { now: Temporal.Instant; code: string; detail: string }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'unknown', state_since = ${dateOf(now)}::timestamptz, reason = ${code}, detail = ${detail}
      WHERE f.id = ${id}::uuid AND f.state = 'sending'
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'unknown', ${code}, ${detail} FROM changed`
  return changed > 0
}

/** Gives it back for another try at an instant: only where the server surely did not accept it (H3). The row says why it waits. */
export async function retryLater(
  db: Db,
  id: string,
  { holder, now, at, detail }: Actor & { at: Temporal.Instant; detail: string }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'planned', state_since = ${dateOf(now)}::timestamptz, due_at = ${dateOf(at)}::timestamptz,
        attempts = f.attempts + 1, reason = 'retry', detail = ${detail}, claimed_by = NULL, claimed_until = NULL
      WHERE f.id = ${id}::uuid AND f.state IN ('claimed', 'sending') AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'planned', 'retry', ${detail} FROM changed`
  return changed > 0
}

/** Gives back what was about to go and may not, for it must be looked at again; nothing is tried less for it. */
export async function giveBack(db: Db, id: string, { holder, now }: Actor): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'planned', state_since = ${dateOf(now)}::timestamptz, claimed_by = NULL, claimed_until = NULL
      WHERE f.id = ${id}::uuid AND f.state IN ('claimed', 'sending') AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason)
    SELECT id, ${dateOf(now)}::timestamptz, 'planned', 'kept' FROM changed`
  return changed > 0
}

/** Puts it off, and says so on the row: the window is shut, or the client is away (then the calendar no longer moves it). */
export async function postpone(
  db: Db,
  id: string,
  about: Actor & { until: Temporal.ZonedDateTime; expiresAt: Temporal.Instant; because: 'absent' | 'outside-window' }
): Promise<boolean> {
  const { holder, now, until, expiresAt, because } = about
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = 'planned', state_since = ${dateOf(now)}::timestamptz,
        due_at = ${dateOf(until.toInstant())}::timestamptz, due_day = ${until.toPlainDate().toString()}::date,
        expires_at = ${dateOf(expiresAt)}::timestamptz, claimed_by = NULL, claimed_until = NULL,
        reason = CASE WHEN ${because} = 'absent' THEN 'absent' ELSE 'window-shut' END,
        postponed_at = CASE WHEN ${because} = 'absent' THEN ${dateOf(now)}::timestamptz ELSE f.postponed_at END
      WHERE f.id = ${id}::uuid AND f.state = 'claimed' AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason)
    SELECT id, ${dateOf(now)}::timestamptz, 'postponed', ${because} FROM changed`
  return changed > 0
}

/**
 * Puts it off for a little, while a mailbox in which its answer may lie cannot be read up to now; where that would be after its
 * time, it is not sent (SEMANTICS H4). The row says why.
 */
export async function waitForMailboxes(
  db: Db,
  id: string,
  { holder, now, until, unread }: Actor & { until: Temporal.Instant; unread: readonly string[] }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET state = CASE WHEN f.expires_at < ${dateOf(until)}::timestamptz THEN 'skipped' ELSE 'planned' END,
        state_since = ${dateOf(now)}::timestamptz, due_at = GREATEST(f.due_at, LEAST(f.expires_at, ${dateOf(until)}::timestamptz)),
        reason = 'mailbox-unread', detail = ${unread.join(', ')}, claimed_by = NULL, claimed_until = NULL
      WHERE f.id = ${id}::uuid AND f.state = 'claimed' AND f.claimed_by = ${holder}
      RETURNING f.id, f.state
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, CASE state WHEN 'skipped' THEN 'skipped' ELSE 'postponed' END, 'mailbox-unread',
      ${unread.join(', ')} FROM changed`
  return changed > 0
}

/**
 * Takes up what senders left that died: a claim that ran out is planned again, for nothing had gone out; what was being
 * sent is unknown (H2). Relies on follow_up_in_hand_idx.
 * @returns the ids now unknown, to be looked for in the Sent folder
 */
export async function recoverAbandoned(db: Db, now: Temporal.Instant): Promise<{ planned: number; unknown: string[] }> {
  const rows = await db.$queryRaw<{ id: string; state: string }[]>`
    WITH changed AS (
      UPDATE follow_up f SET state = CASE f.state WHEN 'claimed' THEN 'planned' ELSE 'unknown' END,
        reason = CASE f.state WHEN 'sending' THEN 'sender-died' END,
        state_since = ${dateOf(now)}::timestamptz, claimed_by = NULL, claimed_until = NULL
      WHERE f.state IN ('claimed', 'sending') AND f.claimed_until < ${dateOf(now)}::timestamptz
      RETURNING f.id, f.state
    ), noted AS (
      INSERT INTO follow_up_event (follow_up_id, at, kind, reason)
      SELECT id, ${dateOf(now)}::timestamptz, state, 'sender-died' FROM changed
    )
    SELECT id, state FROM changed`
  const unknown = rows.filter((row) => row.state === 'unknown').map((row) => row.id)
  return { planned: rows.length - unknown.length, unknown }
}
