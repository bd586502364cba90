import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** The newest version of the owner's own template, or null where they have none. */
export async function ownTemplate(db: Db, name: string, language: Language): Promise<string | null> {
  const newest = await db.letterTemplate.findFirst({ where: { name, language }, orderBy: { version: 'desc' } })
  return newest?.source ?? null
}

/** Saves a checked template as a new version; an empty source goes back to the one that comes with the program. */
export async function saveTemplate(
  db: Db,
  template: { name: string; language: Language; source: string | null; by: string }
): Promise<number> {
  const { name, language, source, by } = template
  const newest = await db.letterTemplate.findFirst({ where: { name, language }, orderBy: { version: 'desc' } })
  const version = (newest?.version ?? 0) + 1
  await db.letterTemplate.create({ data: { name, language, version, source, savedBy: by } })
  return version
}
