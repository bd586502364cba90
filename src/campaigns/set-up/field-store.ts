import type { Db } from '#src/platform/database/database.ts'

/** Keys of the owner's own fields that hold a date for somebody, its year known or not: what a campaign can go by. */
export async function dateFields(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT field.key FROM client CROSS JOIN LATERAL jsonb_each_text(client.fields) AS field(key, value)
    WHERE client.state = 'active' AND client.fields <> '{}' AND field.value ~ '^(\\d{4}|-)-\\d\\d-\\d\\d$'
    ORDER BY field.key`
  return rows.map(({ key }) => key)
}
