import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from '#src/web/reading/cursor.ts'

export interface LedgerPart {
  campaign: string | null
  clientId: string | null
  state: string | null
  after: Cursor | null
}

export interface LedgerRow {
  id: string
  campaign: string
  clientId: string
  step: number
  occurrence: string
  to: string
  state: string
  reason: string | null
  detail: string | null
  dueAt: Date
  sentAt: Date | null
}

const ROWS_PER_PART = 100

/** One part of the ledger, the latest due first. */
export async function ledgerPart(db: Db, { campaign, clientId, state, after }: LedgerPart): Promise<Part<LedgerRow>> {
  const conditions = [Prisma.sql`TRUE`]
  if (campaign !== null) conditions.push(Prisma.sql`campaign.name = ${campaign}`)
  if (clientId !== null) conditions.push(Prisma.sql`follow_up.client_id = ${clientId}::uuid`)
  if (state !== null) conditions.push(Prisma.sql`follow_up.state = ${state}`)
  if (after)
    conditions.push(Prisma.sql`(follow_up.due_at, follow_up.id) < (${after.value}::timestamptz, ${after.id}::uuid)`)
  const rows = await db.$queryRaw<LedgerRow[]>`
    SELECT follow_up.id, campaign.name AS campaign, client_id AS "clientId", step, occurrence, sent_to AS "to", state, reason,
      detail, due_at AS "dueAt", sent_at AS "sentAt"
    FROM follow_up JOIN campaign ON campaign.id = follow_up.campaign_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY follow_up.due_at DESC, follow_up.id DESC LIMIT ${ROWS_PER_PART + 1}`
  return partOf(rows, ROWS_PER_PART, (row) => ({ value: row.dueAt.toISOString(), id: row.id }))
}
