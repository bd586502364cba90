import { CLIENT_ROWS } from '#src/clients/client-rows.ts'
import { readPerson } from '#src/clients/erase-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/** Everything that is held on one person, for a request of theirs (SEMANTICS J5). */
export interface PersonFile {
  /** The record, and those that were merged into it. */
  records: unknown[]
  /** Rows about the person, by table. */
  held: Record<string, unknown[]>
  /** Purchases with their lines. */
  purchases: unknown[]
  /** Mails from and to the person, with what was understood of them. */
  mails: unknown[]
  suppressions: unknown[]
}

/** Gathers the file of a client; the list of tables is the one that erasing goes by, so that nothing is forgotten. */
export async function personFile(db: Db, clientId: string): Promise<PersonFile> {
  const { ids, addresses, keys } = await readPerson(db, clientId)
  const held: Record<string, unknown[]> = {}
  for (const { table, column } of CLIENT_ROWS)
    held[table] = await rows(
      db,
      Prisma.sql`SELECT to_jsonb(t) AS row FROM ${Prisma.raw(`"${table}"`)} AS t WHERE ${Prisma.raw(`"${column}"`)} = ANY(${ids}::uuid[])`
    )
  return {
    records: await rows(
      db,
      Prisma.sql`
      SELECT to_jsonb(client) || jsonb_build_object('company', company.name, 'companyFields', company.fields) AS row
      FROM client LEFT JOIN company ON company.id = client.company_id WHERE client.id = ANY(${ids}::uuid[])`
    ),
    held,
    purchases: await rows(
      db,
      Prisma.sql`
      SELECT to_jsonb(purchase) || jsonb_build_object('lines',
        (SELECT jsonb_agg(to_jsonb(line) ORDER BY position) FROM purchase_line line WHERE purchase_id = purchase.id)) AS row
      FROM purchase WHERE client_id = ANY(${ids}::uuid[]) ORDER BY on_day`
    ),
    mails: await rows(
      db,
      Prisma.sql`
      SELECT jsonb_build_object('sentAt', sent_at, 'direction', direction, 'kind', kind, 'from', from_address, 'subject', subject,
        'text', text, 'attachments', attachments, 'understood', understood) AS row
      FROM message WHERE id IN (SELECT message_id FROM message_address WHERE match_key = ANY(${keys}::text[])) ORDER BY sent_at`
    ),
    suppressions: await rows(
      db,
      Prisma.sql`
      SELECT to_jsonb(suppression) AS row FROM suppression WHERE address = ANY(${[...addresses, ...keys]}::text[])`
    )
  }
}

async function rows(db: Db, query: Prisma.Sql): Promise<unknown[]> {
  const found = await db.$queryRaw<{ row: unknown }[]>(query)
  return found.map(({ row }) => row)
}
