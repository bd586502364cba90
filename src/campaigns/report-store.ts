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

/** Relies on the keys of thread_reference and message, address_bounce (address, at) and suppression (address). */
export async function countOutcomes(db: Db, campaignId: string): Promise<OutcomeCounts> {
  const [row] = await db.$queryRaw<OutcomeCounts[]>`
    SELECT count(*) FILTER (WHERE ${await wasAnswered(db)})::int AS answered,
      count(*) FILTER (WHERE EXISTS (SELECT FROM address_bounce b
        WHERE b.address IN (key.address, key.match_key) AND b.is_proven
          AND b.at BETWEEN ${asTold} AND f.sent_at + interval '7 days'))::int AS bounced,
      count(*) FILTER (WHERE ${leftFor(['complaint'])})::int AS complained,
      count(*) FILTER (WHERE ${leftFor(['stop-reply'])}
        OR EXISTS (SELECT FROM follow_up_event e WHERE e.follow_up_id = f.id AND e.kind = 'unsubscribed'))::int AS unsubscribed
    FROM follow_up f
    LEFT JOIN LATERAL (
      SELECT f.address, (SELECT a.match_key FROM client_address a WHERE a.address = f.address) AS match_key
    ) key ON TRUE
    WHERE f.campaign_id = ${campaignId}::uuid AND f.state = 'sent' AND f.sent_to = 'client'`
  return row ?? { answered: 0, bounced: 0, complained: 0, unsubscribed: 0 }
}

/** Over `f`, a follow-up that was sent: the client wrote in the thread that our Message-ID belongs to. */
async function wasAnswered(db: Db): Promise<Prisma.Sql> {
  const mailboxes = await db.mailbox.findMany({ select: { address: true } })
  const forms = mailboxes.map(({ address }) => ownMessageId('{id}', address))
  return Prisma.sql`EXISTS (
    SELECT FROM unnest(${[...new Set(forms)]}::text[]) AS ours(form)
    JOIN thread_reference r ON r.reference = replace(ours.form, '{id}', f.id::text)
    JOIN message m ON m.thread_id = r.thread_id AND m.direction = 'in' AND m.kind = 'human'
      AND m.sent_at BETWEEN ${asTold} AND f.sent_at + make_interval(days => ${RESPONSE_DAYS}::int)
    JOIN interaction i ON i.message_id = m.id AND i.client_id = f.client_id)`
}

/** Over `f` and `key`: the address asked to be left alone within a month. */
function leftFor(reasons: string[]): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM suppression s
    WHERE s.address IN (key.address, key.match_key) AND s.reason = ANY(${reasons}::text[])
      AND s.at BETWEEN f.sent_at AND f.sent_at + interval '30 days')`
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

/** One occurrence of one client in the experiment: written to, meant to be, or held out. */
export interface Trial extends Outcome {
  group: 'meant' | 'held-out'
  wasSent: boolean
}

/**
 * What each client did in the days that count, for those the campaign meant to write to and those it held out; only
 * occurrences that have begun. A purchase in another currency than the firm's counts as an answer, not as revenue.
 * A coupon's discount counts once: where the purchase of its order has no discount it is taken off here, and where the till
 * sent no purchase, the redemption itself is what was bought.
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
        bool_or(f.state = 'sent' AND ${await wasAnswered(db)}) AS answered
      FROM follow_up f
      WHERE f.campaign_id = ${campaignId}::uuid AND f.sent_to = 'client'
      GROUP BY f.client_id, f.occurrence
    )
    SELECT CASE WHEN t.held_out THEN 'held-out' ELSE 'meant' END AS group, t.was_sent AS "wasSent",
      (COALESCE(bought.revenue, 0) + COALESCE(redeemed.correction, 0))::bigint AS revenue, (t.answered OR bought.many > 0 OR redeemed.many > 0) AS responded
    FROM trial t
    CROSS JOIN LATERAL (
      SELECT sum(p.amount - p.discount) FILTER (WHERE p.currency = ${currency}) AS revenue,
        count(*) FILTER (WHERE p.amount >= 0 AND p.refund_of IS NULL) AS many
      FROM purchase p
      WHERE p.client_id = t.client_id AND p.on_day >= t.start::date
        AND p.on_day < t.start::date + ${RESPONSE_DAYS}::int
    ) bought
    CROSS JOIN LATERAL (
      SELECT count(*) AS many,
        sum(CASE
          WHEN r.currency <> ${currency} THEN 0
          WHEN of_order.discount = 0 THEN -r.discount
          WHEN of_order.discount IS NULL AND NOT bought_that_day.found THEN r.amount - r.discount
          ELSE 0 END) AS correction
      FROM coupon c JOIN coupon_redemption r ON r.coupon_id = c.id AND r.cancelled_at IS NULL
      LEFT JOIN LATERAL (
        SELECT p.discount FROM purchase p
        WHERE p.client_id = t.client_id AND p.external_id = r.order_id AND p.refund_of IS NULL LIMIT 1
      ) of_order ON true
      CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM purchase p
          WHERE p.client_id = t.client_id AND p.on_day BETWEEN r.at::date - 1 AND r.at::date + 1) AS found
      ) bought_that_day
      WHERE c.campaign_id = ${campaignId}::uuid AND c.client_id = t.client_id AND c.occurrence = t.occurrence
    ) redeemed
    WHERE (t.held_out OR t.was_planned) AND t.start <= ${dateOf(now)}::timestamptz`
}
