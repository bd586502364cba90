import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '#src/platform/database/database.ts'
import { askForLooks, unanswered } from './look-store.ts'

/**
 * A watcher hears of an asking within a second, and may have to end another look first. One through many folders on a slow
 * server takes long: begun, it is waited for, or nothing that an answer would stop would ever go.
 */
const PATIENCE = { beginMs: 12_000, endMs: 40_000 }
const LOOK_AGAIN_MS = 200

/**
 * Has every watched mailbox read up to now (SEMANTICS H4): asks for looks, and waits a little for them.
 * @param stopping ends the waiting
 * @returns the addresses of those that were not looked at in time: an answer may lie in them
 */
export async function notReadToNow(
  db: Db,
  stopping: AbortSignal | undefined,
  { beginMs, endMs } = PATIENCE
): Promise<string[]> {
  const askedAt = performance.now()
  const asked = await askForLooks(db)
  for (;;) {
    const open = asked.length === 0 ? [] : await unanswered(db, asked)
    const patienceMs = open.every(({ isUnderWay }) => isUnderWay) ? endMs : beginMs
    const isOver = open.length === 0 || stopping?.aborted === true || performance.now() - askedAt > patienceMs
    if (isOver) return open.map(({ address }) => address).toSorted()
    await pause(LOOK_AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined)
  }
}
