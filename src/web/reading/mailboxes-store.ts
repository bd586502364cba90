import type { Db } from '#src/platform/database/database.ts'

/** What was not stored of one folder, counted by rule and reason (M3). Small tables: counting them is cheap. */
export interface FolderExceptions {
  folderId: string
  path: string
  skipped: { rule: string; count: number }[]
  quarantined: number
}

export async function exceptionsOf(db: Db, mailboxId: string): Promise<FolderExceptions[]> {
  return db.$queryRaw`
    SELECT folder.id AS "folderId", folder.path,
      COALESCE((SELECT jsonb_agg(jsonb_build_object('rule', rule, 'count', count)) FROM (
        SELECT rule, count(*)::int AS count FROM skipped_mail WHERE folder_id = folder.id GROUP BY rule) AS rules), '[]') AS skipped,
      (SELECT count(*)::int FROM quarantine WHERE folder_id = folder.id) AS quarantined
    FROM folder WHERE mailbox_id = ${mailboxId}::uuid ORDER BY folder.path`
}

export interface QuarantinedLine {
  path: string
  uid: bigint
  reason: string
  detail: string
  size: bigint | null
  at: Date
}

export async function quarantineOf(db: Db, mailboxId: string, most: number): Promise<QuarantinedLine[]> {
  return db.$queryRaw`
    SELECT folder.path, uid, reason, detail, size, at FROM quarantine JOIN folder ON folder.id = quarantine.folder_id
    WHERE folder.mailbox_id = ${mailboxId}::uuid ORDER BY at DESC, uid DESC LIMIT ${most}`
}

/** What reading has brought so far, counted up to a bound. */
export async function foundSoFar(
  db: Db,
  most: number
): Promise<{ clients: number; suggestions: number; threads: number }> {
  const [row] = await db.$queryRaw<{ clients: number; suggestions: number; threads: number }[]>`
    SELECT (SELECT count(*)::int FROM (SELECT FROM client WHERE state = 'active' LIMIT ${most}) AS c) AS clients,
      (SELECT count(*)::int FROM (SELECT FROM client WHERE state = 'suggested' LIMIT ${most}) AS s) AS suggestions,
      (SELECT count(*)::int FROM (SELECT FROM thread WHERE merged_into_id IS NULL LIMIT ${most}) AS t) AS threads`
  return row ?? { clients: 0, suggestions: 0, threads: 0 }
}
