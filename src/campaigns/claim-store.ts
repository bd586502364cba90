import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'
import { lockForTransaction } from '#src/platform/lock.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { FollowUpRefusal } from './refusals.ts'

/**
 * The road of a follow-up through a sender (SEMANTICS H1). Every step compares and sets: a second sender that comes to the
 * same row finds nothing to do and is told so by `false`.
 *
 *     planned ─claimDue→ claimed ─markSending→ sending ─markSent→ sent
 *                        claimed ─markSkipped→ skipped       ─markFailed→ failed
 *                        claimed ─postpone→ planned          ─markUnknown→ unknown ─markSent, markFailed→
 *                        claimed, sending ─retryLater→ planned
 */

/** How long a claim stands: a sender that has not finished with a mail by then is taken for dead. */
const CLAIM_MINUTES = 10

/** Which sender acts, and when. */
export interface Actor {
  holder: string
  now: Temporal.Instant
}

/** Rows looked at for each one that is claimed: several may be one client's. */
const LOOKED_AT_PER_CLAIM = 4

/**
 * Takes follow-ups whose time has come, the higher priority first, for one sender. A client has one in hand at a time, so
 * that the check of the next one sees what became of it: claims are made one after the other. Relies on follow_up_turn_idx.
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
          AND EXISTS (SELECT FROM campaign_activity a WHERE a.campaign_id = f.campaign_id AND a.until_at IS NULL)
          AND NOT EXISTS (SELECT FROM follow_up other WHERE other.client_id = f.client_id AND other.state IN ('claimed', 'sending'))
        ORDER BY f.priority DESC, f.due_at, f.id
        LIMIT ${limit * LOOKED_AT_PER_CLAIM}
      ), first AS (
        SELECT DISTINCT ON (client_id) * FROM due ORDER BY client_id, priority DESC, due_at, id
      ), chosen AS (
        SELECT * FROM first ORDER BY priority DESC, due_at, id LIMIT ${limit}
      ), claimed AS (
        UPDATE follow_up f SET state = 'claimed', state_since = ${dateOf(now)}::timestamptz, claimed_by = ${holder},
          claimed_until = ${dateOf(now.add({ minutes: CLAIM_MINUTES }))}::timestamptz
        FROM chosen WHERE f.id = chosen.id AND f.state = 'planned'
        RETURNING f.id, f.priority, f.due_at
      ), noted AS (
        INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
        SELECT id, ${dateOf(now)}::timestamptz, 'claimed', ${holder} FROM claimed
      )
      SELECT id FROM claimed ORDER BY priority DESC, due_at, id`
    return rows.map((row) => row.id)
  })
}

/** A claimed follow-up and where it goes. */
export interface Going {
  id: string
  address: string
  language: Language
}

/**
 * The last gate, passed in the instant before the first byte goes out: closed where the claim was lost, or where the address
 * has been suppressed since it was checked, for suppression holds at once (SEMANTICS H4).
 * @returns for each, whether it may go
 */
export async function markAllSending(db: Db, going: readonly Going[], { holder, now }: Actor): Promise<boolean[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH changed AS (
      UPDATE follow_up f SET state = 'sending', state_since = ${dateOf(now)}::timestamptz, address = going.address,
        written_in = going.language,
        claimed_until = ${dateOf(now.add({ minutes: CLAIM_MINUTES }))}::timestamptz
      FROM unnest(
        ${going.map(({ id }) => id)}::uuid[], ${going.map(({ address }) => address)}::text[],
        ${going.map(({ language }) => language)}::text[]
      ) AS going(id, address, language)
      WHERE f.id = going.id AND f.state = 'claimed' AND f.claimed_by = ${holder}
        AND NOT EXISTS (
          SELECT FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
          WHERE f.sent_to = 'client' AND a.client_id = f.client_id AND s.lifted_at IS NULL
            AND (s.scope = 'all' OR f.purpose = 'marketing'))
      RETURNING f.id
    ), noted AS (
      INSERT INTO follow_up_event (follow_up_id, at, kind) SELECT id, ${dateOf(now)}::timestamptz, 'sending' FROM changed
    )
    SELECT id FROM changed`
  return eachOf(going, rows)
}

/** A follow-up that was sent, and how it is called on the client's timeline. */
export interface SentMail {
  id: string
  title: string
}

/**
 * The server accepted them, or they were found in the Sent folder; they then stand on the client's timeline too.
 * @returns for each, whether it had not ended otherwise before
 */
export async function markAllSent(db: Db, sent: readonly SentMail[], now: Temporal.Instant): Promise<boolean[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH changed AS (
      UPDATE follow_up f SET state = 'sent', state_since = ${dateOf(now)}::timestamptz, reason = NULL, detail = NULL,
        sent_at = CASE WHEN f.state = 'unknown' THEN f.state_since ELSE ${dateOf(now)}::timestamptz END
      FROM unnest(${sent.map(({ id }) => id)}::uuid[], ${sent.map(({ title }) => title)}::text[]) AS sent(id, title)
      WHERE f.id = sent.id AND f.state IN ('sending', 'unknown')
      RETURNING f.id, f.client_id, f.sent_to, f.sent_at, sent.title
    ), shown AS (
      INSERT INTO interaction (client_id, at, kind, direction, title, subject_kind, subject_id, source, external_id, by)
      SELECT client_id, sent_at, 'follow-up', 'out', title, 'follow-up', id::text, 'campaigns', id::text, 'campaigns'
      FROM changed WHERE sent_to = 'client'
      ON CONFLICT DO NOTHING
    ), noted AS (
      INSERT INTO follow_up_event (follow_up_id, at, kind) SELECT id, ${dateOf(now)}::timestamptz, 'sent' FROM changed
    )
    SELECT id FROM changed`
  return eachOf(sent, rows)
}

/** The last gate, for one. */
export async function markSending(
  db: Db,
  id: string,
  { address, language, ...actor }: Actor & Omit<Going, 'id'>
): Promise<boolean> {
  const [mayGo = false] = await markAllSending(db, [{ id, address, language }], actor)
  return mayGo
}

/** The end of one that was accepted. */
export async function markSent(
  db: Db,
  id: string,
  { now, title }: { now: Temporal.Instant; title: string }
): Promise<boolean> {
  const [isSent = false] = await markAllSent(db, [{ id, title }], now)
  return isSent
}

function eachOf(asked: readonly { id: string }[], changed: readonly { id: string }[]): boolean[] {
  const ids = new Set(changed.map(({ id }) => id))
  return asked.map(({ id }) => ids.has(id))
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
        attempts = f.attempts + 1, detail = ${detail}, claimed_by = NULL, claimed_until = NULL
      WHERE f.id = ${id}::uuid AND f.state IN ('claimed', 'sending') AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'planned', 'retry', ${detail} FROM changed`
  return changed > 0
}

/** Puts it off: the window is shut, or the client is away (then the calendar no longer moves it). */
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
        postponed_at = CASE WHEN ${because} = 'absent' THEN ${dateOf(now)}::timestamptz ELSE f.postponed_at END
      WHERE f.id = ${id}::uuid AND f.state = 'claimed' AND f.claimed_by = ${holder}
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason)
    SELECT id, ${dateOf(now)}::timestamptz, 'postponed', ${because} FROM changed`
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
