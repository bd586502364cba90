import { Refusal } from '#src/platform/refusal.ts'
import { askedId } from '#src/web/asked-id.ts'
import type { Visit } from '#src/web/world.ts'
import { findRecord, type ClientRecord } from './record-store.ts'

/**
 * The record that a page's address names.
 * @throws Refusal `not-found`
 */
export async function recordOf(visit: Visit): Promise<ClientRecord> {
  const client = await findRecord(visit.var.world.db, askedId(visit))
  if (!client || client.state === 'erased') throw new Refusal('not-found', 'There is no such client.')
  return client
}
