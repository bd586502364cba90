import { changedSince } from '#src/platform/changed-since.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'

/** A preference or personal fact of a client, with its evidence (M6). */
export interface PreferenceRow {
  id: string
  clientId: string
  key: string
  value: string
  state: 'proposed' | 'accepted' | 'rejected' | 'superseded'
  sentence: string | null
  messageId: string | null
  /** client, or the member id whose word it is */
  saidBy: string
  saidAt: Date
}

export interface NewProposal {
  clientId: string
  key: string
  value: string
  sentence: string
  messageId: string
  saidAt: Date
}

/** Keeps what a client said of themselves, for a member to accept. What the same mail said already is not said twice. */
export async function proposePreferences(db: Db, proposals: NewProposal[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO preference (id, client_id, key, value, state, sentence, message_id, said_by, said_at)
    SELECT new.id, client_id, key, value, 'proposed', sentence, message_id, 'client', said_at
    FROM unnest(${proposals.map(() => newId())}::uuid[], ${proposals.map((row) => row.clientId)}::uuid[],
      ${proposals.map((row) => row.key)}::text[], ${proposals.map((row) => row.value)}::text[],
      ${proposals.map((row) => row.sentence)}::text[], ${proposals.map((row) => row.messageId)}::uuid[],
      ${proposals.map((row) => row.saidAt)}::timestamptz[])
      AS new(id, client_id, key, value, sentence, message_id, said_at)
    WHERE NOT EXISTS (
      SELECT FROM preference AS known WHERE known.client_id = new.client_id AND known.key = new.key AND known.value = new.value
        AND (known.message_id = new.message_id OR known.state = 'accepted'))`
}

/** What clients said in these mails and nobody has decided on, oldest first. Relies on preference_state_idx. */
export async function openProposals(db: Db, { threadId }: { threadId: string }): Promise<PreferenceRow[]> {
  return db.$queryRaw<PreferenceRow[]>`
    SELECT preference.id, client_id AS "clientId", key, value, preference.state, sentence, message_id AS "messageId",
      said_by AS "saidBy", said_at AS "saidAt"
    FROM preference JOIN message ON message.id = preference.message_id
    WHERE preference.state = 'proposed' AND message.thread_id = ${threadId}::uuid
    ORDER BY said_at, preference.id`
}

/** The preferences of a client that hold, and what is proposed, by key. */
export async function preferencesOf(db: Db, clientId: string): Promise<PreferenceRow[]> {
  return db.$queryRaw<PreferenceRow[]>`
    SELECT id, client_id AS "clientId", key, value, state, sentence, message_id AS "messageId", said_by AS "saidBy",
      said_at AS "saidAt"
    FROM preference WHERE client_id = ${clientId}::uuid AND state IN ('accepted', 'proposed') ORDER BY key, said_at`
}

/** A row, and those that it took the place of: what taking it back needs. */
export interface PreferenceChange {
  id: string
  superseded: string[]
}

/** Records a preference on a member's word. What held before for the same key is kept, as superseded. */
export async function setPreference(
  db: Db,
  given: { clientId: string; key: string; value: string; sentence: string | null; messageId: string | null } & Decision
): Promise<PreferenceChange> {
  const superseded = await supersede(db, given)
  const { clientId, key, value, sentence, messageId, by, at } = given
  const row = await db.preference.create({
    data: {
      clientId,
      key,
      value,
      sentence,
      messageId,
      state: 'accepted',
      saidBy: by,
      saidAt: at,
      decidedBy: by,
      decidedAt: at
    },
    select: { id: true }
  })
  return { id: row.id, superseded }
}

export interface Decision {
  /** Member id, or the part of the program that decides. */
  by: string
  at: Date
}

/** Makes a proposal hold. @returns null where somebody has decided on it already */
export async function acceptProposal(
  db: Db,
  proposal: PreferenceRow,
  decision: Decision
): Promise<PreferenceChange | null> {
  const { count } = await db.preference.updateMany({
    where: { id: proposal.id, state: 'proposed' },
    data: { state: 'accepted', decidedBy: decision.by, decidedAt: decision.at }
  })
  if (count === 0) return null
  const superseded = await supersede(db, { ...proposal, except: proposal.id })
  return { id: proposal.id, superseded }
}

/** @returns false where somebody has decided on it already */
export async function rejectProposal(db: Db, id: string, { by, at }: Decision): Promise<boolean> {
  const { count } = await db.preference.updateMany({
    where: { id, state: 'proposed' },
    data: { state: 'rejected', decidedBy: by, decidedAt: at }
  })
  return count === 1
}

async function supersede(
  db: Db,
  { clientId, key, except }: { clientId: string; key: string; except?: string }
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE preference SET state = 'superseded'
    WHERE client_id = ${clientId}::uuid AND key = ${key} AND state = 'accepted' AND id IS DISTINCT FROM ${except ?? null}::uuid
    RETURNING id`
  return rows.map(({ id }) => id)
}

/**
 * Takes a change back: a proposal is open again, a member's own word is gone, what held before holds again.
 * @returns the value that held
 * @throws Refusal where another took its place since
 */
export async function takeBackPreference(db: Db, { id, superseded }: PreferenceChange): Promise<string> {
  const value = await leaveUndecided(db, id, 'accepted')
  await db.$executeRaw`
    UPDATE preference SET state = 'accepted' WHERE id = ANY(${superseded}::uuid[]) AND state = 'superseded'`
  return value
}

/** Opens a proposal again that was rejected. @throws Refusal where it was decided otherwise since */
export async function takeBackRejection(db: Db, id: string): Promise<void> {
  await leaveUndecided(db, id, 'rejected')
}

async function leaveUndecided(db: Db, id: string, decided: 'accepted' | 'rejected'): Promise<string> {
  const [row] = await db.$queryRaw<{ value: string }[]>`
    UPDATE preference SET decided_by = NULL, decided_at = NULL,
      state = CASE said_by WHEN 'client' THEN 'proposed' ELSE 'rejected' END
    WHERE id = ${id}::uuid AND state = ${decided} RETURNING value`
  if (!row) throw changedSince('This preference')
  return row.value
}
