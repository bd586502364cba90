import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, type Actor } from '#src/team/audit-store.ts'
import { lockIngest } from '#src/threads/store.ts'
import { currentClient } from './client-store.ts'
import { findMerge, mergeRows, unmergeRows, type Conflicts } from './merge-store.ts'

/** Who does something to clients, and when. */
export interface Deed {
  by: Actor
  at: Date
}

/**
 * Makes two clients one (SEMANTICS C6): every row of both is kept, the first one's id leads to the other from now on, and it
 * can be taken back.
 * @param from id or address of the one that becomes part of the other; so is `into`
 * @returns the ids of both, and what the two said differently: the second one's word holds, the first one's is kept with the merge
 * @throws Refusal where they are one already
 */
export async function mergeClients(
  db: Db,
  { from, into }: { from: string; into: string },
  { by, at }: Deed
): Promise<{ fromId: string; intoId: string; conflicts: Conflicts }> {
  await lockIngest(db)
  const fromId = await currentClient(db, from)
  const intoId = await currentClient(db, into)
  if (fromId === intoId) throw new Refusal('same-client', 'These are one client already.')
  const conflicts = await mergeRows(db, { fromId, intoId, by: by.id, at })
  await audit(db, { at, by, action: 'client.merge', subject: { kind: 'client', id: fromId }, after: { into: intoId } })
  return { fromId, intoId, conflicts }
}

/**
 * Takes a merge back: two clients again, each with its own.
 * @param from the id that went into the other
 * @throws Refusal where there is no such merge
 */
export async function undoMerge(
  db: Db,
  { from, into }: { from: string; into: string },
  { by, at }: Deed
): Promise<{ fromId: string; intoId: string }> {
  await lockIngest(db)
  const intoId = await currentClient(db, into)
  const fromId = from.toLowerCase()
  const merge = await findMerge(db, fromId, intoId)
  if (!merge)
    throw new Refusal('no-such-merge', `${from} was not merged into ${into}: give the id that was merged first.`)
  await unmergeRows(db, { ...merge, fromId, intoId, at })
  await audit(db, {
    at,
    by,
    action: 'client.unmerge',
    subject: { kind: 'client', id: fromId },
    before: { into: intoId }
  })
  return { fromId, intoId }
}
