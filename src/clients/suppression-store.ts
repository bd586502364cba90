import type { Db } from '#src/platform/database/database.ts'

export type SuppressionReason = 'hard-bounce' | 'soft-bounces' | 'complaint' | 'manual'

/**
 * Makes addresses ones that are not written to. One that is suppressed for the same reason stays as it is.
 * @returns ids of the new rows, for taking them back
 */
export async function suppressAddresses(
  db: Db,
  suppression: {
    addresses: string[]
    /** marketing: may still get mails about their own affairs */
    scope: 'marketing' | 'all'
    reason: SuppressionReason
    /** The mail or act that it rests on. */
    evidence: string
    at: Date
  }
): Promise<string[]> {
  const { addresses, scope, reason, evidence, at } = suppression
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO suppression (address, scope, reason, evidence, at)
    SELECT DISTINCT address, ${scope}, ${reason}, ${evidence}, ${at}::timestamptz FROM unnest(${addresses}::text[]) AS new(address)
    WHERE NOT EXISTS (
      SELECT FROM suppression AS known
      WHERE known.address = new.address AND known.reason = ${reason} AND known.lifted_at IS NULL)
    ON CONFLICT (address, reason, at) DO NOTHING
    RETURNING id`
  return rows.map(({ id }) => id)
}

/** Every address of a client, and what matching makes of them: `+tag` and Gmail's dots do not get around a suppression. */
export async function addressesToSuppress(db: Db, clientId: string): Promise<string[]> {
  const rows = await db.clientAddress.findMany({ where: { clientId }, select: { address: true, matchKey: true } })
  return [...new Set(rows.flatMap(({ address, matchKey }) => [address, matchKey]))]
}

/** Lets addresses be written to again; complaints are never lifted (SEMANTICS H8). */
export async function liftSuppressions(db: Db, ids: string[], { by, at }: { by: string; at: Date }): Promise<void> {
  await db.suppression.updateMany({
    where: { id: { in: ids }, liftedAt: null, reason: { not: 'complaint' } },
    data: { liftedAt: at, liftedBy: by }
  })
}
