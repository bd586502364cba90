import type { Db } from '#src/platform/database/database.ts'
import { lexemesOf } from './search.ts'
import { CUT_MARGIN, shownRows, type Reader } from './shown-mail.ts'

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

export interface MailQuery {
  /** As made by wordQuery. */
  words: string
  most: number
  reader: Reader
}

/**
 * The newest mails that hold the words, without those that hold them only in the code of a coupon which their reader may not have:
 * it would be given away letter by letter. The planner cannot know how common the beginning of a word is, so it is not asked:
 * message_search_document_idx first, message_sent_at_idx where that finds too many.
 */
export async function findMails(db: Db, { words, most, reader }: MailQuery): Promise<FoundMail[]> {
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT message_id AS id FROM message_search WHERE document @@ to_tsquery('simple', ${words}) LIMIT ${COMMON}`
  if (found.length === 0) return []
  const ids = found.length < COMMON ? found.map(({ id }) => id) : await newestOf(db, words, most)
  const rows = await db.$queryRaw<(FoundMail & { whole: string })[]>`
    SELECT id, thread_id AS "threadId", subject, left(reply_text, ${TEXT_SHOWN + CUT_MARGIN}) AS text, sent_at AS "sentAt",
      from_name AS "fromName", from_address AS "fromAddress", concat_ws(' ', subject, from_name, from_address, text) AS whole
    FROM message WHERE id = ANY(${ids}::uuid[]) ORDER BY sent_at DESC LIMIT ${most}`
  const fields = { subject: Infinity, text: TEXT_SHOWN, whole: Infinity }
  const shown = await shownRows(db, rows, reader, { fields })
  const changed = shown.filter(({ whole }, at) => whole !== rows[at]?.whole)
  const stillHold = await thatHold(db, changed, words)
  return shown.flatMap(({ whole, ...mail }, at) => (whole === rows[at]?.whole || stillHold.has(mail.id) ? [mail] : []))
}

const TEXT_SHOWN = 240

/** Read before those of the person's own conversations are left out. */
const NAMING_READ = 60

/**
 * The newest mails outside a person's own conversations that hold their whole name: erasing leaves it there, since it may be a
 * namesake's (J5). None for a name of one word, which would be in everybody's mails.
 */
export async function mailsNaming(
  db: Db,
  { name, clientId, most, reader }: { name: string; clientId: string; most: number; reader: Reader }
): Promise<FoundMail[]> {
  const words = lexemesOf(name)
  if (words.length < 2) return []
  // The index does not know which words stand side by side.
  const found = await findMails(db, { words: words.join(' & '), most: NAMING_READ, reader })
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM message
    WHERE id = ANY(${found.map(({ id }) => id)}::uuid[])
      AND folded(concat_ws(' ', subject, text)) ~ ${String.raw`\m${words.join('[^[:alnum:]]+')}\M`}
      AND NOT EXISTS (
        SELECT FROM message AS other JOIN message_address ON message_id = other.id
        WHERE other.thread_id = message.thread_id
          AND match_key IN (SELECT match_key FROM client_address WHERE client_id = ${clientId}::uuid))`
  const naming = new Set(rows.map(({ id }) => id))
  return found.filter(({ id }) => naming.has(id)).slice(0, most)
}

/** Which of these mails hold the words in what is shown of them. */
async function thatHold(db: Db, mails: { id: string; whole: string }[], words: string): Promise<ReadonlySet<string>> {
  if (mails.length === 0) return new Set()
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT mail.id FROM unnest(${mails.map(({ id }) => id)}::text[], ${mails.map(({ whole }) => whole)}::text[]) AS mail(id, whole)
    WHERE to_tsvector('simple', folded(mail.whole)) @@ to_tsquery('simple', ${words})`
  return new Set(rows.map(({ id }) => id))
}

async function newestOf(db: Db, words: string, most: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH newest AS MATERIALIZED (SELECT id, sent_at FROM message ORDER BY sent_at DESC LIMIT ${COMMON * 2})
    SELECT newest.id FROM newest JOIN message_search ON message_search.message_id = newest.id
    WHERE document @@ to_tsquery('simple', ${words}) ORDER BY newest.sent_at DESC LIMIT ${most}`
  return rows.map(({ id }) => id)
}
