import type { Db } from '#src/platform/database/database.ts'

const LARGE_BASE = 2_000

/**
 * Whether there are so many clients that going through all of them takes longer than a page may: it stands first then, and
 * what is reckoned follows, or was stored before.
 */
export async function isLargeBase(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ isLarge: boolean }[]>`
    SELECT EXISTS (SELECT FROM client WHERE state = 'active' OFFSET ${LARGE_BASE}) AS "isLarge"`
  return row?.isLarge ?? false
}
