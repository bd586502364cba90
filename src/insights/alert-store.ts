import type { Db } from '#src/platform/database/database.ts'

/** An alert as it is told to who has seen it. */
export interface SeenAlert {
  id: string
  clientName: string
}

/** Notes that somebody has seen an alert: it is not shown again. @returns null where it is not there, or was seen before */
export async function markAlertSeen(
  db: Db,
  id: string,
  { by, at }: { by: string; at: Date }
): Promise<SeenAlert | null> {
  const [row] = await db.$queryRaw<SeenAlert[]>`
    UPDATE insight_alert SET seen_at = ${at}, seen_by = ${by} FROM client
    WHERE insight_alert.id = ${id}::uuid AND seen_at IS NULL AND client.id = insight_alert.client_id
    RETURNING insight_alert.id, client.name AS "clientName"`
  return row ?? null
}

/** Shows it again. */
export async function markAlertUnseen(db: Db, id: string): Promise<void> {
  await db.insightAlert.updateMany({ where: { id }, data: { seenAt: null, seenBy: null } })
}
