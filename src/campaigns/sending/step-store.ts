import type { Temporal } from 'temporal-polyfill'
import { CLAIM_MINUTES, type Actor } from '#src/campaigns/claim-store.ts'
import { keepCopiesFrom, type SentCopy } from '#src/delivery/sent-copy-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/**
 * The two steps that every mail takes on its way out, several mails at a time. They come by with each mail, so they go past
 * Prisma, and a connection reads and plans them once (docs/decisions/023): each is a transaction of its own.
 */

type Pool = Database['pool']

/** A claimed follow-up and where it goes. */
export interface Going {
  id: string
  address: string
  language: Language
}

/**
 * Whether the client of `f` has been suppressed since they were checked, by the same rule as in facts-sql.ts: what is kept here
 * and let go there would come round for ever. Who does not want mails gets none at any address; one that bounces is only not
 * written to itself.
 * @param to the address that is written to, in SQL
 */
function isSuppressed(to: 'f.address' | 'going.address'): string {
  return `EXISTS (
    SELECT FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
    WHERE f.sent_to = 'client' AND a.client_id = f.client_id AND s.lifted_at IS NULL
      AND (s.scope = 'all' OR f.purpose = 'marketing')
      AND (a.address = ${to} OR s.reason NOT IN ('hard-bounce', 'soft-bounces')))`
}

/** Whether the client of `f` has been erased or merged since, or is none any more (SEMANTICS H4). */
const IS_GONE = `NOT EXISTS (SELECT FROM client c WHERE c.id = f.client_id AND c.state = 'active')`

const MARK_SENDING = `
  WITH changed AS (
    UPDATE follow_up f SET state = 'sending', state_since = $4::timestamptz, address = going.address, written_in = going.language,
      claimed_until = $5::timestamptz
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS going(id, address, language)
    WHERE f.id = going.id AND f.state = 'claimed' AND f.claimed_by = $6 AND NOT ${IS_GONE}
      AND NOT ${isSuppressed('going.address')}
    RETURNING f.id
  ), noted AS (
    INSERT INTO follow_up_event (follow_up_id, at, kind) SELECT id, $4::timestamptz, 'sending' FROM changed
  )
  SELECT id FROM changed`

/**
 * The last gate, passed shortly before the first byte goes out: closed where the claim was lost, or where the client has
 * been suppressed, erased or merged since they were checked, for that holds at once (SEMANTICS H4).
 * @returns for each, whether it may go
 */
export async function markAllSending(pool: Pool, going: readonly Going[], { holder, now }: Actor): Promise<boolean[]> {
  const values = [
    going.map(({ id }) => id),
    going.map(({ address }) => address),
    going.map(({ language }) => language),
    dateOf(now),
    dateOf(now.add({ minutes: CLAIM_MINUTES })),
    holder
  ]
  const { rows } = await pool.query<{ id: string }>({ name: 'mark-sending', text: MARK_SENDING, values })
  return eachOf(going, rows)
}

/** The gate once more, for a mail that has waited since. @returns whether it may still go */
export async function mayStillGo(pool: Pool, id: string, { holder, now }: Actor): Promise<boolean> {
  const { rowCount } = await pool.query({
    text: `UPDATE follow_up f SET claimed_until = $2
      WHERE f.id = $1 AND f.state = 'sending' AND f.claimed_by = $3 AND NOT ${IS_GONE}
        AND NOT ${isSuppressed('f.address')}`,
    values: [id, dateOf(now.add({ minutes: CLAIM_MINUTES })), holder]
  })
  return rowCount === 1
}

/** A follow-up that was sent, how it is called on the client's timeline, and its copy where that is still to be kept. */
export interface SentMail {
  id: string
  title: string
  copy: SentCopy | null
}

/** A statement for each number of mails is planned: not more of them than so many. */
const SENT_AT_ONCE = 10

/**
 * The server accepted them, or they were found in the Sent folder; they then stand on the client's timeline too. Their copies
 * are kept in the same transaction.
 * @returns for each, whether it had not ended otherwise before
 */
export async function markAllSent(pool: Pool, sent: readonly SentMail[], now: Temporal.Instant): Promise<boolean[]> {
  const ends: boolean[] = []
  for (let from = 0; from < sent.length; from += SENT_AT_ONCE) {
    const part = sent.slice(from, from + SENT_AT_ONCE)
    const { rows } = await pool.query<{ id: string }>({
      name: `mark-sent-${part.length}`,
      text: markSentText(part.length),
      values: [dateOf(now), ...part.flatMap(valuesOf)]
    })
    ends.push(...eachOf(part, rows))
  }
  return ends
}

/** Mails as values one by one and not as arrays: so their bytes go over as they are. */
function valuesOf({ id, title, copy }: SentMail): unknown[] {
  return [id, title, copy?.mailboxId ?? null, copy?.messageId ?? null, copy?.mime ?? null, copy?.sentAt ?? null]
}

function markSentText(mails: number): string {
  const rows = Array.from({ length: mails }, (_, index) => {
    const first = 2 + index * 6
    return `($${first}::uuid, $${first + 1}::text, $${first + 2}::uuid, $${first + 3}::text, $${first + 4}::bytea, $${first + 5}::timestamptz)`
  })
  return `
    WITH sent (id, title, mailbox_id, message_id_header, mime, sent_at) AS (VALUES ${rows.join(', ')}),
    kept AS (${keepCopiesFrom('sent')}),
    changed AS (
      UPDATE follow_up f SET state = 'sent', state_since = $1::timestamptz, reason = NULL, detail = NULL,
        sent_at = CASE WHEN f.state = 'unknown' THEN f.state_since ELSE $1::timestamptz END
      FROM sent WHERE f.id = sent.id AND f.state IN ('sending', 'unknown')
      RETURNING f.id, f.client_id, f.sent_to, f.sent_at, sent.title
    ), shown AS (
      INSERT INTO interaction (client_id, at, kind, direction, title, subject_kind, subject_id, source, external_id, by)
      SELECT client_id, sent_at, 'follow-up', 'out', title, 'follow-up', id::text, 'campaigns', id::text, 'campaigns'
      FROM changed WHERE sent_to = 'client'
      ON CONFLICT DO NOTHING
    ), noted AS (
      INSERT INTO follow_up_event (follow_up_id, at, kind) SELECT id, $1::timestamptz, 'sent' FROM changed
    )
    SELECT id FROM changed`
}

/** The last gate, for one. */
export async function markSending(
  pool: Pool,
  id: string,
  { address, language, ...actor }: Actor & Omit<Going, 'id'>
): Promise<boolean> {
  const [mayGo = false] = await markAllSending(pool, [{ id, address, language }], actor)
  return mayGo
}

/** The end of one that was accepted. */
export async function markSent(
  pool: Pool,
  id: string,
  { now, title }: { now: Temporal.Instant; title: string }
): Promise<boolean> {
  const [isSent = false] = await markAllSent(pool, [{ id, title, copy: null }], now)
  return isSent
}

function eachOf(asked: readonly { id: string }[], changed: readonly { id: string }[]): boolean[] {
  const ids = new Set(changed.map(({ id }) => id))
  return asked.map(({ id }) => ids.has(id))
}
