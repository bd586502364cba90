import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Outcome } from './returns.ts'

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

/** Over `f`: when an answer may be dated at the earliest. Dates have whole seconds, and other clocks are minutes behind. */
const asTold = Prisma.sql`f.sent_at - interval '1 hour'`

/** Sent follow-ups of a campaign with each outcome, read from what is stored about mails and addresses. */
export interface OutcomeCounts {
  answered: number
  bounced: number
  complained: number
  unsubscribed: number
}

/**
 * Each outcome is a set of its own, joined to what was sent: with 100,000 mails behind a campaign, to look each of them up took
 * seconds. Relies on the keys of thread_reference and message, address_bounce (address, at) and suppression (address).
 */
export async function countOutcomes(db: Db, campaignId: string): Promise<OutcomeCounts> {
  const [row] = await db.$queryRaw<OutcomeCounts[]>`
    WITH sent AS MATERIALIZED (
      SELECT f.id, f.sent_at, f.address, a.match_key FROM follow_up f LEFT JOIN client_address a ON a.address = f.address
      WHERE ${wasSent(campaignId)}
    ), place AS MATERIALIZED (
      SELECT id, sent_at, address FROM sent
      UNION ALL SELECT id, sent_at, match_key FROM sent WHERE match_key <> address
    ), answered AS (${await answered(db, campaignId)}), left_for AS (
      SELECT f.id, s.reason FROM place f JOIN suppression s ON s.address = f.address
      WHERE s.at BETWEEN f.sent_at AND f.sent_at + interval '30 days'
    )
    SELECT (SELECT count(*)::int FROM answered) AS answered,
      (SELECT count(DISTINCT f.id)::int FROM place f JOIN address_bounce b ON b.address = f.address
        WHERE b.is_proven AND b.at BETWEEN ${asTold} AND f.sent_at + interval '7 days') AS bounced,
      (SELECT count(DISTINCT id)::int FROM left_for WHERE reason = 'complaint') AS complained,
      (SELECT count(*)::int FROM (
        SELECT id FROM left_for WHERE reason = 'stop-reply'
        UNION SELECT f.id FROM sent f JOIN follow_up_event e ON e.follow_up_id = f.id AND e.kind = 'unsubscribed'
      ) gone) AS unsubscribed`
  return row ?? { answered: 0, bounced: 0, complained: 0, unsubscribed: 0 }
}

/** Over `f`: a mail of the campaign that went to a client. */
function wasSent(campaignId: string): Prisma.Sql {
  return Prisma.sql`f.campaign_id = ${campaignId}::uuid AND f.state = 'sent' AND f.sent_to = 'client'`
}

/** Ids of the campaign's mails after which the client wrote in the thread that our Message-ID belongs to. */
async function answered(db: Db, campaignId: string): Promise<Prisma.Sql> {
  const mailboxes = await db.mailbox.findMany({ select: { address: true } })
  const forms = mailboxes.map(({ address }) => ownMessageId('{id}', address))
  return Prisma.sql`
    SELECT DISTINCT f.id
    FROM follow_up f CROSS JOIN unnest(${[...new Set(forms)]}::text[]) AS ours(form)
    JOIN thread_reference r ON r.reference = replace(ours.form, '{id}', f.id::text)
    JOIN message m ON m.thread_id = r.thread_id AND m.direction = 'in' AND m.kind = 'human'
      AND m.sent_at BETWEEN ${asTold} AND f.sent_at + make_interval(days => ${RESPONSE_DAYS}::int)
    JOIN interaction i ON i.message_id = m.id AND i.client_id = f.client_id
    WHERE ${wasSent(campaignId)}`
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
const RESPONSE_DAYS = 14

/** Occurrences of the experiment that came to the same: written to, meant to be, or held out. */
export interface Trials extends Outcome {
  group: 'meant' | 'held-out'
}

/**
 * What clients did in the days that count, for those the campaign meant to write to and those it held out; only occurrences
 * that have begun, those that came to the same counted. A purchase in another currency than the firm's counts as an answer, not
 * as revenue.
 * A coupon's discount counts once: where the purchase of its order has no discount it is taken off here, and where the till
 * sent no purchase, the redemption itself is what was bought. Relies on the index purchase (client_id, on_day).
 */
export async function readTrials(
  db: Db,
  campaignId: string,
  { now, currency }: { now: Temporal.Instant; currency: string }
): Promise<Trials[]> {
  return db.$queryRaw<Trials[]>`
    WITH answered AS (${await answered(db, campaignId)}), trial AS (
      SELECT f.client_id, f.occurrence, min(COALESCE(f.sent_at, f.due_at)) AS start,
        bool_or(f.reason = 'hold-out' AND f.state = 'skipped') AS held_out, bool_or(f.state = 'sent') AS was_sent,
        bool_or(e.id IS NOT NULL) AS was_planned, bool_or(answered.id IS NOT NULL) AS answered
      FROM follow_up f LEFT JOIN answered ON answered.id = f.id
      LEFT JOIN follow_up_event e ON e.follow_up_id = f.id AND e.kind = 'planned'
      WHERE f.campaign_id = ${campaignId}::uuid AND f.sent_to = 'client'
      GROUP BY f.client_id, f.occurrence
    ), redeemed AS (${redeemedOf(campaignId, currency)})
    SELECT CASE WHEN t.held_out THEN 'held-out' ELSE 'meant' END AS group, t.was_sent AS "wasSent",
      (COALESCE(bought.revenue, 0) + COALESCE(redeemed.correction, 0))::bigint AS revenue,
      (t.answered OR bought.many > 0 OR redeemed.client_id IS NOT NULL) AS responded, count(*)::int AS many
    FROM trial t
    CROSS JOIN LATERAL (
      SELECT sum(p.amount - p.discount) FILTER (WHERE p.currency = ${currency}) AS revenue,
        count(*) FILTER (WHERE p.amount >= 0 AND p.refund_of IS NULL) AS many
      FROM purchase p
      WHERE p.client_id = t.client_id AND p.on_day >= t.start::date
        AND p.on_day < t.start::date + ${RESPONSE_DAYS}::int
    ) bought
    LEFT JOIN redeemed ON redeemed.client_id = t.client_id AND redeemed.occurrence = t.occurrence
    WHERE (t.held_out OR t.was_planned) AND t.start <= ${dateOf(now)}::timestamptz
    GROUP BY 1, 2, 3, 4`
}

/** Of each occurrence whose coupon was used, what that adds to its purchases or takes off them. */
function redeemedOf(campaignId: string, currency: string): Prisma.Sql {
  return Prisma.sql`
    SELECT c.client_id, c.occurrence,
      sum(CASE
        WHEN r.currency <> ${currency} THEN 0
        WHEN of_order.discount = 0 THEN -r.discount
        WHEN of_order.discount IS NULL AND NOT bought_that_day.found THEN r.amount - r.discount
        ELSE 0 END) AS correction
    FROM coupon c JOIN coupon_redemption r ON r.coupon_id = c.id AND r.cancelled_at IS NULL
    LEFT JOIN LATERAL (
      SELECT p.discount FROM purchase p
      WHERE p.client_id = c.client_id AND p.external_id = r.order_id AND p.refund_of IS NULL LIMIT 1
    ) of_order ON true
    CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM purchase p
        WHERE p.client_id = c.client_id AND p.on_day BETWEEN r.at::date - 1 AND r.at::date + 1) AS found
    ) bought_that_day
    WHERE c.campaign_id = ${campaignId}::uuid GROUP BY c.client_id, c.occurrence`
}
