import { Prisma } from '#src/platform/database/generated/client.ts'
import { maySayNo } from './consent.ts'
import type { Asking } from './facts-store.ts'

/**
 * Parts of the statement that gathers facts; facts-store.ts puts them together. Each is a set over all the questions at once,
 * so that a mailing to a whole town costs a few joins and a check before sending a few look-ups. `question` has a row per
 * question, by `ord`, and the others are joined to it by `ord`. They join it rather than ask whether a client is IN it: PostgreSQL
 * knows how many questions there are, but takes them to be about 200 clients and would look up each.
 */

/**
 * Clients asked about, with the records merged into them; and every mail planned for or sent to them that could matter: of the
 * occurrences asked about, and what advertises within the longest cap or on the very day.
 */
export function historyOf({ campaignId }: Asking): Prisma.Sql {
  return Prisma.sql`
    person AS (
      SELECT client_id, client_id AS id FROM question
      UNION SELECT q.client_id, c.id FROM question q JOIN client c ON c.merged_into_id = q.client_id
    ), span AS MATERIALIZED (
      SELECT min(at) - interval '30 days' AS start, max(at) AS end, min(day) AS first_day, max(day) AS last_day FROM question
    ), history AS MATERIALIZED (
      SELECT p.client_id AS asked, f.id, f.client_id, f.campaign_id, f.occurrence, f.step, f.purpose, f.priority, f.sent_to, f.state,
        f.sent_at, f.due_at, f.due_day
      FROM person p JOIN follow_up f ON f.client_id = p.id
      WHERE (f.campaign_id = ${campaignId}::uuid AND f.occurrence IN (SELECT occurrence FROM question))
        OR (f.purpose = 'marketing' AND f.sent_to = 'client'
          AND f.state IN ('planned', 'claimed', 'sending', 'sent', 'unknown')
          AND (COALESCE(f.sent_at, f.due_at) BETWEEN (SELECT start FROM span) AND (SELECT "end" FROM span)
            OR f.due_day BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)))
    )`
}

/** How the same occurrence stands: the steps before, and the same step to a record merged into this one. */
export function sequences({ campaignId }: Asking): Prisma.Sql {
  return Prisma.sql`
    SELECT q.ord,
      json_agg(json_build_object('step', h.step, 'state', h.state))
        FILTER (WHERE h.client_id = q.client_id AND h.step < q.step) AS earlier,
      bool_or(h.client_id <> q.client_id AND h.step = q.step AND h.state IN ('sending', 'sent', 'unknown')) AS sent_to_merged,
      min(h.sent_at) FILTER (WHERE h.client_id = q.client_id AND h.step < q.step AND h.sent_to = 'client') AS first_sent
    FROM question q JOIN history h ON h.asked = q.client_id
    WHERE h.campaign_id = ${campaignId}::uuid AND h.occurrence = q.occurrence GROUP BY q.ord`
}

/**
 * Marketing mails to the person in the two periods of the caps, one that will give way on the same day not counted; and
 * another campaign that writes to them on the same day and goes first.
 */
export function frequencies({ campaignId, isPlanning, definition: { priority } }: Asking): Prisma.Sql {
  // What is only planned may still be refused; before sending, only what is out or on its way counts.
  const inHand = ['sending', 'sent', 'unknown']
  const counted = isPlanning ? ['planned', 'claimed', ...inHand] : inHand
  const counts = Prisma.sql`h.id IS DISTINCT FROM q.self AND h.state = ANY(${counted}::text[])
    AND COALESCE(h.sent_at, h.due_at) > q.at - interval '30 days' AND COALESCE(h.sent_at, h.due_at) <= q.at
    AND NOT (h.state IN ('planned', 'claimed') AND h.due_day = q.day AND h.priority < ${priority})`
  return Prisma.sql`
    SELECT q.ord,
      count(*) FILTER (WHERE ${counts} AND COALESCE(h.sent_at, h.due_at) > q.at - interval '7 days')::int AS in7,
      count(*) FILTER (WHERE ${counts})::int AS in30,
      (array_agg(c.name ORDER BY h.priority DESC) FILTER (
        WHERE h.due_day = q.day AND h.campaign_id IS DISTINCT FROM ${campaignId}::uuid
          AND (h.priority > ${priority} OR (h.priority = ${priority} AND h.campaign_id < ${campaignId}::uuid))
          AND (h.state <> 'planned' OR on_now.campaign_id IS NOT NULL)))[1] AS rival
    FROM question q JOIN history h ON h.asked = q.client_id
    JOIN campaign c ON c.id = h.campaign_id
    LEFT JOIN campaign_activity on_now ON on_now.campaign_id = h.campaign_id AND on_now.until_at IS NULL
    WHERE h.purpose = 'marketing' AND h.sent_to = 'client'
      AND h.state IN ('planned', 'claimed', 'sending', 'sent', 'unknown')
    GROUP BY q.ord`
}

/** The address that is written to; every entry of the suppression list that stands for any of a client's. */
export const addresses = Prisma.sql`
    mine AS (
      SELECT DISTINCT ON (q.ord) q.ord, a.address, a.match_key
      FROM question q JOIN client_address a ON a.client_id = q.client_id ORDER BY q.ord, a.is_primary DESC, a.created_at
    ), place AS (
      SELECT q.ord, a.address FROM question q JOIN client_address a ON a.client_id = q.client_id
      UNION SELECT q.ord, a.match_key FROM question q JOIN client_address a ON a.client_id = q.client_id
    ), standing AS MATERIALIZED (
      SELECT place.ord, place.address, s.reason, s.scope, s.at
      FROM place JOIN suppression s ON s.address = place.address WHERE s.lifted_at IS NULL
    )`

/** Who must not be written to for this purpose, by the latest entry that says so. */
export function suppressions({ definition, firm }: Asking): Prisma.Sql {
  const mayRefuse = maySayNo(definition.purpose, firm)
  return Prisma.sql`
    SELECT DISTINCT ON (ord) ord, reason FROM standing
    WHERE (scope = 'all' OR ${mayRefuse}) AND reason NOT IN ('hard-bounce', 'soft-bounces')
    ORDER BY ord, at DESC`
}

/** The ledger of consent, oldest first, in days of the firm. */
export function consents({ firm }: Asking): Prisma.Sql {
  return Prisma.sql`
    SELECT q.ord, json_agg(json_build_object('state', e.state, 'basis', e.basis, 'on', (e.at AT TIME ZONE ${firm.zone})::date)
        ORDER BY e.at, e.recorded_at) AS entries
    FROM question q JOIN standing_consent e ON e.client_id = q.client_id AND e.purpose = 'marketing' GROUP BY q.ord`
}

export const lastPurchases = Prisma.sql`
    SELECT q.ord, max(p.on_day) AS on_day FROM question q JOIN purchase p ON p.client_id = q.client_id
    WHERE p.amount >= 0 AND p.refund_of IS NULL GROUP BY q.ord`

/** Relies on interaction_met_idx. */
export const lastMeetings = Prisma.sql`
    SELECT q.ord, max(i.at) AS at FROM question q JOIN interaction i ON i.client_id = q.client_id
    WHERE i.kind IN ('call', 'visit', 'meeting', 'satisfaction') GROUP BY q.ord`

/**
 * What the client, or somebody of their company, did since the sequence began: only asked where there is a beginning. Speaks
 * of `since.at` and `circle.ids`.
 */
export const deeds = Prisma.sql`
    (since.at IS NOT NULL AND EXISTS (SELECT FROM interaction i JOIN message m ON m.id = i.message_id
      WHERE i.client_id = ANY(circle.ids) AND i.direction = 'in' AND i.at > since.at AND m.kind = 'human')) AS replied,
    (since.at IS NOT NULL AND EXISTS (SELECT FROM purchase p WHERE p.client_id = ANY(circle.ids) AND p.on_day >= since.at::date
      AND p.recorded_at > since.at AND p.amount >= 0 AND p.refund_of IS NULL)) AS purchased,
    (since.at IS NOT NULL AND EXISTS (SELECT FROM interaction i WHERE i.client_id = ANY(circle.ids) AND i.at > since.at
      AND i.kind IN ('call', 'visit', 'meeting'))) AS met`

/** When they are back by their own absence mail: asked before sending, since nobody knows it when planning. */
export function absences({ isPlanning }: Asking): Prisma.Sql {
  if (isPlanning) return Prisma.sql`NULL::text`
  return Prisma.sql`
    (SELECT max(left(m.understood->'automatic'->>'returnDate', 10)) FROM interaction i JOIN message m ON m.id = i.message_id
      WHERE i.client_id = client.id AND i.at BETWEEN q.at - interval '60 days' AND q.at AND m.kind = 'automatic'
        AND (m.understood->'automatic'->>'absence')::boolean
        AND m.understood->'automatic'->>'returnDate' ~ '^\\d{4}-\\d\\d-\\d\\d')`
}

/** Occurrences that were promised their coupon already: another mail about them costs nothing more. */
export function promises({ campaignId, definition }: Asking): Prisma.Sql {
  if (definition.budget === null) return Prisma.sql`FALSE`
  return Prisma.sql`EXISTS (SELECT FROM coupon WHERE coupon.campaign_id = ${campaignId}::uuid
    AND coupon.client_id = q.client_id AND coupon.occurrence = q.occurrence)`
}
