import { changedSince } from '#src/platform/changed-since.ts'
import type { Db } from '#src/platform/database/database.ts'

/**
 * Takes a purchase that was recorded by mistake off the books and the timeline, with its lines.
 * @throws Refusal where it is gone, or was corrected or refunded since
 */
export async function removePurchase(db: Db, source: string, externalId: string): Promise<void> {
  const removed = await db.$queryRaw<{ id: string }[]>`
    DELETE FROM purchase WHERE source = ${source} AND external_id = ${externalId}
      AND updated_at = recorded_at AND NOT has_refund RETURNING id`
  const [purchase] = removed
  if (!purchase) throw changedSince('This purchase')
  await db.$executeRaw`DELETE FROM interaction WHERE subject_kind = 'purchase' AND subject_id = ${purchase.id}`
}
