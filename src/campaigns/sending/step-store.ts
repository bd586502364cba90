import { CLAIM_MINUTES, type Actor } from '#src/campaigns/claim-store.ts'
import { keepCopiesFrom, type PackedCopy } from '#src/delivery/sent-copy-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/**
 * The two steps that every mail takes on its way out, several mails at a time. They come by with each mail, so they go past
 * Prisma, and a connection reads and plans them once (docs/decisions/023).
 */

type Pool = Database['pool']

/** A claimed follow-up and where it goes. */
export interface Going {
  id: string
  address: string
  language: Language
  /** Whoever left gets no mail of its kind (`maySayNo`). */
  isRefusable: boolean
}

/**
 * Whether the client of `f` has been suppressed since they were checked, by the same rule as in facts-sql.ts: what is kept here
 * and let go there would come round for ever. Who does not want mails gets none at any address; one that bounces is only not
 * written to itself.
 * @param to the address that is written to, in SQL
 * @param isRefusable as of `Going`, in SQL
 */
function isSuppressed(to: 'f.address' | 'going.address', isRefusable: string): string {
  return `EXISTS (
    SELECT FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
    WHERE f.sent_to = 'client' AND a.client_id = f.client_id AND s.lifted_at IS NULL
      AND (s.scope = 'all' OR ${isRefusable})
      AND (a.address = ${to} OR s.reason NOT IN ('hard-bounce', 'soft-bounces')))`
}

/** Whether the client of `f` has been erased or merged since, or is none any more (SEMANTICS H4). */
const IS_GONE = `NOT EXISTS (SELECT FROM client c WHERE c.id = f.client_id AND c.state = 'active')`

/** Whether the campaign of `f` still runs: who pauses it has it stop at once. */
const IS_ON = `EXISTS (SELECT FROM campaign_activity a WHERE a.campaign_id = f.campaign_id AND a.until_at IS NULL)`

/** The gate once more, for a mail that has waited since. @returns whether it may still go */
export async function mayStillGo(
  pool: Pool,
  { id, isRefusable }: Pick<Going, 'id' | 'isRefusable'>,
  { holder, now }: Actor
): Promise<boolean> {
  const { rowCount } = await pool.query({
    text: `UPDATE follow_up f SET claimed_until = $2
      WHERE f.id = $1 AND f.state = 'sending' AND f.claimed_by = $3 AND ${IS_ON} AND NOT ${IS_GONE}
        AND NOT ${isSuppressed('f.address', '$4')}`,
    values: [id, dateOf(now.add({ minutes: CLAIM_MINUTES })), holder, isRefusable]
  })
  return rowCount === 1
}

/** A follow-up that was sent, how it is called on the client's timeline, and its copy where that is still to be kept. */
export interface SentMail {
  id: string
  title: string
  copy: PackedCopy | null
}

/** A step of one mail: to the last gate, or from the server that accepted it. */
export type Step = { kind: 'gate'; going: Going } | { kind: 'end'; sent: SentMail }

/** A statement for each number of ended mails is planned: not more of them than so many. */
const ENDS_AT_ONCE = 10

/**
 * Takes steps of several mails, those of up to ten that ended with those of any number that begin in one transaction: both
 * come when a connection turns from one to the next, and what is written to disk costs more than what is said.
 *
 * The gate is passed shortly before the first byte goes out. It is closed where the claim was lost, the campaign was paused, or the
 * client has been suppressed, erased or merged since they were checked, for that holds at once (SEMANTICS H4). At its end a mail stands on
 * the client's timeline too, and its copy is kept.
 * @returns for each, whether it was taken: may go, or had not ended otherwise before
 */
export async function takeSteps(pool: Pool, steps: readonly Step[], actor: Actor): Promise<boolean[]> {
  const going = steps.flatMap((step) => (step.kind === 'gate' ? [step.going] : []))
  const sent = steps.flatMap((step) => (step.kind === 'end' ? [step.sent] : []))
  const taken = new Set<string>()
  const take = async (begins: readonly Going[], ends: readonly SentMail[]) => {
    for (const id of await takeTogether(pool, { begins, ends }, actor)) taken.add(id)
  }
  const first = sent.slice(0, ENDS_AT_ONCE)
  try {
    await take(going, first)
  } catch (error) {
    // What was accepted is written down even where nothing more can begin.
    if (going.length > 0 && first.length > 0) await take([], first)
    throw error
  }
  for (let from = ENDS_AT_ONCE; from < sent.length; from += ENDS_AT_ONCE)
    await take([], sent.slice(from, from + ENDS_AT_ONCE))
  return steps.map((step) => taken.has(step.kind === 'gate' ? step.going.id : step.sent.id))
}

/** @returns the ids of those whose step was taken */
async function takeTogether(
  pool: Pool,
  { begins, ends }: { begins: readonly Going[]; ends: readonly SentMail[] },
  actor: Actor
): Promise<string[]> {
  const hasGate = begins.length > 0
  const values = [dateOf(actor.now), ...ends.flatMap(endValues), ...(hasGate ? gateValues(begins, actor) : [])]
  const name = `steps-${ends.length}${hasGate ? '-gate' : ''}`
  const { rows } = await pool.query<{ id: string }>({ name, text: stepsText(ends.length, hasGate), values })
  return rows.map(({ id }) => id)
}

/** Mails as values one by one and not as arrays: so their bytes go over as they are. */
function endValues({ id, title, copy }: SentMail): unknown[] {
  return [id, title, copy?.mailboxId ?? null, copy?.messageId ?? null, copy?.packed ?? null, copy?.sentAt ?? null]
}

/** How many values each end takes. */
const END_VALUES = 6

function gateValues(going: readonly Going[], { holder, now }: Actor): unknown[] {
  return [
    going.map(({ id }) => id),
    going.map(({ address }) => address),
    going.map(({ language }) => language),
    going.map(({ isRefusable }) => isRefusable),
    dateOf(now.add({ minutes: CLAIM_MINUTES })),
    holder
  ]
}

function stepsText(ends: number, hasGate: boolean): string {
  const row = (first: number) =>
    `($${first}::uuid, $${first + 1}::text, $${first + 2}::uuid, $${first + 3}::text, $${first + 4}::bytea, $${first + 5}::timestamptz)`
  const rows = Array.from({ length: ends }, (_, index) => row(2 + index * END_VALUES))
  const none = 'SELECT NULL::uuid, NULL::text, NULL::uuid, NULL::text, NULL::bytea, NULL::timestamptz WHERE FALSE'
  return `
    WITH begun AS (
      ${hasGate ? gateText(2 + ends * END_VALUES) : 'SELECT NULL::uuid AS id WHERE FALSE'}
    ), sent (id, title, mailbox_id, message_id_header, mime, sent_at) AS (
      ${rows.length === 0 ? none : `VALUES ${rows.join(', ')}`}
    ), kept AS (
      ${keepCopiesFrom('sent')}
    ), ended AS (
      UPDATE follow_up f SET state = 'sent', state_since = $1::timestamptz, reason = NULL, detail = NULL,
        sent_at = CASE WHEN f.state = 'unknown' THEN f.state_since ELSE $1::timestamptz END
      FROM sent WHERE f.id = sent.id AND f.state IN ('sending', 'unknown')
      RETURNING f.id, f.client_id, f.sent_to, f.sent_at, sent.title
    ), shown AS (
      INSERT INTO interaction (client_id, at, kind, direction, title, subject_kind, subject_id, source, external_id, by)
      SELECT client_id, sent_at, 'follow-up', 'out', title, 'follow-up', id::text, 'campaigns', id::text, 'campaigns'
      FROM ended WHERE sent_to = 'client'
      ON CONFLICT DO NOTHING
    ), taken AS (
      SELECT id, 'sending' AS kind FROM begun UNION ALL SELECT id, 'sent' FROM ended
    ), noted AS (
      INSERT INTO follow_up_event (follow_up_id, at, kind) SELECT id, $1::timestamptz, kind FROM taken
    )
    SELECT id FROM taken`
}

/**
 * "IS TRUE" keeps it off the index of what is in hand: PostgreSQL takes that for a row or two, and would look at hundreds of
 * claimed ones for each that goes.
 * @param first number of its first value; $1 is the time
 */
function gateText(first: number): string {
  return `
      UPDATE follow_up f SET state = 'sending', state_since = $1::timestamptz, address = going.address,
        written_in = going.language, claimed_until = $${first + 4}::timestamptz
      FROM unnest($${first}::uuid[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::boolean[])
        AS going(id, address, language, is_refusable)
      WHERE f.id = going.id AND (f.state = 'claimed') IS TRUE AND f.claimed_by = $${first + 5} AND ${IS_ON} AND NOT ${IS_GONE}
        AND NOT ${isSuppressed('going.address', 'going.is_refusable')}
      RETURNING f.id`
}
