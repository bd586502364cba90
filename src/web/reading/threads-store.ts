import { withoutPersonalLinks } from '#src/delivery/links.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from './cursor.ts'
import { CUT_MARGIN, shortened, shownRows, type Reader } from './shown-mail.ts'

export const THREAD_VIEWS = ['waiting', 'open', 'mine', 'closed', 'all'] as const
export type ThreadView = (typeof THREAD_VIEWS)[number]

export interface ThreadFilter {
  view: ThreadView
  tag: string | null
  /** Who asks, for `mine`. */
  memberId: string
}

export interface ListedThread {
  id: string
  subject: string
  lastAt: Date
  waitingSince: Date | null
  closedAt: Date | null
  messageCount: number
  ownerName: string | null
  tags: string[]
  /** Clients of the thread, at most three. */
  clients: { id: string; name: string }[]
  text: string | null
}

export const THREADS_PER_PART = 40

/** Letters of the last mail beside each thread. */
const TEXT_SHOWN = 200

/** One part of the list of threads, newest first; walks thread_list_idx. */
export async function listThreads(
  db: Db,
  filter: ThreadFilter,
  { after, reader }: { after: Cursor | null; reader: Reader }
): Promise<Part<ListedThread>> {
  const beyond = after
    ? Prisma.sql`AND (thread.last_at, thread.id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const rows = await db.$queryRaw<ListedThread[]>`
    WITH shown AS (
      SELECT * FROM thread
      WHERE merged_into_id IS NULL AND message_count > 0 AND ${conditionOf(filter)} ${beyond}
      ORDER BY last_at DESC, id DESC LIMIT ${THREADS_PER_PART + 1})
    SELECT shown.id, shown.subject, shown.last_at AS "lastAt", shown.waiting_since AS "waitingSince",
      shown.closed_at AS "closedAt", shown.message_count AS "messageCount", member.name AS "ownerName",
      ARRAY(SELECT tag FROM thread_tag WHERE thread_id = shown.id ORDER BY tag) AS tags,
      ${CLIENTS_OF_SHOWN} AS clients,
      (SELECT left(reply_text, ${TEXT_SHOWN + CUT_MARGIN}) FROM message WHERE thread_id = shown.id ORDER BY sent_at DESC LIMIT 1) AS text
    FROM shown LEFT JOIN member ON member.id = shown.owner_id
    ORDER BY shown.last_at DESC, shown.id DESC`
  const shown = await shownRows(db, rows, reader, { fields: { subject: Infinity, text: TEXT_SHOWN } })
  return partOf(shown, THREADS_PER_PART, (row) => ({ value: row.lastAt.toISOString(), id: row.id }))
}

/** Relies on message_thread_id_sent_at_idx and interaction_message_id_client_id_key. */
const CLIENTS_OF_SHOWN = Prisma.sql`
  COALESCE((SELECT jsonb_agg(whose) FROM (
    SELECT DISTINCT client.id, client.name FROM message
    JOIN interaction ON interaction.message_id = message.id JOIN client ON client.id = interaction.client_id
    WHERE message.thread_id = shown.id LIMIT 3) AS whose), '[]'::jsonb)`

function conditionOf({ view, tag, memberId }: ThreadFilter): Prisma.Sql {
  const tagged = tag ? Prisma.sql`AND id IN (SELECT thread_id FROM thread_tag WHERE tag = ${tag})` : Prisma.empty
  return Prisma.sql`${VIEWS[view](memberId)} ${tagged}`
}

const VIEWS: Record<ThreadView, (memberId: string) => Prisma.Sql> = {
  waiting: () => Prisma.sql`waiting_since IS NOT NULL`,
  open: () => Prisma.sql`closed_at IS NULL`,
  mine: (memberId) => Prisma.sql`owner_id = ${memberId}::uuid`,
  closed: () => Prisma.sql`closed_at IS NOT NULL`,
  all: () => Prisma.sql`TRUE`
}

export interface WaitingThread {
  id: string
  subject: string
  waitingSince: Date
  text: string | null
  clientId: string | null
  clientName: string | null
  fromName: string | null
  tier: string | null
  ownerId: string | null
  ownerName: string | null
}

/** A mail that nobody answered for longer waits for nothing any more. */
export const WAITING_DAYS = 90
/** Nobody reads the number beyond this exactly. */
export const WAITING_COUNT_MOST = 100

/** What a day of waiting weighs for a client of each category (S1): the best clients come first, but nobody waits for ever. */
const WEIGHTS = { A: 4, B: 2 } as const

/**
 * Who waits for our answer: the best clients and the longest wait first (S1). Waits that began before `since` are not shown:
 * mails of years ago that nobody answered wait for nothing any more. Relies on thread_waiting_idx.
 */
export async function waitingThreads(db: Db, { since, now, most, reader }: Waited): Promise<WaitingThread[]> {
  const rows = await db.$queryRaw<WaitingThread[]>`
    WITH waiting AS (
      SELECT thread.id, thread.subject, thread.waiting_since, thread.owner_id, last.reply_text, last.from_name,
        client.id AS client_id, client.name, insight.tier,
        extract(epoch FROM ${now}::timestamptz - thread.waiting_since)
          * CASE insight.tier WHEN 'A' THEN ${WEIGHTS.A} WHEN 'B' THEN ${WEIGHTS.B} ELSE 1 END AS urgency
      FROM thread
      CROSS JOIN LATERAL (
        SELECT id, reply_text, from_name FROM message
        WHERE thread_id = thread.id AND direction = 'in' AND kind = 'human' ORDER BY sent_at DESC LIMIT 1) AS last
      LEFT JOIN LATERAL (
        SELECT client_id FROM interaction WHERE interaction.message_id = last.id LIMIT 1) AS whose ON true
      LEFT JOIN client ON client.id = whose.client_id
      LEFT JOIN client_insight AS insight ON insight.client_id = client.id
      WHERE thread.waiting_since >= ${since} AND thread.merged_into_id IS NULL
        AND COALESCE(client.state, 'active') <> 'ignored'
      ORDER BY urgency DESC LIMIT ${most})
    SELECT waiting.id, waiting.subject, waiting.waiting_since AS "waitingSince", left(waiting.reply_text, ${TEXT_SHOWN + CUT_MARGIN}) AS text,
      waiting.client_id AS "clientId", waiting.name AS "clientName", waiting.from_name AS "fromName", waiting.tier,
      waiting.owner_id AS "ownerId", member.name AS "ownerName"
    FROM waiting LEFT JOIN member ON member.id = waiting.owner_id ORDER BY waiting.urgency DESC`
  const shown = await shownRows(db, rows, reader, { fields: { subject: Infinity } })
  return shown.map((row) => ({ ...row, text: row.text && shortened(withoutPersonalLinks(row.text), TEXT_SHOWN) }))
}

export interface Waited {
  since: Date
  now: Date
  most: number
  reader: Reader
}

/** How many threads wait, up to a bound: the number beside "Today". Relies on thread_waiting_idx. */
export async function countWaiting(db: Db, since: Date, most: number): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM (
      SELECT FROM thread WHERE waiting_since >= ${since} AND merged_into_id IS NULL LIMIT ${most}) AS bounded`
  return Number(row?.count ?? 0)
}
