import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { consentHolds, consentLedger } from './consent-sql.ts'
import type { Definition } from './definition.ts'
import type { Firm } from './firm.ts'
import { audienceSql } from './occurrence-store.ts'

/** How many clients a campaign is for, and how many of them may be written to today; each of the others counts once. */
export interface Reach {
  inAudience: number
  reachable: number
  noAddress: number
  /** Left, complained, or taken out by the team. */
  suppressed: number
  bounced: number
  noConsent: number
}

/**
 * Counts whom an audience reaches, whatever the occasion: for the sentences of a set-up, while they are written. One
 * statement over whole tables.
 * @throws Refusal `no-such-segment`
 */
export async function countWho(
  db: Db,
  { audience, purpose }: Pick<Definition, 'audience' | 'purpose'>,
  { firm, now }: { firm: Firm; now: Temporal.Instant }
): Promise<Reach> {
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const isMeant = await audienceSql(db, audience, today)
  const isMarketing = purpose === 'marketing'
  const mayConsent = isMarketing ? consentHolds(today, firm) : Prisma.sql`TRUE`
  const [row] = await db.$queryRaw<Reach[]>`
    WITH ledger AS (${consentLedger(firm)}),
    written_to AS (
      SELECT DISTINCT ON (client_id) client_id, address, match_key FROM client_address
      ORDER BY client_id, is_primary DESC, created_at
    ), left_us AS (
      SELECT DISTINCT a.client_id FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
      WHERE s.lifted_at IS NULL AND (s.scope = 'all' OR ${isMarketing}) AND s.reason NOT IN ('hard-bounce', 'soft-bounces')
    ), judged AS (
      SELECT CASE
        WHEN left_us.client_id IS NOT NULL THEN 'suppressed'
        WHEN written_to.client_id IS NULL THEN 'no-address'
        WHEN EXISTS (SELECT FROM suppression s WHERE s.address IN (written_to.address, written_to.match_key)
          AND s.lifted_at IS NULL AND s.reason IN ('hard-bounce', 'soft-bounces')) THEN 'bounced'
        WHEN NOT ${mayConsent} THEN 'no-consent'
        END AS refusal
      FROM client
      LEFT JOIN written_to ON written_to.client_id = client.id
      LEFT JOIN left_us ON left_us.client_id = client.id
      LEFT JOIN ledger ON ledger.client_id = client.id
      WHERE client.state = 'active' AND ${isMeant}
    )
    SELECT count(*)::int AS "inAudience", count(*) FILTER (WHERE refusal IS NULL)::int AS reachable,
      count(*) FILTER (WHERE refusal = 'no-address')::int AS "noAddress",
      count(*) FILTER (WHERE refusal = 'suppressed')::int AS suppressed,
      count(*) FILTER (WHERE refusal = 'bounced')::int AS bounced,
      count(*) FILTER (WHERE refusal = 'no-consent')::int AS "noConsent"
    FROM judged`
  return row ?? { inAudience: 0, reachable: 0, noAddress: 0, suppressed: 0, bounced: 0, noConsent: 0 }
}
