import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '#src/platform/database/database.ts'
import { askForLooks, unanswered } from './look-store.ts'

/** A watcher hears of an asking within a second, and then looks at every folder. */
const PATIENCE_MS = 12_000
const LOOK_AGAIN_MS = 200

/**
 * Has every watched mailbox read up to now (SEMANTICS H4): asks for looks, and waits a little for them.
 * @param stopping ends the waiting
 * @returns the addresses of those that were not looked at in time: an answer may lie in them
 */
export async function notReadToNow(db: Db, stopping: AbortSignal | undefined): Promise<string[]> {
  const deadline = performance.now() + PATIENCE_MS
  let open = await askForLooks(db)
  for (;;) {
    if (open.length > 0) open = await unanswered(db, open)
    const isOver = open.length === 0 || stopping?.aborted === true || performance.now() > deadline
    if (isOver) return open.map(({ address }) => address).toSorted()
    await pause(LOOK_AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined)
  }
}
