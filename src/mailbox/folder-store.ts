import type { Db } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import type { FolderRole, ListedFolder, Reading } from './folder-list.ts'

/** A folder as we know it: how far it has been read. UIDs are below 2^32, so numbers hold them. */
export interface Folder {
  id: string
  mailboxId: string
  path: string
  role: FolderRole | null
  reading: Reading
  /** Null until the folder was opened for the first time. */
  uidValidity: bigint | null
  /** Everything up to here, from `pastUid` on, is settled: stored, skipped with a rule, or quarantined. */
  cursorUid: number
  /** 1 when the past is complete; null until the folder was opened for the first time. */
  pastUid: number | null
  highestModseq: bigint | null
  serverCount: number | null
  settledCount: number
  parkedReason: string | null
  goneAt: Date | null
}

/** Someone else read on in this folder meanwhile, or it was begun anew: look at the row again. */
export class CursorMoved extends Error {
  readonly code = 'cursor-moved'

  constructor(path: string) {
    super(`The folder ${path} was read by another process meanwhile`)
    this.name = 'CursorMoved'
  }
}

/** The folders of a mailbox, the inbox and Sent first. */
export async function foldersOf(db: Db, mailboxId: string): Promise<Folder[]> {
  return db.$queryRaw<Folder[]>`
    SELECT id::text, mailbox_id::text AS "mailboxId", path, role, reading, uid_validity AS "uidValidity",
      cursor_uid::double precision AS "cursorUid", past_uid::double precision AS "pastUid",
      highest_modseq AS "highestModseq", server_count AS "serverCount", settled_count AS "settledCount",
      parked_reason AS "parkedReason", gone_at AS "goneAt"
    FROM folder WHERE mailbox_id = ${mailboxId}::uuid
    ORDER BY coalesce(array_position('{inbox,all,sent}', role), 4), path`
}

export async function folderById(db: Db, id: string): Promise<Folder | null> {
  const rows = await db.$queryRaw<Folder[]>`
    SELECT id::text, mailbox_id::text AS "mailboxId", path, role, reading, uid_validity AS "uidValidity",
      cursor_uid::double precision AS "cursorUid", past_uid::double precision AS "pastUid",
      highest_modseq AS "highestModseq", server_count AS "serverCount", settled_count AS "settledCount",
      parked_reason AS "parkedReason", gone_at AS "goneAt"
    FROM folder WHERE id = ${id}::uuid`
  return rows[0] ?? null
}

/** Writes what LIST told: new folders, changed roles, folders that came back (to be matched again, SEMANTICS A11). */
export async function saveListedFolders(db: Db, mailboxId: string, listed: ListedFolder[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO folder (mailbox_id, path, delimiter, role, reading, parked_reason, server_count)
    SELECT ${mailboxId}::uuid, * FROM unnest(
      ${listed.map((folder) => folder.path)}::text[],
      ${listed.map((folder) => folder.delimiter)}::text[],
      ${listed.map((folder) => folder.role)}::text[],
      ${listed.map((folder) => folder.reading)}::text[],
      ${listed.map((folder) => folder.parkedReason)}::text[],
      ${listed.map((folder) => folder.status?.messages ?? null)}::int[]
    )
    ON CONFLICT (mailbox_id, path) DO UPDATE SET
      delimiter = excluded.delimiter, role = excluded.role, reading = excluded.reading,
      parked_reason = excluded.parked_reason,
      server_count = CASE WHEN excluded.reading = 'skipped' THEN excluded.server_count
        ELSE coalesce(folder.server_count, excluded.server_count) END,
      uid_validity = CASE WHEN folder.gone_at IS NULL THEN folder.uid_validity END,
      gone_at = NULL`
}

/** Folders that the server no longer lists: their mails have left these places, their history stays (SEMANTICS A17). */
export async function markGoneFolders(db: Db, mailboxId: string, listed: string[], now: Date): Promise<number> {
  // An empty list is a server's mishap, for every mailbox has an INBOX: it wipes nothing (SEMANTICS A11).
  if (listed.length === 0) return 0
  await db.$executeRaw`
    UPDATE message_place SET gone_at = ${now}
    FROM folder
    WHERE folder.id = message_place.folder_id AND message_place.gone_at IS NULL
      AND folder.mailbox_id = ${mailboxId}::uuid AND folder.gone_at IS NULL AND folder.path <> ALL(${listed}::text[])`
  return db.$executeRaw`
    UPDATE folder SET gone_at = ${now}, parked_reason = 'gone'
    WHERE mailbox_id = ${mailboxId}::uuid AND gone_at IS NULL AND path <> ALL(${listed}::text[])`
}

/** The folder cannot be read now; the others go on. */
export async function parkFolder(db: Db, id: string, reason: string): Promise<void> {
  await db.$executeRaw`UPDATE folder SET parked_reason = ${reason} WHERE id = ${id}::uuid`
}

/**
 * Begins a folder, for the first time or anew after its UIDs lost their meaning: what comes after `cursorUid` is new, what
 * lies below is the past and will be matched by identity (SEMANTICS A1).
 */
export async function beginFolder(
  db: Db,
  folder: Folder,
  start: { uidValidity: bigint; cursorUid: number; highestModseq: bigint | null; serverCount: number; now: Date }
): Promise<void> {
  const { uidValidity, cursorUid, highestModseq, serverCount, now } = start
  const begun = await db.$executeRaw`
    UPDATE folder SET uid_validity = ${uidValidity}, cursor_uid = ${cursorUid}, past_uid = ${cursorUid + 1},
      highest_modseq = ${highestModseq}, server_count = ${serverCount}, settled_count = 0, parked_reason = NULL, last_read_at = ${now}
    WHERE id = ${folder.id}::uuid AND uid_validity IS NOT DISTINCT FROM ${folder.uidValidity}`
  if (begun === 0) throw new CursorMoved(folder.path)
}

/**
 * After a folder was matched again: places under the former UIDVALIDITY whose mail was found again are dropped, the
 * others marked gone; what was skipped or quarantined has been judged anew.
 */
export async function settleFormerUids(db: Sql, folder: Pick<Folder, 'id' | 'uidValidity'>, now: Date): Promise<void> {
  if (!(await hasFormerUids(db, folder))) return
  // Gathered first: in a folder just filled the planner expects one mail, and would look through all for each.
  await db.$executeRaw`
    DELETE FROM message_place
    WHERE folder_id = ${folder.id}::uuid AND uid_validity <> ${folder.uidValidity}
      AND message_id = ANY(ARRAY(
        SELECT message_id FROM message_place
        WHERE folder_id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity}))`
  await db.$executeRaw`
    UPDATE message_place SET gone_at = ${now}
    WHERE folder_id = ${folder.id}::uuid AND uid_validity <> ${folder.uidValidity} AND gone_at IS NULL`
  await db.$executeRaw`
    DELETE FROM skipped_mail WHERE folder_id = ${folder.id}::uuid AND uid_validity <> ${folder.uidValidity}`
  await db.$executeRaw`
    DELETE FROM quarantine WHERE folder_id = ${folder.id}::uuid AND uid_validity <> ${folder.uidValidity}`
}

/** After a first reading there are none: two looks into the primary keys tell. */
async function hasFormerUids(db: Sql, { id, uidValidity }: Pick<Folder, 'id' | 'uidValidity'>): Promise<boolean> {
  const rows = await db.$queryRaw<{ found: boolean }[]>`
    SELECT
      EXISTS (SELECT FROM message_place WHERE folder_id = ${id}::uuid AND uid_validity < ${uidValidity}) OR
      EXISTS (SELECT FROM message_place WHERE folder_id = ${id}::uuid AND uid_validity > ${uidValidity}) OR
      EXISTS (SELECT FROM skipped_mail WHERE folder_id = ${id}::uuid AND uid_validity <> ${uidValidity}) OR
      EXISTS (SELECT FROM quarantine WHERE folder_id = ${id}::uuid AND uid_validity <> ${uidValidity}) AS found`
  return rows[0]?.found ?? false
}

/** The folder was looked at: how many mails it holds, and up to which change its flags are known. */
export async function noteLook(
  db: Db,
  folder: Folder,
  look: { serverCount: number; highestModseq: bigint | null; now: Date }
): Promise<void> {
  await db.$executeRaw`
    UPDATE folder SET server_count = ${look.serverCount}, highest_modseq = ${look.highestModseq}, last_read_at = ${look.now}
    WHERE id = ${folder.id}::uuid AND uid_validity = ${folder.uidValidity}`
}
