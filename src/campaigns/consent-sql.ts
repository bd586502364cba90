import type { Temporal } from 'temporal-polyfill'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { jurisdictionOf } from './consent.ts'
import type { Firm } from './firm.ts'

/**
 * The rule of consent.ts over many clients in one statement, for counting; a test holds the two against each other. Joins
 * `ledger` (see `consentLedger`) and `contact` (see `lastContacts`), both by client.
 */
export function consentHolds(day: Temporal.PlainDate, { country, toldAtCollection }: Firm): Prisma.Sql {
  const on = Prisma.sql`${day.toString()}::date`
  if (jurisdictionOf(country) === 'canada')
    return Prisma.sql`(ledger.is_withdrawn IS NOT TRUE AND COALESCE(ledger.express IS NOT NULL
      OR ledger.inquiry + interval '6 months' >= ${on} OR ledger.other + interval '2 years' >= ${on}
      OR contact.bought + interval '2 years' >= ${on} OR contact.wrote + interval '6 months' >= ${on}, FALSE))`
  return Prisma.sql`(ledger.is_withdrawn IS NOT TRUE AND COALESCE(
    (ledger.latest IS NOT NULL OR (${toldAtCollection} AND contact.bought IS NOT NULL))
    AND GREATEST(ledger.latest, contact.bought, contact.wrote, contact.met) + interval '3 years' >= ${on}, FALSE))`
}

/** What each client's entries for marketing say: withdrawn last, or the latest day of each basis since the last withdrawal. */
export function consentLedger({ zone }: Firm): Prisma.Sql {
  return Prisma.sql`
    SELECT client_id, bool_or(rank = 1 AND state = 'withdrawn') AS is_withdrawn,
      max(day) FILTER (WHERE withdrawals = 0 AND basis = 'express') AS express,
      max(day) FILTER (WHERE withdrawals = 0 AND basis = 'inquiry') AS inquiry,
      max(day) FILTER (WHERE withdrawals = 0 AND basis NOT IN ('express', 'inquiry')) AS other,
      max(day) FILTER (WHERE withdrawals = 0) AS latest
    FROM (
      SELECT client_id, state, basis, (at AT TIME ZONE ${zone})::date AS day,
        row_number() OVER latest_first AS rank,
        count(*) FILTER (WHERE state = 'withdrawn') OVER latest_first AS withdrawals
      FROM consent_entry WHERE purpose = 'marketing'
      WINDOW latest_first AS (PARTITION BY client_id ORDER BY at DESC, recorded_at DESC)
    ) entry GROUP BY client_id`
}

/** The last purchase, mail and meeting of each client, as days of the firm. */
export function lastContacts({ zone }: Firm): Prisma.Sql {
  return Prisma.sql`
    SELECT client.id AS client_id, purchases.last AS bought, (client.last_inbound_at AT TIME ZONE ${zone})::date AS wrote,
      (meetings.last AT TIME ZONE ${zone})::date AS met
    FROM client
    LEFT JOIN (
      SELECT client_id, max(on_day) AS last FROM purchase WHERE amount >= 0 AND refund_of IS NULL GROUP BY client_id
    ) purchases ON purchases.client_id = client.id
    LEFT JOIN (
      SELECT client_id, max(at) AS last FROM interaction
      WHERE kind IN ('call', 'visit', 'meeting', 'satisfaction') GROUP BY client_id
    ) meetings ON meetings.client_id = client.id`
}
