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

export interface NewBounce {
  address: string
  at: Date
  hard: boolean
  status: string | null
  reason: string
  messageId: string
}

/** Keeps each failure of delivery, once per report. */
export async function recordBounces(db: Db, bounces: NewBounce[]): Promise<void> {
  await db.addressBounce.createMany({ data: bounces, skipDuplicates: true })
}

const RECENT_BOUNCES = 5
const RECENT_DAYS = 30

/** How many of the last five deliveries that failed within 30 days failed softly (H8). Relies on address_bounce_address_at_idx. */
export async function recentSoftBounces(db: Db, address: string, at: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ soft: bigint }[]>`
    SELECT count(*) FILTER (WHERE NOT hard) AS soft FROM (
      SELECT hard FROM address_bounce
      WHERE address = ${address} AND at <= ${at}::timestamptz AND at > ${at}::timestamptz - make_interval(days => ${RECENT_DAYS}::int)
      ORDER BY at DESC LIMIT ${RECENT_BOUNCES}) AS recent`
  return Number(row?.soft ?? 0)
}

/** Whether we wrote to an address within so many days before an instant: what a report without a Message-ID can be about. */
export async function wroteTo(
  db: Db,
  address: string,
  { before, days }: { before: Date; days: number }
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM message_address JOIN message ON message.id = message_id
    WHERE message_address.address = ${address} AND role IN ('to', 'cc', 'bcc') AND direction = 'out'
      AND sent_at BETWEEN ${before}::timestamptz - make_interval(days => ${days}::int) AND ${before}::timestamptz
    LIMIT 1`
  return rows.length > 0
}
