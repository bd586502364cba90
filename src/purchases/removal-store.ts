import type { Db } from '#src/platform/database/database.ts'

/**
 * Takes a purchase that was recorded by mistake off the books and the timeline, with its lines.
 * @returns false where there is none (any more)
 */
export async function removePurchase(db: Db, source: string, externalId: string): Promise<boolean> {
  const removed = await db.$queryRaw<{ id: string }[]>`
    DELETE FROM purchase WHERE source = ${source} AND external_id = ${externalId} RETURNING id`
  const [purchase] = removed
  if (!purchase) return false
  await db.$executeRaw`DELETE FROM interaction WHERE subject_kind = 'purchase' AND subject_id = ${purchase.id}`
  return true
}
