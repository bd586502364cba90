import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Outcome } from './returns.ts'

/** What came of a follow-up, as other rooms find out. */
export interface FollowUpOutcome {
  followUpId: string
  kind: 'answered' | 'bounced' | 'complained'
  at: Temporal.Instant
  /** Such as the message's id: the same outcome told again is not counted again. */
  evidence: string
}

/** @returns false where it was known already, or there is no such follow-up */
export async function recordOutcome(db: Db, outcome: FollowUpOutcome): Promise<boolean> {
  const { followUpId, kind, at, evidence } = outcome
  const added = await db.$executeRaw`
    INSERT INTO follow_up_event (follow_up_id, at, kind, evidence)
    SELECT id, ${dateOf(at)}::timestamptz, ${kind}, ${evidence}
    FROM follow_up WHERE id = ${followUpId}::uuid
    ON CONFLICT (follow_up_id, kind, evidence) DO NOTHING`
  return added > 0
}

/** The ledger of one campaign, counted. */
export interface Counts {
  state: string
  reason: string | null
  many: number
}

export async function countStates(db: Db, campaignId: string): Promise<Counts[]> {
  return db.$queryRaw<Counts[]>`
    SELECT state, reason, count(*)::int AS many FROM follow_up
    WHERE campaign_id = ${campaignId}::uuid GROUP BY state, reason ORDER BY state, many DESC, reason`
}

/** Follow-ups with each kind of outcome; one that was answered twice counts once. */
export async function countOutcomes(db: Db, campaignId: string): Promise<{ kind: string; many: number }[]> {
  return db.$queryRaw<{ kind: string; many: number }[]>`
    SELECT e.kind, count(DISTINCT e.follow_up_id)::int AS many
    FROM follow_up_event e JOIN follow_up f ON f.id = e.follow_up_id
    WHERE f.campaign_id = ${campaignId}::uuid AND e.kind IN ('answered', 'bounced', 'complained', 'unsubscribed')
    GROUP BY e.kind`
}

/** Coupons of a campaign that were used and not given back, with what they brought and took off, in minor units. */
export interface Redeemed {
  many: number
  amount: bigint
  discount: bigint
}

export async function sumRedeemed(db: Db, campaignId: string): Promise<Redeemed> {
  const [row] = await db.$queryRaw<Redeemed[]>`
    SELECT count(*)::int AS many, COALESCE(sum(r.amount - r.discount), 0)::bigint AS amount,
      COALESCE(sum(r.discount), 0)::bigint AS discount
    FROM coupon c JOIN coupon_redemption r ON r.coupon_id = c.id AND r.cancelled_at IS NULL
    WHERE c.campaign_id = ${campaignId}::uuid`
  return row ?? { many: 0, amount: 0n, discount: 0n }
}

/** Days after the first mail, or the day it would have gone, in which an answer or a purchase counts (SEMANTICS K5). */
export const RESPONSE_DAYS = 14

/** One occurrence of one client in the experiment: written to, meant to be, or held out. */
export interface Trial extends Outcome {
  group: 'meant' | 'held-out'
  wasSent: boolean
}

/**
 * What each client did in the days that count, for those the campaign meant to write to and those it held out; only
 * occurrences that have begun. A purchase in another currency than the firm's counts as an answer, not as revenue.
 */
export async function readTrials(
  db: Db,
  campaignId: string,
  { now, currency }: { now: Temporal.Instant; currency: string }
): Promise<Trial[]> {
  return db.$queryRaw<Trial[]>`
    WITH trial AS (
      SELECT f.client_id, f.occurrence, min(COALESCE(f.sent_at, f.due_at)) AS start,
        bool_or(f.reason = 'hold-out' AND f.state = 'skipped') AS held_out, bool_or(f.state = 'sent') AS was_sent,
        bool_or(EXISTS (SELECT FROM follow_up_event e WHERE e.follow_up_id = f.id AND e.kind = 'planned')) AS was_planned,
        bool_or(EXISTS (SELECT FROM follow_up_event e WHERE e.follow_up_id = f.id AND e.kind = 'answered'
          AND e.at < COALESCE(f.sent_at, f.due_at) + make_interval(days => ${RESPONSE_DAYS}::int))) AS answered
      FROM follow_up f
      WHERE f.campaign_id = ${campaignId}::uuid AND f.sent_to = 'client'
      GROUP BY f.client_id, f.occurrence
    )
    SELECT CASE WHEN t.held_out THEN 'held-out' ELSE 'meant' END AS group, t.was_sent AS "wasSent",
      COALESCE(bought.revenue, 0)::bigint AS revenue, (t.answered OR bought.many > 0 OR redeemed.many > 0) AS responded
    FROM trial t
    CROSS JOIN LATERAL (
      SELECT sum(p.amount - p.discount) FILTER (WHERE p.currency = ${currency}) AS revenue,
        count(*) FILTER (WHERE p.amount >= 0 AND p.refund_of IS NULL) AS many
      FROM purchase p
      WHERE p.client_id = t.client_id AND p.on_day >= t.start::date
        AND p.on_day < t.start::date + ${RESPONSE_DAYS}::int
    ) bought
    CROSS JOIN LATERAL (
      SELECT count(*) AS many FROM coupon c JOIN coupon_redemption r ON r.coupon_id = c.id AND r.cancelled_at IS NULL
      WHERE c.campaign_id = ${campaignId}::uuid AND c.client_id = t.client_id AND c.occurrence = t.occurrence
    ) redeemed
    WHERE (t.held_out OR t.was_planned) AND t.start <= ${dateOf(now)}::timestamptz`
}
