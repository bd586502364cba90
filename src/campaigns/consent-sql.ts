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

/**
 * What each client's entries for marketing say: withdrawn last, or the latest day of each basis since the last withdrawal.
 * Few have ever withdrawn: theirs are found first, so that all the others are simply summed up.
 */
export function consentLedger({ zone }: Firm): Prisma.Sql {
  const latest = (basis: Prisma.Sql) => Prisma.sql`(max(e.at) FILTER (WHERE e.state = 'given'
    AND (w.at IS NULL OR (e.at, e.recorded_at) > (w.at, w.recorded_at)) AND ${basis}) AT TIME ZONE ${zone})::date`
  return Prisma.sql`
    SELECT *, was_withdrawn AND latest IS NULL AS is_withdrawn FROM (
      SELECT e.client_id, bool_or(w.at IS NOT NULL) AS was_withdrawn,
        ${latest(Prisma.sql`e.basis = 'express'`)} AS express, ${latest(Prisma.sql`e.basis = 'inquiry'`)} AS inquiry,
        ${latest(Prisma.sql`e.basis NOT IN ('express', 'inquiry')`)} AS other, ${latest(Prisma.sql`TRUE`)} AS latest
      FROM standing_consent e
      LEFT JOIN (
        SELECT DISTINCT ON (client_id) client_id, at, recorded_at FROM standing_consent
        WHERE purpose = 'marketing' AND state = 'withdrawn' ORDER BY client_id, at DESC, recorded_at DESC
      ) w ON w.client_id = e.client_id
      WHERE e.purpose = 'marketing' GROUP BY e.client_id
    ) said`
}
