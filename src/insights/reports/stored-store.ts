import type { Db } from '#src/platform/database/database.ts'

/** A stored answer with what it rests on. */
export interface StoredRow {
  computedAt: Date
  computedOn: Date
  methodVersion: number
  premises: string
  answer: unknown
}

export function readStoredReport(db: Db, report: string): Promise<StoredRow | null> {
  return db.storedReport.findUnique({ where: { report } })
}

export async function writeStoredReport(
  db: Db,
  report: string,
  row: { computedAt: Date; computedOn: string; methodVersion: number; premises: string; answer: string }
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO stored_report (report, computed_at, computed_on, method_version, premises, answer)
    VALUES (${report}, ${row.computedAt}, ${row.computedOn}::date, ${row.methodVersion}, ${row.premises}, ${row.answer}::jsonb)
    ON CONFLICT (report) DO UPDATE SET computed_at = EXCLUDED.computed_at, computed_on = EXCLUDED.computed_on,
      method_version = EXCLUDED.method_version, premises = EXCLUDED.premises, answer = EXCLUDED.answer`
}

export async function dropStoredReports(db: Db): Promise<void> {
  await db.storedReport.deleteMany()
}

/** Changes of records that a list of them must show at once: merging, and saying that two are two. Both tables are small. */
export async function readMergeMark(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<{ mark: string }[]>`
    SELECT concat_ws(' ', (SELECT count(*) FROM client_merge), (SELECT count(undone_at) FROM client_merge),
      (SELECT count(*) FROM client_distinction)) AS mark`
  return row?.mark ?? ''
}
