import { inTurn, type Sql } from '#src/platform/database/sql.ts'
import { newId } from '#src/platform/ids.ts'
import type { KnownId, LinkedMail } from './grouping.ts'
import { placeMails, threadsToReopen, type Placement } from './placement.ts'
import { deleteIds, findIdsOf, findLinked, insertThreads, mergeThreads, moveMails, saveIds } from './store.ts'

/** Where mails are to stand. */
export interface Filing {
  placement: Placement
  /** Threads that have to be counted anew once the mails are stored. */
  touched: string[]
}

/** Every id that tells to which thread these mails belong. */
export function idsIn(mails: LinkedMail[]): string[] {
  const ids = mails.flatMap((mail) => [...mail.bears, ...mail.references, ...mail.inReplyTo, ...mail.fallbacks])
  return [...new Set(ids)]
}

/**
 * Finds the threads of new mails, and stored ones that turn out to belong elsewhere. The caller holds the ingest lock, writes it
 * down with `saveFiling`, stores the mails in these threads, then calls `refreshThreads` with those touched.
 * @param known what is stored of the ids in these mails
 * @param alsoReopen threads of stored mails about which something new became known
 */
export async function fileMails(
  db: Sql,
  mails: LinkedMail[],
  { known, alsoReopen }: { known: ReadonlyMap<string, KnownId>; alsoReopen: string[] }
): Promise<Filing> {
  const toReopen = [...new Set([...threadsToReopen(mails, known), ...alsoReopen])]
  const isAnyReopened = toReopen.length > 0
  const [reopened, theirs] = await inTurn(db, [
    async () => (isAnyReopened ? findLinked(db, toReopen) : []),
    async () => (isAnyReopened ? findIdsOf(db, toReopen) : [])
  ])
  const placement = placeMails(mails, { ids: new Map([...known, ...theirs]), reopened }, newId)
  const current = new Map(placement.merges.map(({ from, into }) => [from, into]))
  const all = [...placement.threadOf.values(), ...placement.moves.map(({ thread }) => thread), ...toReopen]
  const touched = new Set(all.map((thread) => current.get(thread) ?? thread))
  return { placement, touched: [...touched] }
}

/** Makes the threads that are new, and moves, merges and forgets what was found to belong elsewhere. */
export async function saveFiling(db: Sql, { placement }: Filing): Promise<void> {
  const { newThreads, moves, merges, forgotten, ids } = placement
  await inTurn(db, [
    async () => newThreads.length > 0 && insertThreads(db, newThreads),
    async () => moves.length > 0 && moveMails(db, moves),
    async () => merges.length > 0 && mergeThreads(db, merges),
    async () => forgotten.length > 0 && deleteIds(db, forgotten),
    () => saveIds(db, ids)
  ])
}
