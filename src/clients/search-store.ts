import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { defineJob } from '#src/platform/queue/job.ts'

/** Makes stored mails searchable, a while after they were stored: reading does not wait for it. */
export const indexJob = defineJob('index-messages', z.object({}))

const BATCH = 250
/** Words beyond this part of a text are not found; a tsvector holds at most 1 MiB. */
const INDEXED_LETTERS = 32_768

/**
 * Makes mails searchable by the words of their subject, text and correspondents: as written, in lower case, and without
 * accents. Two processes at once take different mails. Relies on message_not_indexed_idx.
 * @returns how many; less than a batch: all are
 */
export async function indexMessages(db: Db, now: Date): Promise<{ indexed: number; isDone: boolean }> {
  const indexed = await db.$executeRaw`
    WITH pending AS (
      SELECT id, concat_ws(' ', subject, from_name, from_address, left(text, ${INDEXED_LETTERS}::int)) AS words FROM message
      WHERE indexed_at IS NULL ORDER BY stored_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED),
    marked AS (UPDATE message SET indexed_at = ${now} FROM pending WHERE message.id = pending.id)
    INSERT INTO message_search (message_id, document)
    SELECT id, strip(to_tsvector('simple', lower(words))) || strip(to_tsvector('simple', folded(words))) FROM pending
    ON CONFLICT (message_id) DO UPDATE SET document = excluded.document`
  return { indexed, isDone: indexed < BATCH }
}

const WORDS = 8
/** Mails looked at for a word: of a word that stands in more of them, any will do. */
const MAILS = 5000

/**
 * Clients by what is known of them: name, address, company, notes, and the words of their mails, all without regard to case and
 * accents. Every word must be found, in one of these places.
 * Relies on client_name_folded_idx, client_address_part_idx, interaction_note_idx and message_search_document_idx.
 * @returns ids, best known places first
 */
export async function searchClients(db: Db, query: string): Promise<string[]> {
  const words = query.trim().split(/\s+/).filter(Boolean).slice(0, WORDS)
  if (words.length === 0) return []
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH wanted AS MATERIALIZED (SELECT array_agg(folded(pattern)) AS patterns FROM unnest(${patterns}::text[]) AS pattern),
    mails AS MATERIALIZED (
      SELECT message_id FROM message_search WHERE document @@ to_tsquery('simple', folded(${wordQuery(words)})) LIMIT ${MAILS}),
    found AS (
      SELECT client.id, 1 AS place FROM client LEFT JOIN company ON company.id = company_id, wanted
      WHERE name_folded LIKE ALL (patterns) OR folded(company.name) LIKE ALL (patterns)
      UNION ALL SELECT client_id, 2 FROM client_address, wanted WHERE address LIKE ALL (patterns)
      UNION ALL SELECT client_id, 3 FROM interaction, wanted WHERE kind = 'note' AND folded(body) LIKE ALL (patterns)
      UNION ALL SELECT client_id, 4 FROM interaction JOIN mails USING (message_id))
    SELECT id FROM found GROUP BY id ORDER BY min(place), id`
  return rows.map(({ id }) => id)
}

/** All words, the last one also as the beginning of one. */
function wordQuery(words: string[]): string {
  const lexemes = words.flatMap((word) => word.match(/[\p{L}\p{N}]+/gu) ?? [])
  return lexemes.map((lexeme, place) => (place === lexemes.length - 1 ? `${lexeme}:*` : lexeme)).join(' & ')
}
