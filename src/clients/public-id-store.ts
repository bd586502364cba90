import type { Db } from '#src/platform/database/database.ts'

/** What scripts call clients: the id of the firm's own that they were imported with, else ours. By our id. */
export async function publicIds(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ id: string; shown: string }[]>`
    SELECT id, COALESCE(external_id, id::text) AS shown FROM client WHERE id = ANY(${[...new Set(ids)]}::uuid[])`
  return new Map(rows.map(({ id, shown }) => [id, shown]))
}
