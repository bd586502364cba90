import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { entries, SALES, type Scope } from './scope.ts'
import type { Wait } from './survival.ts'

/** Who a client is, as reports name them. */
export interface Named {
  clientId: string
  /** The id that the shop's own program gives, else the record's. */
  id: string
  name: string
  email: string | null
}

/** Columns that name the client; relies on the unique index of primary addresses. */
export const NAMED = Prisma.sql`
  client.id AS "clientId", COALESCE(client.external_id, client.id::text) AS id, client.name,
  (SELECT address FROM client_address WHERE client_address.client_id = client.id AND is_primary) AS email`

/** A client's purchase days in short. Sums are minor units. */
export interface RepeatRow extends Named {
  /** Purchase days less the first. */
  frequency: number
  /** Days from the first purchase day to the last, and to the scope's last day. */
  recencyDays: number
  observedDays: number
  /** Paid on the first purchase day, and on all later ones less refunds. */
  firstPaid: bigint
  repeatPaid: bigint
}

/** Every client with a sale up to the scope's last day. The scope's first day plays no part: a history has no middle. */
export function readRepeats(db: Db, scope: Scope): Promise<RepeatRow[]> {
  return db.$queryRaw<RepeatRow[]>`
    WITH ${entries(scope)}, ${SALES},
    history AS (
      SELECT client_id, (count(*) FILTER (WHERE on_day IS DISTINCT FROM previous_on))::int - 1 AS frequency,
             min(first_on) AS first_on, max(on_day) AS last_on, sum(kept) FILTER (WHERE on_day = first_on) AS first_kept,
             COALESCE(sum(kept) FILTER (WHERE on_day > first_on), 0) AS repeat_kept
      FROM sale GROUP BY client_id
    ),
    unlinked AS (SELECT client_id, sum(kept) AS kept FROM entry WHERE NOT is_sale AND kept <> 0 GROUP BY client_id)
    SELECT ${NAMED}, frequency, last_on - first_on AS "recencyDays", ${scope.to}::date - first_on AS "observedDays",
           first_kept::bigint AS "firstPaid", GREATEST(repeat_kept + COALESCE(unlinked.kept, 0), 0)::bigint AS "repeatPaid"
    FROM history JOIN client ON client.id = history.client_id
    LEFT JOIN unlinked ON unlinked.client_id = history.client_id
    ORDER BY client.external_id, client.id`
}

/** A client's purchase days, in order, as days since the scope's last day (0 or negative). */
export interface DaysRow {
  clientId: string
  days: number[]
}

/** Purchase days of every client with a sale. */
export function readPurchaseDays(db: Db, scope: Scope): Promise<DaysRow[]> {
  return db.$queryRaw<DaysRow[]>`
    WITH ${entries(scope)}, day AS (SELECT client_id, on_day - ${scope.to}::date AS day FROM entry WHERE is_sale)
    SELECT client_id AS "clientId", array_agg(DISTINCT day ORDER BY day) AS days FROM day GROUP BY client_id`
}

/** Waits for the second purchase of clients whose first purchase lies within the scope's days; watched up to its last day. */
export function readWaits(db: Db, scope: Scope): Promise<Wait[]> {
  return db.$queryRaw<Wait[]>`
    WITH ${entries(scope)}, ${SALES},
    wait AS (
      SELECT client_id, min(first_on) AS first_on, min(on_day) FILTER (WHERE on_day > first_on) AS second_on
      FROM sale GROUP BY client_id
    )
    SELECT COALESCE(second_on, ${scope.to}::date) - first_on AS days, second_on IS NOT NULL AS happened, count(*)::int AS clients
    FROM wait WHERE first_on >= ${scope.from ?? '-infinity'}::date
    GROUP BY 1, 2 ORDER BY 1`
}

/** The currencies of all purchases, the most used first. */
export function readCurrencies(db: Db): Promise<{ currency: string; purchases: number }[]> {
  return db.$queryRaw`
    SELECT currency, count(*)::int AS purchases FROM purchase GROUP BY currency ORDER BY purchases DESC, currency`
}
