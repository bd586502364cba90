import type { Temporal } from 'temporal-polyfill'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { jurisdictionOf } from './consent.ts'
import type { Firm } from './firm.ts'

/**
 * The rule of consent.ts over many clients in one statement, for counting; a test holds the two against each other. Speaks of
 * `client` and of `ledger`, joined to it (see `consentLedger`). What has to be looked up client by client comes last: only
 * those are asked about whom the ledger does not decide.
 */
export function consentHolds(day: Temporal.PlainDate, firm: Firm): Prisma.Sql {
  const on = Prisma.sql`${day.toString()}::date`
  const wrote = Prisma.sql`(client.last_inbound_at AT TIME ZONE ${firm.zone})::date`
  const isCanada = jurisdictionOf(firm.country) === 'canada'
  return isCanada ? inCanada(on, wrote) : inEurope({ on, wrote, firm })
}

function inCanada(on: Prisma.Sql, wrote: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(CASE WHEN ledger.is_withdrawn THEN FALSE
    WHEN ledger.express IS NOT NULL THEN TRUE
    WHEN ledger.inquiry + interval '6 months' >= ${on} OR ledger.other + interval '2 years' >= ${on} THEN TRUE
    WHEN ${wrote} + interval '6 months' >= ${on} THEN TRUE
    ELSE ${bought(Prisma.sql`p.on_day + interval '2 years' >= ${on}`)} END)`
}

function inEurope({ on, wrote, firm }: { on: Prisma.Sql; wrote: Prisma.Sql; firm: Firm }): Prisma.Sql {
  const met = Prisma.sql`EXISTS (SELECT FROM interaction i WHERE i.client_id = client.id
    AND i.kind IN ('call', 'visit', 'meeting', 'satisfaction')
    AND (i.at AT TIME ZONE ${firm.zone})::date + interval '3 years' >= ${on})`
  return Prisma.sql`(CASE WHEN ledger.is_withdrawn THEN FALSE
    WHEN ledger.latest + interval '3 years' >= ${on} THEN TRUE
    WHEN ledger.latest IS NULL AND NOT (${firm.toldAtCollection} AND ${bought(Prisma.sql`TRUE`)}) THEN FALSE
    WHEN ${wrote} + interval '3 years' >= ${on} THEN TRUE
    ELSE ${bought(Prisma.sql`p.on_day + interval '3 years' >= ${on}`)} OR ${met} END)`
}

/** Relies on the index purchase (client_id, on_day). */
function bought(when: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM purchase p
    WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL AND ${when})`
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
