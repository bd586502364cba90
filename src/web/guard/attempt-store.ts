import type { Db } from '#src/platform/database/database.ts'

/**
 * Counts one attempt and gives the number of them in this window, this one included. One statement, so that attempts at
 * the same instant in several processes are all counted.
 */
export async function countAttempt(db: Db, attempt: { key: string; windowStart: Date }): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO attempt (key, window_start, count) VALUES (${attempt.key}, ${attempt.windowStart}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = attempt.count + 1
    RETURNING count`
  return row?.count ?? 1
}

/** Forgets windows that are over. */
export async function forgetAttempts(db: Db, before: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM attempt WHERE window_start < ${before}`
}
