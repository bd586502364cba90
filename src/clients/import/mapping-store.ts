import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'

/** What is imported from tables. */
export const IMPORT_KINDS = ['clients', 'purchases', 'states'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** The columns that were kept under a name: field → title. Null where nothing was. */
export async function findMapping(db: Db, kind: ImportKind, name: string): Promise<Map<string, string> | null> {
  const row = await db.importMapping.findUnique({ where: { kind_name: { kind, name } } })
  return row && new Map(Object.entries(z.record(z.string(), z.string()).parse(row.columns)))
}

/** Keeps the columns of an import for the next file of that program. */
export async function saveMapping(
  db: Db,
  { kind, name, columns, at }: { kind: ImportKind; name: string; columns: Record<string, string>; at: Date }
): Promise<void> {
  await db.importMapping.upsert({
    where: { kind_name: { kind, name } },
    create: { kind, name, columns, savedAt: at },
    update: { columns, savedAt: at }
  })
}

/** Every mapping that is kept, by kind and name. */
export async function listMappings(
  db: Db
): Promise<{ kind: string; name: string; columns: Record<string, string>; savedAt: Date }[]> {
  const rows = await db.importMapping.findMany({ orderBy: [{ kind: 'asc' }, { name: 'asc' }] })
  return rows.map(({ kind, name, columns, savedAt }) => ({
    kind,
    name,
    columns: z.record(z.string(), z.string()).parse(columns),
    savedAt
  }))
}

/** @returns false where there is none of that name */
export async function forgetMapping(db: Db, kind: ImportKind, name: string): Promise<boolean> {
  const { count } = await db.importMapping.deleteMany({ where: { kind, name } })
  return count === 1
}
