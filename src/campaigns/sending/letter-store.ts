import type { Db } from '#src/platform/database/database.ts'

/** What is known for filling in one client's letter. */
export interface LetterFacts {
  clientId: string
  name: string
  /** 0: only guessed from the address, and not to be used in a greeting. */
  nameRank: number
  company: string | null
  language: 'fr' | 'en' | null
  /** As stored; null: the firm's. */
  zone: string | null
  /** The one written to, whether it may be or not. */
  address: string | null
  /** Products of the last purchase. */
  products: string[]
}

/** The facts of clients that letters speak of, by client. */
export async function letterFacts(db: Db, clientIds: readonly string[]): Promise<Map<string, LetterFacts>> {
  const rows = await db.$queryRaw<LetterFacts[]>`
    SELECT client.id AS "clientId", client.name, client.name_rank AS "nameRank", company.name AS company, client.language,
      client.zone, (SELECT address FROM client_address a WHERE a.client_id = client.id
                    ORDER BY a.is_primary DESC, a.created_at LIMIT 1) AS address,
      ARRAY(SELECT DISTINCT line.product FROM purchase_line line
            WHERE line.product IS NOT NULL AND line.purchase_id = (
              SELECT id FROM purchase WHERE client_id = client.id AND amount > 0 ORDER BY on_day DESC, id DESC LIMIT 1)) AS products
    FROM client LEFT JOIN company ON company.id = client.company_id WHERE client.id = ANY(${[...clientIds]}::uuid[])`
  return new Map(rows.map((row) => [row.clientId, row]))
}

/** A thread that a letter answers or speaks of. */
export interface LetterThread {
  subject: string
  waitingSince: Date | null
  /** Message-IDs, oldest first, as far as known. */
  messageIds: string[]
  /** Where a nudge about it goes: its owner, if it has one. */
  ownerEmail: string | null
}

/** The thread of a follow-up about an unanswered conversation. */
export async function letterThread(db: Db, threadId: string): Promise<LetterThread | null> {
  const rows = await db.$queryRaw<LetterThread[]>`
    SELECT thread.subject, thread.waiting_since AS "waitingSince", member.email AS "ownerEmail",
      ARRAY(SELECT message_id_header FROM message WHERE thread_id = thread.id AND message_id_header IS NOT NULL
            ORDER BY sent_at DESC LIMIT 20) AS "messageIds"
    FROM thread LEFT JOIN member ON member.id = thread.owner_id AND member.left_at IS NULL
    WHERE thread.id = ${threadId}::uuid`
  const [row] = rows
  return row ? { ...row, messageIds: row.messageIds.toReversed() } : null
}

/** Of these follow-ups whose outcome is unknown, those whose copy was read in a mailbox: they were sent (SEMANTICS H2). */
export async function foundInMailbox(db: Db): Promise<{ id: string; title: string; copy: null }[]> {
  return db.$queryRaw<{ id: string; title: string; copy: null }[]>`
    SELECT DISTINCT ON (follow_up.id) follow_up.id::text, message.subject AS title, NULL AS copy
    FROM follow_up JOIN message ON message.message_id_header LIKE 'maillon.' || follow_up.id::text || '@%'
    WHERE follow_up.state = 'unknown' AND message.direction <> 'in'`
}
