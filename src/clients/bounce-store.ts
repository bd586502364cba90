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
}

/**
 * Notes that a mail came back, and forbids writing to the address where that follows: at once for a hard bounce, for soft ones
 * when they keep coming (SEMANTICS H8).
 * @returns the reason, where the address is suppressed because of it
 */
export async function recordBounce(db: Db, bounce: NewBounce): Promise<'hard-bounce' | 'soft-bounces' | null> {
  const key = addressKey(bounce.address)
  const { count } = await db.addressBounce.createMany({
    data: [{ id: newId(), ...bounce, address: key }],
    skipDuplicates: true
  })
  if (count === 0) return null
  const isTooMuch = bounce.hard || bouncesTooOften(await deliveriesTo(db, key, bounce.at), bounce.at)
  if (!isTooMuch) return null
  const reason = bounce.hard ? 'hard-bounce' : 'soft-bounces'
  const addresses = [...new Set([bounce.address, key])]
  await suppressAddresses(db, { addresses, scope: 'all', reason, at: bounce.at, evidence: bounce.messageId })
  return reason
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
      WHERE address_bounce.address = ${key} AND NOT hard AND address_bounce.at > ${now}::timestamptz - interval '30 days'),
    sent AS (
      SELECT DISTINCT message.id, message.sent_at, message.bears
      FROM message_address JOIN message ON message.id = message_id
      WHERE match_key = ${key} AND role IN ('to', 'cc', 'bcc') AND direction = 'out'
        AND sent_at > ${now}::timestamptz - interval '30 days')
    SELECT sent_at AS at, EXISTS (SELECT FROM bounced WHERE refers_to && sent.bears) AS "isSoftBounce" FROM sent
    UNION ALL
    SELECT at, true FROM bounced WHERE NOT EXISTS (SELECT FROM sent WHERE sent.bears && bounced.refers_to)`
}

/** Whether we wrote to an address in the 30 days before an instant: all that a report which names no mail can be about. */
export async function wroteLately(db: Db, address: string, before: Date): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM message_address JOIN message ON message.id = message_id
    WHERE match_key = ${addressKey(address)} AND role IN ('to', 'cc', 'bcc') AND direction = 'out'
      AND sent_at BETWEEN ${before}::timestamptz - interval '30 days' AND ${before}::timestamptz
    LIMIT 1`
  return rows.length > 0
}
