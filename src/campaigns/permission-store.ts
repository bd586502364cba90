import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { ConsentBasis } from './consent.ts'

/**
 * What clients allow and forbid, written down with its proof (SEMANTICS J1). Leaving needs no sign-in and no second step, and
 * holds at once: for mails not yet planned, planned, and already in a sender's hands (H4).
 */

/** How somebody left: the one-click POST of RFC 8058, the page, a mail to the unsubscribe address, or a STOP in an answer. */
export type LeavingBy = 'one-click' | 'page' | 'mailto' | 'stop-reply'

/** Whom a link in a mail of ours belongs to. */
export interface LinkOwner {
  clientId: string
  name: string
  language: string | null
  /** What the last entry of the ledger says, and whether a suppression stands. */
  marketing: 'given' | 'withdrawn' | 'unknown'
  isSuppressed: boolean
}

/** Who is behind the token of a link: for the pages that leave or show the preferences; changes nothing. Null: no such link. */
export async function ownerOfLink(db: Db, token: string): Promise<LinkOwner | null> {
  if (!isToken(token)) return null
  const [owner] = await db.$queryRaw<LinkOwner[]>`
    SELECT client.id AS "clientId", client.name, client.language,
      COALESCE((SELECT e.state FROM standing_consent e WHERE e.client_id = client.id AND e.purpose = 'marketing'
        ORDER BY e.at DESC, e.recorded_at DESC LIMIT 1), 'unknown') AS marketing,
      EXISTS (SELECT FROM client_address a JOIN suppression s ON s.address IN (a.address, a.match_key)
        WHERE a.client_id = client.id AND s.lifted_at IS NULL) AS "isSuppressed"
    FROM follow_up f JOIN client given ON given.id = f.client_id
    JOIN client ON client.id = COALESCE(given.merged_into_id, given.id)
    WHERE f.link_token = ${token}::uuid`
  return owner ?? null
}

/**
 * Takes a client off all marketing mail, by the token of any mail ever sent to them. Asking again changes nothing.
 * @param proof the mail that says so, where it is one: the link alone proves it otherwise (SEMANTICS J1)
 * @returns false where there is no such link
 */
export async function unsubscribe(
  db: Db,
  token: string,
  { now, by, proof }: { now: Temporal.Instant; by: LeavingBy; proof?: { wording: string; evidence: string } }
): Promise<boolean> {
  const owner = await ownerOfLink(db, token)
  if (!owner) return false
  await withdraw(db, {
    clientIds: [owner.clientId],
    addresses: [],
    reason: 'unsubscribed',
    by,
    now,
    wording: proof?.wording ?? null,
    evidence: proof?.evidence ?? `link:${token}`
  })
  await db.$executeRaw`
    INSERT INTO follow_up_event (follow_up_id, at, kind, evidence)
    SELECT id, ${dateOf(now)}::timestamptz, 'unsubscribed', ${by} FROM follow_up
    WHERE link_token = ${token}::uuid
      AND NOT EXISTS (SELECT FROM follow_up_event e WHERE e.follow_up_id = follow_up.id AND e.kind = 'unsubscribed')`
  return true
}

/**
 * Takes whoever wrote from an address off all marketing mail: STOP in an answer, or a mail to the unsubscribe address. It
 * holds for the address even where it is no client's.
 * @param evidence the id of the mail that says so
 * @returns how many clients it concerned
 */
export async function stopAddress(
  db: Db,
  stop: {
    address: string
    matchKey: string
    by: 'mailto' | 'stop-reply'
    wording: string
    evidence: string
    now: Temporal.Instant
  }
): Promise<number> {
  const { address, matchKey, by, now, wording, evidence } = stop
  const clients = await db.clientAddress.findMany({
    where: { OR: [{ address }, { matchKey }] },
    select: { clientId: true },
    distinct: ['clientId']
  })
  const clientIds = clients.map(({ clientId }) => clientId)
  const reason = by === 'stop-reply' ? 'stop-reply' : 'unsubscribed'
  await withdraw(db, { clientIds, addresses: [address, matchKey], reason, by, now, wording, evidence })
  return clientIds.length
}

/** What a client chose on the preference page. Choosing to hear from us again lifts what they had chosen, never a complaint. */
export async function savePreferences(
  db: Db,
  token: string,
  { marketing, now, wording }: { marketing: boolean; now: Temporal.Instant; wording: string }
): Promise<boolean> {
  if (!marketing) return unsubscribe(db, token, { now, by: 'page' })
  const owner = await ownerOfLink(db, token)
  if (!owner) return false
  const { clientId } = owner
  await db.$executeRaw`
    UPDATE suppression s SET lifted_at = ${dateOf(now)}::timestamptz, lifted_by = 'client'
    FROM client_address a
    WHERE a.client_id = ${clientId}::uuid AND s.address IN (a.address, a.match_key) AND s.lifted_at IS NULL
      AND s.reason IN ('unsubscribed', 'stop-reply')`
  await recordConsent(db, {
    clientId,
    state: 'given',
    basis: 'express',
    method: 'page',
    at: now,
    wording,
    evidence: `link:${token}`,
    recordedBy: 'client'
  })
  return true
}

/**
 * Writes down that a client agreed to marketing mail, as a member was told: on paper, in a mail, face to face. A client who
 * left by their own word stays suppressed all the same, until they come back by their own word.
 * @param wording what they agreed to, in the words they were shown or said
 * @returns the entry's id
 */
export async function noteConsent(db: Db, { clientId, wording, method, memberId, now }: NotedConsent): Promise<string> {
  const consent = { clientId, state: 'given', basis: 'express', wording } as const
  return recordConsent(db, { ...consent, method, at: now, evidence: `member:${memberId}`, recordedBy: memberId })
}

/**
 * Takes back an entry that was noted by mistake: it counts no more, and what the ledger said without it holds again, a
 * withdrawal too. Both rows stay in the ledger (SEMANTICS J1). @returns false where it was taken back before
 */
export async function takeBackConsent(
  db: Db,
  entryId: string,
  { by, now }: { by: string; now: Temporal.Instant }
): Promise<boolean> {
  const count = await db.$executeRaw`
    INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, evidence, recorded_by, takes_back)
    SELECT client_id, purpose, 'taken-back', basis, 'page', ${dateOf(now)}::timestamptz, ${`member:${by}`}, ${by}, id
    FROM standing_consent WHERE id = ${entryId}::uuid
    ON CONFLICT (takes_back) DO NOTHING`
  return count === 1
}

interface NotedConsent {
  clientId: string
  wording: string
  method: 'form' | 'mail' | 'spoken'
  memberId: string
  now: Temporal.Instant
}

interface NewConsent {
  clientId: string
  state: 'given' | 'withdrawn'
  basis: ConsentBasis
  /** form, mail, spoken, import, keyword, page, unsubscribe-link, stop-reply */
  method: string
  at: Temporal.Instant
  wording: string | null
  evidence: string | null
  recordedBy: string
}

/** Adds to the ledger of consent to marketing. @returns the entry's id */
export async function recordConsent(db: Db, consent: NewConsent): Promise<string> {
  const { id } = await db.consentEntry.create({ data: { ...consent, at: dateOf(consent.at), purpose: 'marketing' } })
  return id
}

interface Withdrawal {
  clientIds: string[]
  /** Suppressed besides all addresses of the clients. */
  addresses: string[]
  reason: 'unsubscribed' | 'stop-reply'
  by: LeavingBy
  now: Temporal.Instant
  wording: string | null
  evidence: string
}

/**
 * One statement, so that all of it holds or none: the ledger entry, the suppression, and the end of what is planned. What
 * matching makes of an address is suppressed too: `+tag` and Gmail's dots do not get around it.
 */
async function withdraw(
  db: Db,
  { clientIds, addresses, reason, by, now, wording, evidence }: Withdrawal
): Promise<void> {
  const at = dateOf(now)
  const method = by === 'stop-reply' ? 'stop-reply' : 'unsubscribe-link'
  await db.$executeRaw`
    WITH withdrawn AS (
      INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, wording, evidence, recorded_by)
      SELECT leaving.id, 'marketing', 'withdrawn', 'express', ${method}, ${at}::timestamptz, ${wording}, ${evidence}, 'client'
      FROM unnest(${clientIds}::uuid[]) AS leaving(id)
      WHERE COALESCE((SELECT e.state FROM standing_consent e WHERE e.client_id = leaving.id AND e.purpose = 'marketing'
        ORDER BY e.at DESC, e.recorded_at DESC LIMIT 1), '') <> 'withdrawn'
    ), suppressed AS (
      INSERT INTO suppression (address, scope, reason, evidence, at)
      SELECT DISTINCT stop.address, 'marketing', ${reason}, ${evidence}, ${at}::timestamptz
      FROM (
        SELECT a.address FROM client_address a WHERE a.client_id = ANY(${clientIds}::uuid[])
        UNION SELECT a.match_key FROM client_address a WHERE a.client_id = ANY(${clientIds}::uuid[])
        UNION SELECT unnest(${addresses}::text[])
      ) AS stop(address)
      WHERE NOT EXISTS (SELECT FROM suppression s WHERE s.address = stop.address AND s.lifted_at IS NULL AND s.reason = ${reason})
      ON CONFLICT DO NOTHING
    ), ended AS (
      UPDATE follow_up f SET state = 'skipped', state_since = ${at}::timestamptz, reason = 'suppressed', detail = ${reason}
      WHERE f.client_id = ANY(${clientIds}::uuid[]) AND f.state = 'planned' AND f.purpose = 'marketing' AND f.sent_to = 'client'
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${at}::timestamptz, 'skipped', 'suppressed', ${reason} FROM ended`
}

function isToken(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
