import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { maySayNo } from './consent.ts'
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
  const mayRefuse = maySayNo(purpose, firm)
  const isLeft = Prisma.sql`s.lifted_at IS NULL AND (s.scope = 'all' OR ${mayRefuse}) AND s.reason NOT IN ('hard-bounce', 'soft-bounces')`
  const rows = await db.$queryRaw<{ verdict: keyof Reach; many: number }[]>`
    WITH ledger AS (${consentLedger(firm)}),
    left_us AS (
      SELECT DISTINCT a.client_id FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key) WHERE ${isLeft}
    ), bounced AS (${bouncedClients})
    SELECT CASE
      WHEN left_us.client_id IS NOT NULL THEN 'suppressed'
      WHEN NOT EXISTS (SELECT FROM client_address a WHERE a.client_id = client.id) THEN 'noAddress'
      WHEN bounced.client_id IS NOT NULL THEN 'bounced'
      WHEN NOT ${mayConsent} THEN 'noConsent'
      ELSE 'reachable' END AS verdict, count(*)::int AS many
    FROM client
    LEFT JOIN left_us ON left_us.client_id = client.id
    LEFT JOIN bounced ON bounced.client_id = client.id
    LEFT JOIN ledger ON ledger.client_id = client.id
    WHERE client.state = 'active' AND ${isMeant}
    GROUP BY verdict`
  return rows.reduce(
    (reach, { verdict, many }) => ({ ...reach, [verdict]: many, inAudience: reach.inAudience + many }),
    { inAudience: 0, reachable: 0, noAddress: 0, suppressed: 0, bounced: 0, noConsent: 0 }
  )
}

/**
 * Clients whose mail comes back from the address that is written to: the primary one, else the oldest. Looked for from the
 * few that are on the list, not from all addresses.
 */
const bouncedClients = Prisma.sql`
    SELECT DISTINCT a.client_id FROM suppression s JOIN client_address a ON s.address IN (a.address, a.match_key)
    WHERE s.lifted_at IS NULL AND s.reason IN ('hard-bounce', 'soft-bounces')
      AND NOT EXISTS (SELECT FROM client_address other WHERE other.client_id = a.client_id
        AND (other.is_primary > a.is_primary OR (other.is_primary = a.is_primary AND other.created_at < a.created_at)))`
