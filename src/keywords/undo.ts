import { z } from 'zod'
import { rowIdOf } from '#src/delivery/message-id.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Language } from '#src/platform/i18n.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { actsOfReceipts, latestActsInThread, markUndone, type ActToUndo } from './act-store.ts'
import { done, keyword, refused, type Keyword, type UndoContext } from './keyword.ts'
import { refusalWords } from './refusal-words.ts'
import { signature, type Scene, type TakenBack } from './scene.ts'

export const undo = keyword({
  id: 'undo',
  names: ['annuler', 'undo', 'défaire'],
  value: 'none',
  about: {
    fr: 'en réponse à un accusé\u00a0: reprend tout ce qu’il annonce',
    en: 'in answer to a receipt: takes back all that it tells'
  },
  example: { fr: '#annuler', en: '#undo' },
  async act(_, scene) {
    const { taken, left } = await scene.takeBack()
    if (taken.length + left.length === 0)
      return refused({ fr: 'il n’y a rien à reprendre ici', en: 'there is nothing here to take back' })
    const said = { fr: told({ taken, left }, 'fr'), en: told({ taken, left }, 'en') }
    return taken.length === 0 ? refused(said) : done(said)
  }
})

function told({ taken, left }: TakenBack, language: Language): string {
  const { takenHead, leftHead } = HEADS[language]
  return [
    ...(taken.length > 0 ? [takenHead, ...taken.map((said) => `  – ${said[language]}`)] : []),
    ...(left.length > 0 ? [leftHead, ...left.map(({ said, why }) => `  – ${said[language]}. ${why[language]}`)] : [])
  ].join('\n')
}

const HEADS = {
  fr: { takenHead: 'repris\u00a0:', leftHead: 'laissé comme c’est\u00a0:' },
  en: { takenHead: 'taken back:', leftHead: 'left as it is:' }
}

const leftForm = z.object({ keyword: z.string(), data: z.unknown() })

/**
 * Takes acts back, the latest first: those that the receipt tells of which this mail answers, else those of the member's
 * latest mail with keywords in the same thread. Only their own, and each once; one of which something else was made since
 * stays (decision 025), whatever becomes of the others.
 * @param find the entry of the table that did an act
 */
export async function takeBackActs(
  scene: Omit<Scene, 'takeBack'>,
  inReplyTo: string[],
  find: (id: string) => Keyword | null
): Promise<TakenBack> {
  const receipts = inReplyTo.flatMap((id) => rowIdOf(id) ?? [])
  const { db, actor, message, threadId, now } = scene
  const told = await actsOfReceipts(db, receipts, actor.address)
  const acts =
    told.length > 0 ? told : await latestActsInThread(db, { threadId, receiptTo: actor.address, besides: message })
  const result: TakenBack = { taken: [], left: [] }
  for (const act of acts) {
    const refusal = await takeBackWhole(scene, act, find)
    if (refusal) result.left.push({ said: act.said, why: refusalWords(refusal) })
    else {
      await markUndone(db, act.id, dateOf(now))
      result.taken.push(act.said)
    }
  }
  return result
}

/** All that an act did, or nothing of it. @returns why not */
async function takeBackWhole(
  scene: Omit<Scene, 'takeBack'>,
  act: ActToUndo,
  find: (id: string) => Keyword | null
): Promise<Refusal | null> {
  await scene.db.$executeRaw`SAVEPOINT taking_back`
  try {
    const { db, actor, now } = scene
    await takeBackAct(act, find, { db, by: signature(actor), at: dateOf(now), now })
    await scene.db.$executeRaw`RELEASE SAVEPOINT taking_back`
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await scene.db.$executeRaw`ROLLBACK TO SAVEPOINT taking_back`
    return error
  }
}

/** @param find the entry of the table that did it */
export async function takeBackAct(
  act: ActToUndo,
  find: (id: string) => Keyword | null,
  context: UndoContext
): Promise<void> {
  const left = leftForm.parse(act.undo)
  await find(left.keyword)?.takeBack(left.data, context)
}
