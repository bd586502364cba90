import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/**
 * A follow-up is written with the version of its letter that held when it was planned (SEMANTICS G7): who approved a batch
 * approved those words. Taking a correction over into what is planned already is a decision of its own, made here.
 */

/** How many planned follow-ups will still be written with an older version of a letter. */
export async function countOutdated(db: Db, name: string): Promise<number> {
  const [row] = await db.$queryRaw<{ many: number }[]>`
    SELECT count(*)::int AS many FROM (${outdated(name)}) f`
  return row?.many ?? 0
}

/**
 * Has everything planned written with the newest version of a letter; what a person had approved waits for them again.
 * @returns how many follow-ups changed
 */
export async function useNewest(db: Db, name: string, { now }: { now: Temporal.Instant }): Promise<number> {
  return db.$executeRaw`
    WITH old AS (${outdated(name)}), changed AS (
      UPDATE follow_up f SET letter_fr = old.fr, letter_en = old.en,
        approved_at = CASE WHEN f.approved_by = 'automatic' THEN f.approved_at END,
        approved_by = CASE WHEN f.approved_by = 'automatic' THEN f.approved_by END
      FROM old WHERE f.id = old.id AND f.state = 'planned'
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'moved', 'letter' FROM changed`
}

/** Planned follow-ups pinned to another than the newest version of a letter, with the newest ones. */
function outdated(name: string): Prisma.Sql {
  const newest = (language: string) => Prisma.sql`COALESCE(
    (SELECT max(version) FROM letter_template WHERE name = ${name} AND language = ${language}), 0)`
  return Prisma.sql`
    SELECT f.id, newest.fr, newest.en FROM follow_up f
    JOIN campaign_version v ON v.id = f.version_id
    CROSS JOIN (SELECT ${newest('fr')} AS fr, ${newest('en')} AS en) newest
    WHERE f.state = 'planned' AND v.definition->'steps'->(f.step - 1)->>'template' = ${name}
      AND (f.letter_fr, f.letter_en) IS DISTINCT FROM (newest.fr, newest.en)`
}
