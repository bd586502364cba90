import { currentClient } from '#src/clients/client-store.ts'
import type { Deed } from '#src/clients/merge.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit } from '#src/team/audit-store.ts'
import { addDistinction, removeDistinction } from './hygiene-store.ts'

/**
 * Remembers that two clients who look like one are two, so that they are not proposed for merging again; or forgets it.
 * Call it in a transaction.
 * @param pair ids or addresses
 * @throws Refusal where they are one client already
 */
export async function declareDistinct(
  db: Db,
  pair: { one: string; other: string; isForgotten?: boolean },
  { by, at }: Deed
): Promise<{ oneId: string; otherId: string }> {
  const oneId = await currentClient(db, pair.one)
  const otherId = await currentClient(db, pair.other)
  if (oneId === otherId) throw new Refusal('same-client', 'These are one client already.')
  if (pair.isForgotten) await removeDistinction(db, [oneId, otherId])
  else await addDistinction(db, [oneId, otherId], { by: by.id, at })
  const action = pair.isForgotten ? 'client.maybe-same' : 'client.not-the-same'
  await audit(db, { at, by, action, subject: { kind: 'client', id: oneId }, after: { other: otherId } })
  return { oneId, otherId }
}
