import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { newTextGiven, splitReply } from '#src/message/reply.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Member } from '#src/team/store.ts'
import { actsOfAnswer, lineOfAnswer, type ToldAct } from './act-store.ts'
import { carryOutAll } from './carry-out.ts'
import { parseKeywords, strayKeywordLines, withoutKeywords } from './grammar.ts'
import { firmIn, type Scene } from './scene.ts'
import { clientsConcerned, parentTexts } from './scene-store.ts'
import { keywordWithId } from './table.ts'
import { takeBackActs } from './undo.ts'

/** An answer as a member writes it on the page of a thread. */
export interface PageAnswer {
  text: string
  /** Of the form: the same key is the same answer. */
  key: string
  thread: { id: string; subject: string }
  /** The mail that it answers. */
  answers: { id: string; subject: string }
  /** Signed in: that is the proof (decision 013). */
  member: Pick<Member, 'id' | 'name' | 'email' | 'language'>
  now: Temporal.Instant
  /** Whether to go on where a word cannot be carried out or stands where none is read: else nothing is done. */
  insists: boolean
}

/** `held`: nothing was done, since some of it cannot be, or since the client would read lines that look like keywords. */
export type ObeyedAnswer =
  | { kind: 'obeyed'; text: string; did: Did }
  | { kind: 'held'; acts: ToldAct[]; strayLines: string[] }

/** What the words of an answer did; `line` in the audit trail takes it back, where there is something to take back. */
export interface Did {
  acts: ToldAct[]
  line: string | null
}

/**
 * Carries out the keywords of an answer before it leaves, as those of a mail (SEMANTICS F), and takes them out of the text that the
 * client gets. What is no keyword stays: it may be meant for the client.
 */
export async function obeyAnswer(db: Db, answer: PageAnswer): Promise<ObeyedAnswer> {
  const settings = await readSettings(db)
  const vocabulary = { tags: settings['keywords.tags'], synonyms: settings['keywords.synonyms'] }
  const newText = await newTextOf(db, answer)
  const written = parseKeywords(newText, vocabulary)
  const sentText = (stays: (index: number) => boolean) => withoutKeywords(answer.text, { newText, vocabulary, stays })
  const withoutAny = sentText(() => false)
  const strayLines = answer.insists ? [] : strayKeywordLines(withoutAny, vocabulary)
  if (written.length === 0 && strayLines.length > 0) return { kind: 'held', acts: [], strayLines }
  if (written.length === 0) return { kind: 'obeyed', text: answer.text, did: { acts: [], line: null } }
  await db.$executeRaw`SAVEPOINT answer`
  const scene = await sceneOf(db, answer, firmIn(settings))
  const { acts, line } = await carryOutAll(scene, written, { settings, vocabulary, proof: 'signed in on the page' })
  const isWholeDone = strayLines.length === 0 && acts.every(({ state }) => state === 'done')
  if (!isWholeDone && !answer.insists) {
    await db.$executeRaw`ROLLBACK TO SAVEPOINT answer`
    return { kind: 'held', acts, strayLines }
  }
  const text = sentText((index) => acts[index]?.state === 'not-understood')
  return { kind: 'obeyed', text, did: { acts, line: acts.some(({ undo }) => undo !== null) ? line : null } }
}

/** What an answer did that came before, for whoever sends it twice. */
export async function whatAnswerDid(db: Db, { key, threadId }: { key: string; threadId: string }): Promise<Did> {
  const acts = await actsOfAnswer(db, key)
  const isUndoable = acts.some(({ state, hasUndo }) => state === 'done' && hasUndo)
  return { acts, line: isUndoable ? await lineOfAnswer(db, { key, threadId }) : null }
}

/** What a mail of this text would have as new: quotations and signatures give no keywords (F1). */
async function newTextOf(db: Db, { text, answers, thread, now }: PageAnswer): Promise<string> {
  const { subject } = answers
  const replyText = splitReply({ text, html: null, subject }).reply.text
  const parents = await parentTexts(db, { id: null, threadId: thread.id, sentAt: dateOf(now) })
  return newTextGiven({ text, replyText, subject }, parents)
}

async function sceneOf(db: Db, answer: PageAnswer, firm: Scene['firm']): Promise<Scene> {
  const { member, thread, answers, key, now } = answer
  const scene = {
    db,
    now,
    actor: {
      memberId: member.id,
      name: member.name,
      address: member.email,
      language: member.language ?? firm.language
    },
    firm,
    message: { id: answers.id, answerKey: key, identity: identityOf(key), sentAt: now },
    threadId: thread.id,
    threadSubject: thread.subject,
    clients: await clientsConcerned(db, { id: answers.id, threadId: thread.id })
  }
  return { ...scene, takeBack: () => takeBackActs(scene, [], keywordWithId) }
}

/** Looks like that of a mail: purchases and coupons without a number of their own are told apart by it. */
function identityOf(key: string): string {
  return createHash('sha256').update(`answer ${key}`).digest('hex')
}
