import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { rewriteTables } from '#src/platform/database/rewrite.ts'
import { withLockIfFree } from '#src/platform/lock.ts'

/** Below this, writing the database anew takes seconds, and nobody waits for the night. */
const SMALL_BYTES = 256 * 1024 * 1024
const NIGHT = { from: 1, to: 5 }

/**
 * Takes what is left of erased people out of the database's files (SEMANTICS J5): at once where the database is small, else
 * in the hours when nobody works. Can run at any time; one process at a time.
 * @param zone the firm's
 * @returns whether nothing is left to do
 */
export async function clearErasedTraces(
  database: Database,
  { now, zone }: { now: Temporal.Instant; zone: string }
): Promise<boolean> {
  const { prisma } = database
  const before = dateOf(now)
  const isDue = (await prisma.erasedAddress.count({ where: { clearedAt: null } })) > 0
  if (!isDue) return true
  const { hour } = now.toZonedDateTimeISO(zone)
  const isNight = hour >= NIGHT.from && hour < NIGHT.to
  if (!isNight && (await databaseSize(database)) > SMALL_BYTES) return false
  const left = await withLockIfFree(database, 'clear-erased-traces', async () => rewriteTables(database))
  if (left === undefined || left.length > 0) return false
  await prisma.erasedAddress.updateMany({
    where: { clearedAt: null, at: { lte: before } },
    data: { clearedAt: before }
  })
  return true
}

async function databaseSize({ prisma }: Database): Promise<number> {
  const [row] = await prisma.$queryRaw<{ size: bigint }[]>`SELECT pg_database_size(current_database()) AS size`
  return Number(row?.size ?? 0)
}
