import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Asking } from './facts-store.ts'

/**
 * Parts of the statement that gathers facts; facts-store.ts puts them together. They speak of `q`, the question; `client`;
 * `mine`, the address written to; `person`, the client with those merged into it; `circle`, whose acts count; `since`.
 */

/** What the client allows: suppression of any of their addresses, bounces of the one written to, the ledger of consent. */
export function permissionFacts({ definition, firm }: Asking): Prisma.Sql {
  const isMarketing = definition.purpose === 'marketing'
  return Prisma.sql`
    (SELECT s.reason FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
      WHERE a.client_id = client.id AND s.lifted_at IS NULL AND (s.scope = 'all' OR ${isMarketing})
        AND s.reason NOT IN ('hard-bounce', 'soft-bounces')
      ORDER BY s.at DESC LIMIT 1) AS "suppressedBy",
    EXISTS (SELECT FROM suppression s WHERE s.address IN (mine.address, mine.match_key) AND s.lifted_at IS NULL
      AND s.reason IN ('hard-bounce', 'soft-bounces')) AS bounced,
    (SELECT jsonb_agg(jsonb_build_object('state', e.state, 'basis', e.basis, 'on', (e.at AT TIME ZONE ${firm.zone})::date)
        ORDER BY e.at, e.recorded_at)
      FROM consent_entry e WHERE e.client_id = client.id AND e.purpose = 'marketing') AS consents`
}

/** What the client did: last contacts, what they did since the sequence began, when they come back. */
export const behaviourFacts = Prisma.sql`
    (SELECT max(p.on_day) FROM purchase p
      WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL) AS "lastPurchaseOn",
    (SELECT max(i.at) FROM interaction i
      WHERE i.client_id = client.id AND i.kind IN ('call', 'visit', 'meeting', 'satisfaction')) AS "lastMetAt",
    EXISTS (SELECT FROM interaction i JOIN message m ON m.id = i.message_id
      WHERE i.client_id = ANY(circle.ids) AND i.direction = 'in' AND i.at > since.at AND m.kind = 'human') AS replied,
    EXISTS (SELECT FROM purchase p WHERE p.client_id = ANY(circle.ids) AND p.on_day >= since.at::date
      AND p.recorded_at > since.at AND p.amount >= 0 AND p.refund_of IS NULL) AS purchased,
    EXISTS (SELECT FROM interaction i WHERE i.client_id = ANY(circle.ids) AND i.at > since.at
      AND i.kind IN ('call', 'visit', 'meeting')) AS met,
    (SELECT max(left(m.understood->'automatic'->>'returnDate', 10)) FROM interaction i JOIN message m ON m.id = i.message_id
      WHERE i.client_id = client.id AND i.at BETWEEN q.at - interval '60 days' AND q.at AND m.kind = 'automatic'
        AND (m.understood->'automatic'->>'absence')::boolean
        AND m.understood->'automatic'->>'returnDate' ~ '^\\d{4}-\\d\\d-\\d\\d') AS "absentUntil"`

/** How the same occurrence stands: the steps before, and the same step to a record merged into this one. */
export function sequenceFacts({ campaignId }: Asking): Prisma.Sql {
  return Prisma.sql`
    (SELECT jsonb_agg(jsonb_build_object('step', f.step, 'state', f.state)) FROM follow_up f
      WHERE f.client_id = client.id AND f.campaign_id = ${campaignId}::uuid AND f.occurrence = q.occurrence
        AND f.step < q.step) AS earlier,
    EXISTS (SELECT FROM follow_up f JOIN client other ON other.id = f.client_id
      WHERE other.merged_into_id = client.id AND f.campaign_id = ${campaignId}::uuid AND f.occurrence = q.occurrence
        AND f.step = q.step AND f.state IN ('sending', 'sent', 'unknown')) AS "sentToMerged"`
}

/** Another campaign that writes to the same person on the same day and goes first. */
export function rivalFact({ campaignId, definition: { priority } }: Asking): Prisma.Sql {
  return Prisma.sql`
    (SELECT c.name FROM follow_up f JOIN campaign c ON c.id = f.campaign_id
      WHERE f.client_id = ANY(person.ids) AND f.due_day = q.day AND f.campaign_id IS DISTINCT FROM ${campaignId}::uuid
        AND f.purpose = 'marketing' AND f.sent_to = 'client'
        AND f.state IN ('planned', 'claimed', 'sending', 'sent', 'unknown')
        AND (f.priority > ${priority} OR (f.priority = ${priority} AND f.campaign_id < ${campaignId}::uuid))
        AND (f.state <> 'planned' OR EXISTS (SELECT FROM campaign_activity on_now
          WHERE on_now.campaign_id = f.campaign_id AND on_now.until_at IS NULL))
      ORDER BY f.priority DESC LIMIT 1) AS rival`
}

/** Since when an answer or a purchase ends the sequence: its first mail, else what the trigger says. */
export function sequenceStart({ campaignId }: Asking): Prisma.Sql {
  return Prisma.sql`
      SELECT COALESCE(min(f.sent_at), q.stops_since) AS at FROM follow_up f
      WHERE f.client_id = client.id AND f.campaign_id = ${campaignId}::uuid AND f.occurrence = q.occurrence
        AND f.step < q.step AND f.sent_to = 'client'`
}

/** Marketing mails to the person in the two periods of the caps; one that will give way on the same day does not count. */
export function mailsBefore({ isPlanning, definition: { priority } }: Asking): Prisma.Sql {
  // What is only planned may still be refused; before sending, only what is out or on its way counts.
  const inHand = ['sending', 'sent', 'unknown']
  const counted = isPlanning ? ['planned', 'claimed', ...inHand] : inHand
  return Prisma.sql`
      SELECT count(*) FILTER (WHERE COALESCE(f.sent_at, f.due_at) > q.at - interval '7 days')::int AS in7,
        count(*)::int AS in30
      FROM follow_up f
      WHERE f.client_id = ANY(person.ids) AND f.id IS DISTINCT FROM q.self
        AND f.purpose = 'marketing' AND f.sent_to = 'client' AND f.state = ANY(${counted}::text[])
        AND COALESCE(f.sent_at, f.due_at) > q.at - interval '30 days' AND COALESCE(f.sent_at, f.due_at) <= q.at
        AND NOT (f.state IN ('planned', 'claimed') AND f.due_day = q.day AND f.priority < ${priority})`
}
