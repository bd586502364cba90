import { inTurn, type Sql } from '#src/platform/database/sql.ts'
import { lockForTransaction } from '#src/platform/lock.ts'
import type { KnownId } from './grouping.ts'
import type { IdRow, LinkedRow, ThreadMerge } from './placement.ts'

/**
 * Lets one transaction at a time store mails or change who is who, until it ends. Two that stored a mail and its parent at
 * once, or two mails of the same new person, would otherwise each miss the other. A batch takes a fraction of a second, the
 * one core of PostgreSQL is the limit anyway, and there is nothing left that could deadlock. Waits under READ COMMITTED, so
 * that what the one before has stored is seen.
 */
export async function lockIngest(db: Sql): Promise<void> {
  await lockForTransaction(db, 'ingest')
}

/** What is known of these ids. */
export async function findIds(db: Sql, ids: string[]): Promise<Map<string, KnownId>> {
  const rows = await db.$queryRaw<({ id: string } & KnownId)[]>`
    SELECT reference AS id, thread_id AS thread, borne, settled FROM thread_reference WHERE reference = ANY(${ids}::text[])`
  return new Map(rows.map(({ id, ...known }) => [id, known]))
}

/** The mails of these threads. Relies on message_thread_id_sent_at_idx. */
export async function findLinked(db: Sql, threads: string[]): Promise<LinkedRow[]> {
  return db.$queryRaw<LinkedRow[]>`
    SELECT id AS key, thread_id AS thread, bears, refers_to AS "references", in_reply_to AS "inReplyTo", fallback_ids AS fallbacks
    FROM message WHERE thread_id = ANY(${threads}::uuid[]) ORDER BY sent_at, id`
}

/** Every id that is noted for these threads. Relies on thread_reference_thread_id_idx. */
export async function findIdsOf(db: Sql, threads: string[]): Promise<Map<string, KnownId>> {
  const rows = await db.$queryRaw<({ id: string } & KnownId)[]>`
    SELECT reference AS id, thread_id AS thread, borne, settled FROM thread_reference WHERE thread_id = ANY(${threads}::uuid[])`
  return new Map(rows.map(({ id, ...known }) => [id, known]))
}

/** Forgets ids that nothing links to a thread any more. */
export async function deleteIds(db: Sql, ids: string[]): Promise<void> {
  await db.$executeRaw`DELETE FROM thread_reference WHERE reference = ANY(${ids}::text[])`
}

/** Makes empty threads; `refreshThreads` fills them once their mails are stored. */
export async function insertThreads(db: Sql, ids: string[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO thread (id, subject, first_at, last_at) SELECT id, '', 'epoch', 'epoch' FROM unnest(${ids}::uuid[]) AS id`
}

/** Notes which thread each id belongs to now. */
export async function saveIds(db: Sql, rows: IdRow[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO thread_reference (reference, thread_id, borne, settled)
    SELECT * FROM unnest(
      ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.thread)}::uuid[],
      ${rows.map((row) => row.borne)}::boolean[], ${rows.map((row) => row.settled)}::boolean[])
    ON CONFLICT (reference) DO UPDATE SET thread_id = excluded.thread_id,
      borne = thread_reference.borne OR excluded.borne, settled = thread_reference.settled OR excluded.settled
    WHERE (thread_reference.thread_id, thread_reference.borne, thread_reference.settled)
      IS DISTINCT FROM (excluded.thread_id, excluded.borne, excluded.settled)`
}

/** Moves mails to the threads that they turned out to belong to. */
export async function moveMails(db: Sql, moves: { message: string; thread: string }[]): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET thread_id = move.thread
    FROM unnest(${moves.map((move) => move.message)}::uuid[], ${moves.map((move) => move.thread)}::uuid[]) AS move(message, thread)
    WHERE message.id = move.message`
}

/**
 * Makes threads part of others (SEMANTICS B2): their mails, ids and tags go over, an owner where the other has none, and
 * their ids redirect. Rows of other rooms that name a thread are moved by `THREAD_ID_COLUMNS`.
 */
export async function mergeThreads(db: Sql, merges: ThreadMerge[]): Promise<void> {
  const from = merges.map((merge) => merge.from)
  const into = merges.map((merge) => merge.into)
  const moveTheirMails = () => db.$executeRaw`
    UPDATE message SET thread_id = merge.into_id
    FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id) WHERE thread_id = merge.from_id`
  const moveIds = () => db.$executeRaw`
    UPDATE thread_reference SET thread_id = merge.into_id
    FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id) WHERE thread_id = merge.from_id`
  const moveTags = () => db.$executeRaw`
    WITH merge AS (SELECT * FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id)),
    gone AS (DELETE FROM thread_tag USING merge WHERE thread_id = merge.from_id RETURNING thread_tag.*, merge.into_id)
    INSERT INTO thread_tag (thread_id, tag, at, by, source_message_id)
    SELECT into_id, tag, at, by, source_message_id FROM gone
    ON CONFLICT (thread_id, tag) DO NOTHING`
  const moveReminders = () => db.$executeRaw`
    UPDATE reminder SET thread_id = merge.into_id
    FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id) WHERE thread_id = merge.from_id`
  const keepOwners = () => db.$executeRaw`
    WITH merge AS (SELECT * FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id)),
    owned AS (
      SELECT DISTINCT ON (into_id) into_id, owner_id FROM merge JOIN thread ON thread.id = from_id
      WHERE owner_id IS NOT NULL ORDER BY into_id, last_at DESC, thread.id)
    UPDATE thread SET owner_id = owned.owner_id FROM owned WHERE thread.id = owned.into_id AND thread.owner_id IS NULL`
  const redirect = () => db.$executeRaw`
    UPDATE thread SET merged_into_id = merge.into_id, subject = '', message_count = 0, waiting_since = NULL
    FROM unnest(${from}::uuid[], ${into}::uuid[]) AS merge(from_id, into_id)
    WHERE thread.id = merge.from_id OR thread.merged_into_id = merge.from_id`
  await inTurn(db, [moveTheirMails, moveIds, moveTags, moveReminders, keepOwners, redirect])
}

/**
 * Counts these threads anew from their mails: dates, subject of the first mail, direction of the last human one, and since
 * when somebody waits for our answer. A mail that comes in after a thread was closed opens it again.
 */
export async function refreshThreads(db: Sql, threads: string[]): Promise<void> {
  await db.$executeRaw`
    WITH mails AS (
      SELECT thread_id, id, subject, sent_at, direction, kind = 'human' AND direction <> 'internal' AS speaks
      FROM message WHERE thread_id = ANY(${threads}::uuid[])),
    counted AS (
      SELECT thread_id, count(*)::int AS message_count, min(sent_at) AS first_at, max(sent_at) AS last_at,
        (array_agg(subject ORDER BY sent_at, id))[1] AS subject,
        (array_agg(direction ORDER BY sent_at DESC, id DESC) FILTER (WHERE speaks))[1] AS last_direction,
        max(sent_at) FILTER (WHERE speaks AND direction = 'out') AS answered_at
      FROM mails GROUP BY thread_id),
    waiting AS (
      SELECT mails.thread_id, min(mails.sent_at) AS since
      FROM mails JOIN counted USING (thread_id) JOIN thread ON thread.id = thread_id
      WHERE speaks AND mails.direction = 'in'
        AND mails.sent_at > COALESCE(GREATEST(counted.answered_at, thread.closed_at), '-infinity')
      GROUP BY mails.thread_id)
    UPDATE thread SET message_count = counted.message_count, first_at = counted.first_at, last_at = counted.last_at,
      subject = counted.subject, last_direction = counted.last_direction, waiting_since = waiting.since,
      closed_at = CASE WHEN waiting.since IS NULL THEN closed_at END,
      closed_by = CASE WHEN waiting.since IS NULL THEN closed_by END
    FROM counted LEFT JOIN waiting USING (thread_id)
    WHERE thread.id = counted.thread_id`
}
