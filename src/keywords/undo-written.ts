import { instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { markUndone, standingActs } from './act-store.ts'
import { keywordWithId } from './table.ts'
import { takeBackAct } from './undo.ts'

/**
 * Takes back all that the words of one mail or answer did, or nothing of it: a line of the audit trail is one act.
 * @throws Refusal where nothing of it can be taken back, or something else was made of it since
 */
export async function takeBackWritten(
  db: Db,
  written: { messageId: string; answerKey: string },
  { by, at }: { by: string; at: Date }
): Promise<void> {
  const acts = await standingActs(db, written)
  if (acts.length === 0) throw new Refusal('cannot-undo', 'There is nothing here to take back.')
  for (const act of acts) {
    await takeBackAct(act, keywordWithId, { db, by, at, now: instantOf(at) })
    await markUndone(db, act.id, at)
  }
}
