import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { entries, within, type Scope } from '#src/insights/scope.ts'
import type { Person } from './duplicates.ts'

/** What hygiene looks at, of one active client. */
export interface RecordRow extends Person {
  /** The id that the shop's own program gives, else the record's. */
  id: string
  email: string | null
  /** How good the name is: 0 is made from the address. */
  nameRank: number
  /** Paid within the scope's days, minor units: what is at stake. */
  paid: bigint
  /** Days, `YYYY-MM-DD`: their last purchase, and the last thing that happened with them. */
  lastPurchaseOn: string | null
  lastContactOn: string | null
  createdOn: string
}

/** All active clients with what hygiene looks at; a scope narrows the purchases and, by its segment, the clients. */
export function readRecords(db: Db, scope: Scope): Promise<RecordRow[]> {
  return db.$queryRaw<RecordRow[]>`
    WITH ${entries(scope)},
    bought AS (
      SELECT client_id, COALESCE(sum(kept) FILTER (WHERE ${within(Prisma.sql`on_day`, scope)}), 0)::bigint AS paid,
        max(on_day) FILTER (WHERE is_sale) AS last_on
      FROM entry GROUP BY client_id),
    mail AS (
      SELECT client_id, array_agg(DISTINCT match_key) AS addresses, max(address) FILTER (WHERE is_primary) AS email
      FROM client_address GROUP BY client_id)
    SELECT client.id AS "clientId", COALESCE(client.external_id, client.id::text) AS id, client.name,
      client.name_rank AS "nameRank", client.phone, client.company_id AS "companyId", client.fields->>'city' AS city,
      CASE WHEN birthday_month IS NOT NULL
        THEN COALESCE(birthday_year::text, '-') || to_char(make_date(2000, birthday_month, birthday_day), '-MM-DD') END AS birthday,
      COALESCE(mail.addresses, '{}') AS addresses, mail.email, COALESCE(bought.paid, 0)::bigint AS paid,
      bought.last_on::text AS "lastPurchaseOn", client.last_interaction_at::date::text AS "lastContactOn",
      client.created_at::date::text AS "createdOn"
    FROM client LEFT JOIN mail ON mail.client_id = client.id LEFT JOIN bought ON bought.client_id = client.id
    WHERE client.state = 'active' AND ${scope.segment ?? Prisma.sql`TRUE`}
    ORDER BY client.id`
}

/** An address of a client that mail comes back from for good. */
export interface DeadAddress {
  clientId: string
  address: string
  /** When it was found dead, `YYYY-MM-DD`. */
  since: string
  /** RFC 3463 status of the last hard bounce, where known. */
  status: string | null
  reason: 'hard-bounce' | 'soft-bounces'
  /** Another address of theirs that is alive. */
  other: string | null
}

/** Relies on suppression_address_idx and client_address_match_key_idx. */
export function readDeadAddresses(db: Db): Promise<DeadAddress[]> {
  return db.$queryRaw<DeadAddress[]>`
    WITH dead AS (
      SELECT DISTINCT ON (own.address) own.client_id, own.address, own.match_key, suppression.at, suppression.reason
      FROM suppression JOIN client_address own ON suppression.address IN (own.address, own.match_key)
      WHERE suppression.reason IN ('hard-bounce', 'soft-bounces') AND suppression.lifted_at IS NULL
      ORDER BY own.address, suppression.at DESC)
    SELECT dead.client_id AS "clientId", dead.address, dead.at::date::text AS since, dead.reason,
      (SELECT status FROM address_bounce WHERE address_bounce.address = dead.match_key ORDER BY hard DESC, at DESC LIMIT 1) AS status,
      (SELECT address FROM client_address alive
       WHERE alive.client_id = dead.client_id AND alive.address NOT IN (SELECT address FROM dead) ORDER BY is_primary DESC LIMIT 1)
        AS other
    FROM dead JOIN client ON client.id = dead.client_id AND client.state = 'active'
    ORDER BY dead.at DESC`
}

/** Pairs of clients who are two, because somebody said so. */
export function readDistinctions(db: Db): Promise<{ a: string; b: string }[]> {
  return db.$queryRaw`
    SELECT client_id AS a, COALESCE(other.merged_into_id, other_id) AS b
    FROM client_distinction LEFT JOIN client other ON other.id = other_id`
}

/** Remembers that two clients are two. Said again, it changes nothing. */
export async function addDistinction(
  db: Db,
  [clientId, otherId]: [string, string],
  { by, at }: { by: string; at: Date }
): Promise<void> {
  await db.clientDistinction.createMany({ data: [{ clientId, otherId, by, at }], skipDuplicates: true })
}

/** Forgets it: they may be proposed again. */
export async function removeDistinction(db: Db, [clientId, otherId]: [string, string]): Promise<void> {
  await db.$executeRaw`
    DELETE FROM client_distinction
    WHERE (client_id, COALESCE((SELECT merged_into_id FROM client WHERE id = other_id), other_id))
      IN ((${clientId}::uuid, ${otherId}::uuid), (${otherId}::uuid, ${clientId}::uuid))`
}
