import type { Db } from '#src/platform/database/database.ts'
import { readUs, type Us } from './us.ts'

/** Who "we" are now. */
export async function loadUs(db: Db): Promise<Us> {
  const rows = await db.$queryRaw<{ address: string; memberId: string | null }[]>`
    SELECT address, NULL::text AS "memberId" FROM our_address
    UNION ALL
    SELECT address, member_id::text FROM member_address`
  const members = rows.flatMap(({ address, memberId }) => (memberId === null ? [] : [{ address, memberId }]))
  return readUs(
    rows.filter(({ memberId }) => memberId === null).map(({ address }) => address),
    members
  )
}

/** Makes addresses ours: mail from them goes out, and nobody behind them becomes a client (SEMANTICS C1). */
export async function addOurAddresses(db: Db, addresses: string[], source: OurAddressSource): Promise<void> {
  await db.ourAddress.createMany({ data: addresses.map((address) => ({ address, source })), skipDuplicates: true })
}

export type OurAddressSource = 'mailbox' | 'alias' | 'import'
