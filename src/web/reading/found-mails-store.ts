import type { Db } from '#src/platform/database/database.ts'

export interface FoundMail {
  id: string
  threadId: string
  subject: string
  text: string
  sentAt: Date
  fromName: string
  fromAddress: string
}

/** Up to so many matches are gathered and sorted; a word in more mails than that is common, and the newest mails are walked instead. */
const COMMON = 2000

/**
 * The newest mails that hold the words. The planner cannot know how common the beginning of a word is, so it is not asked:
 * message_search_document_idx first, message_sent_at_idx where that finds too many.
 * @param words as made by wordQuery
 */
export async function findMails(db: Db, words: string, most: number): Promise<FoundMail[]> {
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT message_id AS id FROM message_search WHERE document @@ to_tsquery('simple', ${words}) LIMIT ${COMMON}`
  if (found.length === 0) return []
  const ids = found.length < COMMON ? found.map(({ id }) => id) : await newestOf(db, words, most)
  return db.$queryRaw`
    SELECT id, thread_id AS "threadId", subject, left(reply_text, 240) AS text, sent_at AS "sentAt",
      from_name AS "fromName", from_address AS "fromAddress"
    FROM message WHERE id = ANY(${ids}::uuid[]) ORDER BY sent_at DESC LIMIT ${most}`
}

async function newestOf(db: Db, words: string, most: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH newest AS MATERIALIZED (SELECT id, sent_at FROM message ORDER BY sent_at DESC LIMIT ${COMMON * 2})
    SELECT newest.id FROM newest JOIN message_search ON message_search.message_id = newest.id
    WHERE document @@ to_tsquery('simple', ${words}) ORDER BY newest.sent_at DESC LIMIT ${most}`
  return rows.map(({ id }) => id)
}
