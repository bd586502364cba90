import { readClient } from '#src/clients/client-store.ts'
import { HELD_FIELDS } from '#src/clients/fields/value-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { writeCard } from './write-card.ts'

/**
 * One client's card, for an address book. @param client id or address
 * @throws Refusal where there is none, or the person was erased
 */
export async function clientCard(db: Db, client: string): Promise<string> {
  return writeCard(await readClient(db, client))
}

/** Query of all active clients in the form that `writeCard` takes, one jsonb `row` each: read it with `eachRows`. */
export const CARD_ROWS = Prisma.sql`
  SELECT jsonb_build_object('id', client.id, 'name', client.name, 'phone', client.phone, 'company', company.name,
    'language', CASE WHEN client.language IN ('fr', 'en') THEN client.language END,
    'addresses', ARRAY(SELECT address FROM client_address WHERE client_id = client.id ORDER BY is_primary DESC, created_at, address),
    'tags', ARRAY(SELECT tag FROM client_tag WHERE client_id = client.id ORDER BY tag),
    'birthday', CASE WHEN birthday_month IS NOT NULL AND birthday_day IS NOT NULL
      THEN jsonb_build_object('month', birthday_month, 'day', birthday_day, 'year', birthday_year) END,
    'fields', ${HELD_FIELDS}) AS row
  FROM client LEFT JOIN company ON company.id = client.company_id
  WHERE client.state = 'active' ORDER BY client.name, client.id`
