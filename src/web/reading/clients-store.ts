import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Order, type Part } from './cursor.ts'
import { escapeLike, fold, holdsAll, wordsOf } from './search.ts'

export const CLIENT_ORDERS = ['recent', 'name', 'value'] as const
export type ClientOrder = (typeof CLIENT_ORDERS)[number]

/** Which clients a list shows. Everything that is given must hold. */
export interface ClientFilter {
  query: string
  state: 'active' | 'suggested' | 'ignored'
  tag: string | null
  tier: 'A' | 'B' | 'C' | null
  owner: string | null
  company: string | null
  /** Over `client`, as compiled from a condition. */
  segment: Prisma.Sql | null
  order: ClientOrder
}

export interface ListedClient {
  id: string
  name: string
  address: string | null
  company: string | null
  tags: string[]
  lastAt: Date | null
  tier: string | null
  paidInYear: bigint | null
  currency: string | null
  ownerName: string | null
  /** Value of the list's order, for the cursor. */
  orderValue: string
}

export const CLIENTS_PER_PART = 50

/**
 * One part of the list of clients. Without words it walks client_list_recent_idx or client_list_name_idx and stops when
 * the part is full; with words it gathers ids from the trigram indexes first.
 */
export async function listClients(db: Db, filter: ClientFilter, after: Cursor | null): Promise<Part<ListedClient>> {
  const beyond = after ? Prisma.sql`AND ${beyondOf(filter.order, after)}` : Prisma.empty
  return clientPart(await readClients<ListedClient>(db, filter, { beyond, besides: Prisma.empty }))
}

/**
 * The same, with how many clients the filter meets, counted up to a bound: beyond it nobody reads the number exactly. What a
 * search finds is counted while its first part is put in order; to search twice would take twice as long.
 */
export async function listAndCount(
  db: Db,
  filter: ClientFilter,
  { after, most }: { after: Cursor | null; most: number }
): Promise<{ found: Part<ListedClient>; count: number }> {
  if (after || !isSearch(wordsOf(filter.query))) {
    const [found, count] = await Promise.all([listClients(db, filter, after), countClients(db, filter, most)])
    return { found, count }
  }
  const rows = await readClients<ListedClient & { count: bigint }>(db, filter, {
    beyond: Prisma.empty,
    besides: Prisma.sql`, count(*) OVER () AS count`
  })
  return { found: clientPart(rows), count: Math.min(Number(rows[0]?.count ?? 0), most) }
}

/** @param besides columns of each client that is met, named and with a comma before them */
async function readClients<Row extends ListedClient>(
  db: Db,
  filter: ClientFilter,
  { beyond, besides }: { beyond: Prisma.Sql; besides: Prisma.Sql }
): Promise<Row[]> {
  const { value, direction } = ORDERS[filter.order]
  return db.$queryRaw<Row[]>`
    WITH shown AS (
      SELECT client.id, ${value} AS order_value ${besides}
      FROM client LEFT JOIN client_insight ON client_insight.client_id = client.id
      WHERE ${conditionOf(filter)} ${beyond}
      ORDER BY ${value} ${direction}, client.id ${direction} LIMIT ${CLIENTS_PER_PART + 1})
    SELECT shown.*, client.name, company.name AS company, member.name AS "ownerName",
      client.last_interaction_at AS "lastAt", insight.tier, insight.paid_in_year AS "paidInYear", insight.currency,
      shown.order_value::text AS "orderValue",
      (SELECT address FROM client_address WHERE client_id = client.id ORDER BY is_primary DESC, address LIMIT 1) AS address,
      ARRAY(SELECT tag FROM client_tag WHERE client_id = client.id ORDER BY tag) AS tags
    FROM shown JOIN client ON client.id = shown.id
    LEFT JOIN company ON company.id = client.company_id
    LEFT JOIN member ON member.id = client.owner_id
    LEFT JOIN client_insight AS insight ON insight.client_id = client.id
    ORDER BY shown.order_value ${direction}, client.id ${direction}`
}

function clientPart(rows: ListedClient[]): Part<ListedClient> {
  return partOf(rows, CLIENTS_PER_PART, (row) => ({ value: row.orderValue, id: row.id }))
}

async function countClients(db: Db, filter: ClientFilter, most: number): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM (
      SELECT FROM client LEFT JOIN client_insight ON client_insight.client_id = client.id
      WHERE ${conditionOf(filter)} LIMIT ${most}) AS bounded`
  return Number(row?.count ?? 0)
}

/** The ids of all clients that the filter meets, as a subquery. */
export function idsOf(filter: ClientFilter): Prisma.Sql {
  return Prisma.sql`
    SELECT client.id FROM client LEFT JOIN client_insight ON client_insight.client_id = client.id WHERE ${conditionOf(filter)}`
}

export async function findCompany(db: Db, id: string): Promise<{ name: string } | null> {
  return db.company.findUnique({ where: { id }, select: { name: true } })
}

/** Tags in use, the most used first. */
export async function clientTags(db: Db): Promise<{ tag: string; count: number }[]> {
  return db.$queryRaw`
    SELECT tag, count(*)::int AS count FROM client_tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 40`
}

interface OrderSql {
  value: Prisma.Sql
  direction: Prisma.Sql
}

/** What the list's cursor holds. */
export const ORDERED_BY: Record<ClientOrder, Order> = { recent: 'instant', name: 'text', value: 'number' }

const ORDERS: Record<ClientOrder, OrderSql> = {
  recent: {
    value: Prisma.sql`COALESCE(client.last_interaction_at, client.created_at)`,
    direction: Prisma.sql`DESC`
  },
  name: { value: Prisma.sql`client.name_folded`, direction: Prisma.sql`ASC` },
  value: { value: Prisma.sql`COALESCE(client_insight.paid_in_year, 0)`, direction: Prisma.sql`DESC` }
}

function beyondOf(order: ClientOrder, after: Cursor): Prisma.Sql {
  switch (order) {
    case 'recent':
      return Prisma.sql`(${ORDERS.recent.value}, client.id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    case 'name':
      return Prisma.sql`(client.name_folded, client.id) > (${after.value}, ${after.id}::uuid)`
    case 'value':
      return Prisma.sql`(${ORDERS.value.value}, client.id) < (${after.value}::bigint, ${after.id}::uuid)`
  }
}

function conditionOf(filter: ClientFilter): Prisma.Sql {
  const parts = [Prisma.sql`client.state = ${filter.state}`]
  const words = wordsOf(filter.query)
  if (isSearch(words)) parts.push(Prisma.sql`client.id IN (${foundBy(words)})`)
  else if (words.length > 0) parts.push(beginningWith(words))
  if (filter.tag) parts.push(Prisma.sql`client.id IN (SELECT client_id FROM client_tag WHERE tag = ${filter.tag})`)
  if (filter.tier) parts.push(Prisma.sql`client_insight.tier = ${filter.tier}`)
  if (filter.owner) parts.push(Prisma.sql`client.owner_id = ${filter.owner}::uuid`)
  if (filter.company) parts.push(Prisma.sql`client.company_id = ${filter.company}::uuid`)
  if (filter.segment) parts.push(filter.segment)
  return Prisma.join(parts, ' AND ')
}

/** A trigram index knows no shorter words. */
const SHORTEST_TRIGRAM = 3

/** Whether the words are looked for by the indexes of trigrams, all clients that hold them at once. */
function isSearch(words: string[]): boolean {
  return words.some((word) => word.length >= SHORTEST_TRIGRAM)
}

/** One or two letters are the beginning of a name: checked along the list's own order, which stops when the part is full. */
function beginningWith(words: string[]): Prisma.Sql {
  const parts = words.map((word) => {
    const start = `${escapeLike(fold(word))}%`
    return Prisma.sql`(client.name_folded LIKE ${start} OR client.name_folded LIKE ${`% ${start}`})`
  })
  return Prisma.join(parts, ' AND ')
}

/**
 * Clients whose name, address, company, telephone or a note holds all the words; each has its own index of trigrams. Companies
 * are an array, for PostgreSQL expects more of them than there are and would go through all clients.
 */
function foundBy(words: string[]): Prisma.Sql {
  const digits = words.join('').replaceAll(/\D/g, '')
  const byPhone =
    digits.length >= 4
      ? Prisma.sql`UNION SELECT id FROM client WHERE translate(phone, '+ .-()/', '') LIKE ${`%${digits}%`}`
      : Prisma.empty
  return Prisma.sql`
    SELECT id FROM client WHERE ${holdsAll(Prisma.sql`name_folded`, words)}
    UNION SELECT client_id FROM client_address WHERE ${holdsAll(Prisma.sql`address`, words)}
    UNION SELECT id FROM client
      WHERE company_id = ANY(ARRAY(SELECT id FROM company WHERE ${holdsAll(Prisma.sql`folded(name)`, words)}))
    UNION SELECT client_id FROM interaction WHERE kind = 'note' AND ${holdsAll(Prisma.sql`folded(body)`, words)}
    ${byPhone}`
}
