import { z } from 'zod'
import { rowIdOf } from '#src/delivery/message-id.ts'
import { dateOf } from '#src/platform/clock.ts'
import { actsOfReceipts, latestActsInThread, markUndone, type ActToUndo } from './act-store.ts'
import { done, keyword, refused, type Keyword } from './keyword.ts'
import { signature, type Said, type Scene } from './scene.ts'

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
    const taken = await scene.takeBack()
    if (taken.length === 0)
      return refused({ fr: 'il n’y a rien à reprendre ici', en: 'there is nothing here to take back' })
    return done({ fr: `repris\u00a0:\n${listed(taken, 'fr')}`, en: `taken back:\n${listed(taken, 'en')}` })
  }
})

function listed(taken: Said[], language: 'fr' | 'en'): string {
  return taken.map((said) => `  – ${said[language]}`).join('\n')
}

const leftForm = z.object({ keyword: z.string(), data: z.unknown() })

/**
 * Takes acts back, the latest first: those that the receipt tells of which this mail answers, else those of the member's
 * latest mail with keywords in the same thread. Only their own, and each once.
 * @param find the entry of the table that did an act
 * @returns what was taken back
 */
export async function takeBackActs(
  scene: Omit<Scene, 'takeBack'>,
  mail: { inReplyTo: string[] },
  find: (id: string) => Keyword | null
): Promise<Said[]> {
  const receipts = mail.inReplyTo.flatMap((id) => rowIdOf(id) ?? [])
  const { db, actor, message, threadId, now } = scene
  const told = await actsOfReceipts(db, receipts, actor.address)
  const acts =
    told.length > 0 ? told : await latestActsInThread(db, { threadId, receiptTo: actor.address, besides: message.id })
  for (const act of acts) await takeBackAct(scene, act, find)
  await markUndone(
    db,
    acts.map(({ id }) => id),
    dateOf(now)
  )
  return acts.map(({ said }) => said)
}

async function takeBackAct(
  scene: Omit<Scene, 'takeBack'>,
  act: ActToUndo,
  find: (id: string) => Keyword | null
): Promise<void> {
  const left = leftForm.parse(act.undo)
  const entry = find(left.keyword)
  const { db, actor, now } = scene
  await entry?.takeBack(left.data, { db, by: signature(actor), at: dateOf(now), now })
}
