import type { Db } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import { CursorMoved, type Folder } from './folder-store.ts'

/** Where one mail lies. */
export interface Place {
  uid: number
  messageId: string
  flags: string[]
  serverThread: string | null
  isLabelledSent: boolean
}

export interface Skipped {
  uid: number
  rule: string
  /** Keyed hash of the mail's identity. */
  identity: string | null
}

export interface QuarantinedMail {
  uid: number
  reason: string
  detail: string
  size: number
}

/** What a stored batch settles: new mails up to a UID, the past down to one, or single mails of what was settled. */
export type Advance = { kind: 'new' | 'past'; from: number; to: number } | { kind: 'none' }

/**
 * Moves the folder's cursor, and locks the folder until the transaction ends. Called first in the transaction that stores
 * the mails, so that the cursor moves with them or not at all (SEMANTICS A4). New and past advance independently.
 * @throws CursorMoved where another process was there first
 */
export async function advanceFolder(
  db: Sql,
  folder: Pick<Folder, 'id' | 'path' | 'uidValidity'>,
  step: { advance: Advance; settled: number; now: Date }
): Promise<void> {
  const { advance, settled, now } = step
  const { from, to } = advance.kind === 'none' ? { from: 0, to: 0 } : advance
  const moved = await db.$executeRaw`
    UPDATE folder SET last_read_at = ${now}, settled_count = settled_count + ${settled},
      cursor_uid = CASE WHEN ${advance.kind} = 'new' THEN ${to}::bigint ELSE cursor_uid END,
      past_uid = CASE WHEN ${advance.kind} = 'past' THEN ${to}::bigint ELSE past_uid END
    WHERE id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND CASE ${advance.kind}
      WHEN 'new' THEN cursor_uid = ${from}::bigint WHEN 'past' THEN past_uid = ${from}::bigint ELSE true END`
  if (moved === 0) throw new CursorMoved(folder.path)
}

/** Notes where mails lie; a mail that had left its place and is there again has not left it. */
export async function savePlaces(db: Sql, folder: Pick<Folder, 'id' | 'uidValidity'>, places: Place[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO message_place (folder_id, uid_validity, uid, message_id, flags, server_thread, is_labelled_sent)
    SELECT ${folder.id}::uuid, ${folder.uidValidity}::bigint, uid, message_id, string_to_array(flags, ' '), server_thread,
      is_labelled_sent
    FROM unnest(
      ${places.map(({ uid }) => uid)}::bigint[],
      ${places.map(({ messageId }) => messageId)}::uuid[],
      ${places.map(({ flags }) => flags.join(' '))}::text[],
      ${places.map(({ serverThread }) => serverThread)}::text[],
      ${places.map(({ isLabelledSent }) => isLabelledSent)}::boolean[]
    ) AS new (uid, message_id, flags, server_thread, is_labelled_sent)
    ON CONFLICT (folder_id, uid_validity, uid) DO UPDATE SET
      message_id = excluded.message_id, flags = excluded.flags, server_thread = excluded.server_thread,
      is_labelled_sent = excluded.is_labelled_sent, gone_at = NULL`
}

/** Notes mails that are not stored by rule (M3); what is stored already stays so. */
export async function saveSkipped(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  skipped: Skipped[]
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO skipped_mail (folder_id, uid_validity, uid, rule, identity)
    SELECT ${folder.id}::uuid, ${folder.uidValidity}::bigint, new.* FROM unnest(
      ${skipped.map(({ uid }) => uid)}::bigint[],
      ${skipped.map(({ rule }) => rule)}::text[],
      ${skipped.map(({ identity }) => identity)}::text[]
    ) AS new (uid, rule, identity)
    WHERE NOT EXISTS (SELECT FROM message_place AS place
      WHERE place.folder_id = ${folder.id}::uuid AND place.uid_validity = ${folder.uidValidity}
        AND place.uid = new.uid AND place.gone_at IS NULL)
    ON CONFLICT (folder_id, uid_validity, uid) DO UPDATE SET rule = excluded.rule, identity = excluded.identity`
}

/** Notes mails that could not be understood (SEMANTICS A15); what is stored already stays so. */
export async function saveQuarantined(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  { mails, now }: { mails: QuarantinedMail[]; now: Date }
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO quarantine (folder_id, uid_validity, uid, reason, detail, size, at)
    SELECT ${folder.id}::uuid, ${folder.uidValidity}::bigint, new.*, ${now}::timestamptz FROM unnest(
      ${mails.map(({ uid }) => uid)}::bigint[],
      ${mails.map(({ reason }) => reason)}::text[],
      ${mails.map(({ detail }) => detail.replaceAll('\0', ''))}::text[],
      ${mails.map(({ size }) => size)}::bigint[]
    ) AS new (uid, reason, detail, size)
    WHERE NOT EXISTS (SELECT FROM message_place AS place
      WHERE place.folder_id = ${folder.id}::uuid AND place.uid_validity = ${folder.uidValidity}
        AND place.uid = new.uid AND place.gone_at IS NULL)
    ON CONFLICT (folder_id, uid_validity, uid) DO UPDATE SET
      reason = excluded.reason, detail = excluded.detail, retried_at = excluded.at`
}

/** Forgets that mails were skipped. */
export async function clearSkipped(db: Sql, folder: Pick<Folder, 'id' | 'uidValidity'>, uids: number[]): Promise<void> {
  await db.$executeRaw`
    DELETE FROM skipped_mail
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND uid = ANY(${uids}::bigint[])`
}

/** Forgets that mails could not be understood. */
export async function clearQuarantined(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  uids: number[]
): Promise<void> {
  await db.$executeRaw`
    DELETE FROM quarantine
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND uid = ANY(${uids}::bigint[])`
}

/** Mails that left the folder: the place is marked, the mail stays (SEMANTICS A17). @returns how many had been there */
export async function markGone(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  { uids, now }: { uids: number[]; now: Date }
): Promise<number> {
  if (uids.length === 0) return 0
  await clearSkipped(db, folder, uids)
  await clearQuarantined(db, folder, uids)
  return db.$executeRaw`
    UPDATE message_place SET gone_at = ${now}
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND uid = ANY(${uids}::bigint[])
      AND gone_at IS NULL`
}

/** Writes flags that differ from those known. @returns the mails whose flags changed */
export async function saveFlags(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  changes: { uid: number; flags: string[] }[]
): Promise<number> {
  if (changes.length === 0) return 0
  return db.$executeRaw`
    UPDATE message_place SET flags = string_to_array(changed.flags, ' ')
    FROM unnest(
      ${changes.map(({ uid }) => uid)}::bigint[],
      ${changes.map(({ flags }) => flags.join(' '))}::text[]
    ) AS changed (uid, flags)
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND message_place.uid = changed.uid
      AND message_place.flags <> string_to_array(changed.flags, ' ')`
}

/** How many mails are settled in the folder now: as many as the server holds, where nothing is missing or gone. */
export async function countSettled(db: Sql, folder: Pick<Folder, 'id' | 'uidValidity'>): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT (
      (SELECT count(*) FROM message_place
       WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND gone_at IS NULL) +
      (SELECT count(*) FROM skipped_mail WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity}) +
      (SELECT count(*) FROM quarantine WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity})
    )::int AS count`
  return row?.count ?? 0
}

/** What became of one UID. */
export interface Verdict {
  uid: number
  state: 'stored' | 'skipped' | 'quarantined'
  /** The rule or the reason; null where it is stored. */
  why: string | null
}

/** What became of the UIDs of a stretch of the folder. */
export async function verdictsBetween(
  db: Sql,
  folder: Pick<Folder, 'id' | 'uidValidity'>,
  { from, to }: { from: number; to: number }
): Promise<Verdict[]> {
  return db.$queryRaw<Verdict[]>`
    SELECT uid::double precision AS uid, 'stored' AS state, NULL AS why FROM message_place
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} AND gone_at IS NULL
      AND uid BETWEEN ${from}::bigint AND ${to}::bigint
    UNION ALL
    SELECT uid::double precision, 'skipped', rule FROM skipped_mail
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity}
      AND uid BETWEEN ${from}::bigint AND ${to}::bigint
    UNION ALL
    SELECT uid::double precision, 'quarantined', reason FROM quarantine
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity}
      AND uid BETWEEN ${from}::bigint AND ${to}::bigint`
}

/** The mails of a folder that could not be understood. */
export async function quarantinedUids(db: Sql, folder: Pick<Folder, 'id' | 'uidValidity'>): Promise<number[]> {
  const rows = await db.$queryRaw<{ uid: number }[]>`
    SELECT uid::double precision AS uid FROM quarantine
    WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity} ORDER BY uid`
  return rows.map(({ uid }) => uid)
}

/** How many mails of all mailboxes could not be understood. */
export async function countQuarantined(db: Db): Promise<number> {
  return db.quarantine.count()
}

/** Where a stored mail lies now, with what is needed to go there. */
export interface PresentPlace {
  mailboxId: string
  path: string
  uidValidity: bigint
  uid: number
}

/** The places that a mail has not left, of mailboxes that can be used. */
export async function placesOf(db: Sql, messageId: string): Promise<PresentPlace[]> {
  return db.$queryRaw<PresentPlace[]>`
    SELECT folder.mailbox_id::text AS "mailboxId", folder.path, place.uid_validity AS "uidValidity",
      place.uid::double precision AS uid
    FROM message_place AS place JOIN folder ON folder.id = place.folder_id
    JOIN mailbox ON mailbox.id = folder.mailbox_id
    WHERE place.message_id = ${messageId}::uuid AND place.gone_at IS NULL AND folder.gone_at IS NULL
      AND place.uid_validity = folder.uid_validity AND mailbox.state IN ('active', 'unreachable')
    ORDER BY folder.mailbox_id, folder.path`
}
