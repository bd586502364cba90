import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import type { Visit } from '#src/web/world.ts'
import { findRecord, type ClientRecord } from './record-store.ts'

const id = z.guid()

/**
 * The record that a page's address names.
 * @throws Refusal `not-found`
 */
export async function recordOf(visit: Visit): Promise<ClientRecord> {
  const clientId = id.safeParse(visit.req.param('id'))
  const client = clientId.success ? await findRecord(visit.var.world.db, clientId.data) : null
  if (!client || client.state === 'erased') throw new Refusal('not-found', 'There is no such client.')
  return client
}
