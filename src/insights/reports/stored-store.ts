import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

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

/**
 * Stores an answer, unless records were changed while it was computed: it may name somebody who was erased meanwhile. Waits
 * for an erasure that is under way, which locks the table.
 * @param recordMark as it was before
 */
export async function writeStoredReport(
  db: Db,
  report: string,
  row: Omit<StoredRow, 'computedOn' | 'answer'> & { computedOn: string; answer: string; recordMark: string }
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO stored_report (report, computed_at, computed_on, method_version, premises, answer)
    SELECT ${report}, ${row.computedAt}::timestamptz, ${row.computedOn}::date, ${row.methodVersion}::int, ${row.premises},
      ${row.answer}::jsonb
    WHERE ${RECORD_MARK} = ${row.recordMark}
    ON CONFLICT (report) DO UPDATE SET computed_at = EXCLUDED.computed_at, computed_on = EXCLUDED.computed_on,
      method_version = EXCLUDED.method_version, premises = EXCLUDED.premises, answer = EXCLUDED.answer`
}

export async function dropStoredReports(db: Db): Promise<void> {
  await db.storedReport.deleteMany()
}

/**
 * Changes of records that a list of them must show at once: merging, saying that two are two, and erasing. The tables of the
 * first two are small; for the third it relies on client_state_last_interaction_at_idx.
 */
const RECORD_MARK = Prisma.sql`concat_ws(' ', (SELECT count(*) FROM client_merge), (SELECT count(undone_at) FROM client_merge),
  (SELECT count(*) FROM client_distinction), (SELECT count(*) FROM client WHERE state = 'erased'))`

export async function readRecordMark(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<{ mark: string }[]>`SELECT ${RECORD_MARK} AS mark`
  return row?.mark ?? ''
}
