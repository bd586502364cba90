import type { Db } from '#src/platform/database/database.ts'

/** The token of the latest mail sent to whoever has an address: opens their preferences page. Null: nothing was ever sent. */
export async function latestLinkToken(db: Db, matchKey: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ token: string }[]>`
    SELECT link_token::text AS token
    FROM client_address JOIN follow_up USING (client_id)
    WHERE match_key = ${matchKey} AND sent_to = 'client' AND state = 'sent'
    ORDER BY sent_at DESC LIMIT 1`
  return rows[0]?.token ?? null
}
