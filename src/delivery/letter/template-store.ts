import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** One letter in one language. */
export interface LetterKey {
  name: string
  language: Language
}

/** A letter as the owner saved it; null source: back to the one that comes with the program. */
export interface SavedLetter extends LetterKey {
  version: number
  source: string | null
  savedAt: Date
  savedBy: string
}

/** The owner's newest version, or null where they never touched it. */
export async function newestLetter(db: Db, { name, language }: LetterKey): Promise<SavedLetter | null> {
  const [newest] = await savedLetters(db, { name, language })
  return newest ?? null
}

/** One version of the owner's; null where there is none of that number. */
export async function letterVersion(db: Db, key: LetterKey, version: number): Promise<SavedLetter | null> {
  const row = await db.letterTemplate.findUnique({ where: { name_language_version: { ...key, version } } })
  return row && { ...row, language: key.language }
}

/** Every version of a letter in a language, the newest first. */
export async function savedLetters(db: Db, { name, language }: LetterKey): Promise<SavedLetter[]> {
  const rows = await db.letterTemplate.findMany({ where: { name, language }, orderBy: { version: 'desc' } })
  return rows.map((row) => ({ ...row, language }))
}

/** The newest version of each letter and language that was ever saved. */
export async function newestLetters(db: Db): Promise<SavedLetter[]> {
  return db.$queryRaw<SavedLetter[]>`
    SELECT DISTINCT ON (name, language) name, language, version, source, saved_at AS "savedAt", saved_by AS "savedBy"
    FROM letter_template ORDER BY name, language, version DESC`
}

/**
 * Saves a checked letter as a new version; a null source goes back to the one that comes with the program.
 * @returns its number
 */
export async function saveTemplate(
  db: Db,
  template: LetterKey & { source: string | null; by: string; now: Date }
): Promise<number> {
  const { name, language, source, by, now } = template
  const version = ((await newestLetter(db, { name, language }))?.version ?? 0) + 1
  await db.letterTemplate.create({ data: { name, language, version, source, savedBy: by, savedAt: now } })
  return version
}
