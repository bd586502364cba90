import type { Db } from '#src/platform/database/database.ts'
import type { Random } from '#src/platform/random.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { makeToken, tokenId } from './token.ts'

/** A thread with its mails, oldest first. */
export interface ListedThread extends ThreadRow {
  messages: ListedMessage[]
}

interface ThreadRow {
  id: string
  subject: string
  tags: string[]
  /** Ids of the clients on whose records it stands. */
  clients: string[]
  /** Member id of who looks after it. */
  ownerId: string | null
  lastAt: Date
  /** Since when a client waits for our answer; null when nobody waits. */
  waitingSince: Date | null
  closedAt: Date | null
}

interface ListedMessage {
  /** Message-ID without angle brackets; null where the mail has none. */
  messageId: string | null
  date: Date
  from: string
  direction: 'in' | 'out' | 'internal'
  kind: string
}

/**
 * Threads with their mails, in the order of their first mail.
 * @param latest only so many, those with the latest mails; all unless told
 */
export async function listThreads(db: Db, { latest }: { latest?: number | undefined } = {}): Promise<ListedThread[]> {
  const threads = await findThreads(db, latest ?? null)
  const messages = await findMessagesOf(
    db,
    threads.map(({ id }) => id)
  )
  const byThread = new Map<string, ListedThread>(threads.map((thread) => [thread.id, { ...thread, messages: [] }]))
  for (const { threadId, ...message } of messages) byThread.get(threadId)?.messages.push(message)
  return [...byThread.values()]
}

/** Relies on thread_list_idx, message_thread_id_sent_at_idx and interaction_message_id_client_id_key. */
function findThreads(db: Db, latest: number | null): Promise<ThreadRow[]> {
  return db.$queryRaw<ThreadRow[]>`
    WITH wanted AS (
      SELECT * FROM thread WHERE merged_into_id IS NULL AND message_count > 0 ORDER BY last_at DESC, id DESC LIMIT ${latest}),
    people AS (
      SELECT thread_id, array_agg(DISTINCT client_id::text) AS clients
      FROM message JOIN interaction ON interaction.message_id = message.id
      WHERE thread_id IN (SELECT id FROM wanted) GROUP BY thread_id),
    labels AS (
      SELECT thread_id, array_agg(tag ORDER BY tag) AS tags FROM thread_tag
      WHERE thread_id IN (SELECT id FROM wanted) GROUP BY thread_id)
    SELECT id, subject, COALESCE(tags, '{}') AS tags, COALESCE(clients, '{}') AS clients, owner_id AS "ownerId",
      last_at AS "lastAt", waiting_since AS "waitingSince", closed_at AS "closedAt"
    FROM wanted LEFT JOIN people ON people.thread_id = id LEFT JOIN labels ON labels.thread_id = id
    ORDER BY first_at, id`
}

function findMessagesOf(db: Db, threadIds: string[]): Promise<(ListedMessage & { threadId: string })[]> {
  return db.$queryRaw<(ListedMessage & { threadId: string })[]>`
    SELECT thread_id AS "threadId", message_id_header AS "messageId", sent_at AS date, from_address AS "from", direction, kind
    FROM message WHERE thread_id = ANY(${threadIds}::uuid[]) ORDER BY sent_at, id`
}

/**
 * The thread that an id stands for now: itself, or the one it was merged into (SEMANTICS B2).
 * @throws Refusal where there is none
 */
export async function currentThread(db: Db, id: string): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT COALESCE(merged_into_id, id) AS id FROM thread WHERE id::text = ${id}`
  const [thread] = rows
  if (!thread) throw new Refusal('no-such-thread', `There is no thread ${id}: see \`maillon threads\`.`)
  return thread.id
}

/** Puts a label on a thread. @returns false where it was there already */
export async function tagThread(
  db: Db,
  {
    threadId,
    tag,
    by,
    at,
    sourceMessageId
  }: { threadId: string; tag: string; by: string; at: Date; sourceMessageId?: string | null }
): Promise<boolean> {
  const { count } = await db.threadTag.createMany({
    data: [{ threadId, tag, by, at, sourceMessageId: sourceMessageId ?? null }],
    skipDuplicates: true
  })
  return count === 1
}

/** Takes a label off a thread. @returns false where it was not there */
export async function untagThread(db: Db, { threadId, tag }: { threadId: string; tag: string }): Promise<boolean> {
  const { count } = await db.threadTag.deleteMany({ where: { threadId, tag } })
  return count === 1
}

/** Says who looks after a thread; null: nobody in particular. @returns who did before */
export async function setThreadOwner(db: Db, threadId: string, ownerId: string | null): Promise<string | null> {
  const rows = await db.$queryRaw<{ before: string | null }[]>`
    UPDATE thread SET owner_id = ${ownerId}::uuid FROM thread AS old
    WHERE thread.id = ${threadId}::uuid AND old.id = thread.id RETURNING old.owner_id::text AS before`
  return rows[0]?.before ?? null
}

/** Puts back who has a thread in hand. @returns false where that was changed again since */
export async function restoreThreadOwner(
  db: Db,
  threadId: string,
  { before, after }: { before: string | null; after: string | null }
): Promise<boolean> {
  const { count } = await db.thread.updateMany({ where: { id: threadId, ownerId: after }, data: { ownerId: before } })
  return count === 1
}

/** Closes a thread: nobody waits in it until another mail comes in. @returns false where it was closed already */
export async function closeThread(db: Db, threadId: string, { by, at }: { by: string; at: Date }): Promise<boolean> {
  const { count } = await db.thread.updateMany({
    where: { id: threadId, closedAt: null },
    data: { closedAt: at, closedBy: by, waitingSince: null }
  })
  return count === 1
}

/**
 * Opens a closed thread again; who waited, waits. Follow with `refreshThreads`.
 * @returns false where it was not closed
 */
export async function reopenThread(db: Db, threadId: string): Promise<boolean> {
  const { count } = await db.thread.updateMany({
    where: { id: threadId, closedAt: { not: null } },
    data: { closedAt: null, closedBy: null }
  })
  return count === 1
}

/**
 * Gives out a token for a thread: a mail that carries it in its text, or in the address it is sent to as `+mln-…`, joins the
 * thread where nothing better says to which it belongs (SEMANTICS B1).
 */
export async function issueThreadToken(db: Db, threadId: string, random: Random): Promise<string> {
  const token = makeToken(random)
  await db.threadReference.create({ data: { reference: tokenId(token), threadId } })
  return token
}
