import type { Settings } from '#src/platform/settings.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit } from '#src/team/audit-store.ts'
import { insertActs, type NewAct } from './act-store.ts'
import { keywordMeant, type Vocabulary, type WrittenKeyword } from './grammar.ts'
import type { Keyword, Outcome } from './keyword.ts'
import { refusalWords } from './refusal-words.ts'
import { signature, type Scene } from './scene.ts'
import { keywordNamed, keywordNames } from './table.ts'
import { tag } from './thread-keywords.ts'
import { foldWord, nearestName } from './words.ts'

/** What words mean to this firm, and why whoever wrote them may use them. */
interface Rules {
  settings: Settings
  vocabulary: Vocabulary
  proof: string
}

/** Does what written words ask for, in their order, and keeps what came of each. @returns also the line in the audit trail */
export async function carryOutAll(
  scene: Scene,
  written: WrittenKeyword[],
  { settings, vocabulary, proof }: Rules
): Promise<{ acts: NewAct[]; line: string }> {
  const { actor, message, now, db } = scene
  const { id: messageId, answerKey } = message
  const who = { messageId, answerKey, memberId: actor.memberId, receiptTo: actor.address }
  const acts: NewAct[] = []
  for (const [index, word] of written.entries()) {
    const { state, said, undo } = await obey(scene, word, { settings, vocabulary })
    acts.push({ ...who, ...word, position: index + 1, state, said, undo, at: dateOf(now) })
  }
  await insertActs(db, acts)
  const line = await audit(db, {
    at: dateOf(now),
    by: { kind: 'keyword', id: signature(actor) },
    action: 'keywords.obey',
    subject: { kind: 'thread', id: scene.threadId },
    after: { acts: acts.map(({ name, value, state }) => ({ name, value, state })), mail: messageId, answer: answerKey },
    reason: proof
  })
  return { acts, line }
}

type Obeyed = Pick<NewAct, 'state' | 'said' | 'undo'>

async function obey(
  scene: Scene,
  { name, value }: WrittenKeyword,
  { settings, vocabulary }: { settings: Settings; vocabulary: Vocabulary }
): Promise<Obeyed> {
  const meant = keywordMeant(name, vocabulary)
  if (meant) return carryOut(meant, value, scene)
  const ownTag = settings['keywords.tags'].find((tag) => foldWord(tag) === foldWord(name))
  if (ownTag !== undefined) return carryOut(tag, ownTag, scene)
  const near = nearestName(name, [...keywordNames(), ...settings['keywords.tags'].map(foldWord)])
  if (near === null && settings['keywords.newTags']) return carryOut(tag, name, scene)
  return { state: 'not-understood', said: near === null ? UNKNOWN : didYouMean(near), undo: null }
}

/** What a keyword has written before it refuses is taken back, so that an act is done or not begun. */
async function carryOut(entry: Keyword, value: string, scene: Scene): Promise<Obeyed> {
  if (entry.value === 'required' && value === '') return { state: 'refused', said: lacksValue(entry), undo: null }
  await scene.db.$executeRaw`SAVEPOINT keyword`
  const outcome = await entry.act(value, scene).catch(asRefused)
  if (outcome.kind === 'done') {
    await scene.db.$executeRaw`RELEASE SAVEPOINT keyword`
    const undo = outcome.undo === null ? null : { keyword: entry.id, data: outcome.undo }
    return { state: 'done', said: outcome.said, undo }
  }
  await scene.db.$executeRaw`ROLLBACK TO SAVEPOINT keyword`
  return { state: 'refused', said: outcome.said, undo: null }
}

/** What a store refuses is told in the receipt. Anything else is a fault, and the whole mail is tried again. */
function asRefused(error: unknown): Outcome {
  if (error instanceof Refusal) return { kind: 'refused', said: refusalWords(error) }
  throw error
}

const UNKNOWN = { fr: 'mot-clé inconnu\u00a0; #aide en donne la liste', en: 'unknown keyword; #help lists them' }

function didYouMean(near: string) {
  const shown = keywordNamed(near)?.names.find((name) => foldWord(name) === near) ?? near
  return {
    fr: `mot-clé inconnu\u00a0: vouliez-vous dire #${shown}\u00a0?`,
    en: `unknown keyword: did you mean #${shown}?`
  }
}

function lacksValue({ example }: Keyword) {
  return { fr: `il manque la suite, par exemple ${example.fr}`, en: `something must follow, such as ${example.en}` }
}
