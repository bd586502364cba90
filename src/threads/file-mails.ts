import type { Sql } from '#src/platform/database/sql.ts'
import { newId } from '#src/platform/ids.ts'
import type { LinkedMail } from './grouping.ts'
import { placeMails, threadsToReopen } from './placement.ts'
import { deleteIds, findIds, findIdsOf, findLinked, insertThreads, mergeThreads, moveMails, saveIds } from './store.ts'

/** Where mails came to stand. */
export interface Filed {
  /** Thread by key of the mail. */
  threadOf: ReadonlyMap<string, string>
  /** Threads that have to be counted anew once the mails are stored. */
  touched: string[]
  /** Whether a mail stored before bears this id. */
  isIdTaken: (id: string) => boolean
}

/**
 * Finds or makes the threads of new mails, and moves stored ones that turn out to belong elsewhere. The caller holds the
 * ingest lock, stores the mails in these threads, then calls `refreshThreads` with those touched.
 * @param alsoReopen threads of stored mails about which something new became known
 */
export async function fileMails(db: Sql, mails: LinkedMail[], alsoReopen: string[] = []): Promise<Filed> {
  const named = new Set(
    mails.flatMap((mail) => [...mail.bears, ...mail.references, ...mail.inReplyTo, ...mail.fallbacks])
  )
  const known = await findIds(db, [...named])
  const toReopen = [...new Set([...threadsToReopen(mails, known), ...alsoReopen])]
  const isAnyReopened = toReopen.length > 0
  const reopened = isAnyReopened ? await findLinked(db, toReopen) : []
  const theirs = isAnyReopened ? await findIdsOf(db, toReopen) : []
  const placement = placeMails(mails, { ids: new Map([...known, ...theirs]), reopened }, newId)
  if (placement.newThreads.length > 0) await insertThreads(db, placement.newThreads)
  if (placement.moves.length > 0) await moveMails(db, placement.moves)
  if (placement.merges.length > 0) await mergeThreads(db, placement.merges)
  if (placement.forgotten.length > 0) await deleteIds(db, placement.forgotten)
  await saveIds(db, placement.ids)
  const current = new Map(placement.merges.map(({ from, into }) => [from, into]))
  const all = [...placement.threadOf.values(), ...placement.moves.map(({ thread }) => thread), ...toReopen]
  const touched = new Set(all.map((thread) => current.get(thread) ?? thread))
  return { threadOf: placement.threadOf, touched: [...touched], isIdTaken: (id) => known.get(id)?.borne ?? false }
}
