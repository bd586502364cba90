import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import { addressKey } from '#src/team/address-key.ts'
import { bouncesTooOften, type Delivery } from './soft-bounces.ts'
import { suppressAddresses } from './suppression-store.ts'

/** A mail that came back from one address. */
export interface NewBounce {
  /** Normalised. */
  address: string
  at: Date
  hard: boolean
  /** RFC 3463 status, where known. */
  status: string | null
  /** Reason class, as in message/mail. */
  reason: string
  /** Row of the delivery report: the same report counts once. */
  messageId: string
  /** Whether it is about a mail that we did send to that address (`weWroteWhatCameBack`). */
  isProven: boolean
}

/**
 * Notes that a mail came back, and forbids writing to the address where that follows: at once for a hard bounce, for soft ones
 * when they keep coming (SEMANTICS H8). One that nothing proves is noted and forbids nothing; it counts once it is proven.
 * @returns the reason, where the address is suppressed because of it
 */
export async function recordBounce(db: Db, bounce: NewBounce): Promise<'hard-bounce' | 'soft-bounces' | null> {
  const key = addressKey(bounce.address)
  const isNews = await insertBounce(db, { ...bounce, address: key })
  if (!isNews || !bounce.isProven) return null
  const isTooMuch = bounce.hard || bouncesTooOften(await deliveriesTo(db, key, bounce.at), bounce.at)
  if (!isTooMuch) return null
  const reason = bounce.hard ? 'hard-bounce' : 'soft-bounces'
  const addresses = [...new Set([bounce.address, key])]
  await suppressAddresses(db, { addresses, scope: 'all', reason, at: bounce.at, evidence: bounce.messageId })
  return reason
}

/** @returns whether it was not known yet, or not proven */
async function insertBounce(db: Db, bounce: NewBounce): Promise<boolean> {
  const { address, at, hard, status, reason, messageId, isProven } = bounce
  const count = await db.$executeRaw`
    INSERT INTO address_bounce (id, address, at, hard, status, reason, message_id, is_proven)
    VALUES (${newId()}::uuid, ${address}, ${at}::timestamptz, ${hard}, ${status}, ${reason}, ${messageId}::uuid, ${isProven})
    ON CONFLICT (message_id, address) DO UPDATE SET is_proven = true
    WHERE excluded.is_proven AND NOT address_bounce.is_proven`
  return count > 0
}

/**
 * The latest mails of ours to an address, with those that came back for the time being; a report that does not tell which
 * mail it is about counts as a mail of its own. Relies on message_address_match_key_idx and address_bounce_address_at_idx.
 */
async function deliveriesTo(db: Db, key: string, now: Date): Promise<Delivery[]> {
  return db.$queryRaw<Delivery[]>`
    WITH bounced AS (
      SELECT address_bounce.at, message.refers_to
      FROM address_bounce LEFT JOIN message ON message.id = address_bounce.message_id
      WHERE address_bounce.address = ${key} AND NOT hard AND is_proven AND address_bounce.at > ${now}::timestamptz - interval '30 days'),
    sent AS (
      SELECT DISTINCT message.id, message.sent_at, message.bears
      FROM message_address JOIN message ON message.id = message_id
      WHERE match_key = ${key} AND role IN ('to', 'cc', 'bcc') AND direction = 'out'
        AND sent_at > ${now}::timestamptz - interval '30 days')
    SELECT sent_at AS at, EXISTS (SELECT FROM bounced WHERE refers_to && sent.bears) AS "isSoftBounce" FROM sent
    UNION ALL
    SELECT at, true FROM bounced WHERE NOT EXISTS (SELECT FROM sent WHERE sent.bears && bounced.refers_to)`
}

/**
 * Whether a report is about a mail that we sent to that address: one that came from a Sent folder of ours or out of a file,
 * from whatever program, or one of this program's own ledgers, whose copy may not have been read yet. What lies in other
 * folders only may have been written under our address by anybody. A Message-ID is known to us and to whom we wrote; a report
 * that names none proves nothing. Relies on message_thread_id_sent_at_idx, for a report joins the thread of its mail (SEMANTICS
 * B4), and on message_place_message_id_idx.
 * @param report.messageId row of the report
 */
export async function weWroteWhatCameBack(db: Db, report: { messageId: string; address: string }): Promise<boolean> {
  const { messageId, address } = report
  const key = addressKey(address)
  const rows = await db.$queryRaw<unknown[]>`
    WITH report AS (SELECT thread_id, refers_to FROM message WHERE id = ${messageId}::uuid),
    own AS (
      SELECT substring(id FROM '^maillon\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@')::uuid AS row_id
      FROM report, unnest(refers_to) AS id)
    SELECT 1 FROM report JOIN message AS sent ON sent.thread_id = report.thread_id AND sent.bears && report.refers_to
      JOIN message_address ON message_address.message_id = sent.id
      LEFT JOIN LATERAL (
        SELECT bool_or(folder.role IS NOT DISTINCT FROM 'sent' OR is_labelled_sent) AS is_in_sent
        FROM message_place JOIN folder ON folder.id = folder_id WHERE message_place.message_id = sent.id) AS place ON TRUE
    WHERE direction = 'out' AND message_address.role IN ('to', 'cc', 'bcc') AND match_key = ${key} AND is_in_sent IS NOT FALSE
    UNION ALL
    SELECT 1 FROM own JOIN outgoing_mail ON outgoing_mail.id = row_id
    WHERE lower(to_address) = ANY(${[address, key]}::text[]) AND state IN ('sending', 'sent', 'unknown')
    UNION ALL
    SELECT 1 FROM own JOIN follow_up ON follow_up.id = row_id
    WHERE lower(follow_up.address) = ANY(${[address, key]}::text[]) AND state IN ('sending', 'sent', 'unknown')
    LIMIT 1`
  return rows.length > 0
}
