import { birthday, ignore, note, preference, stop } from './client-keywords.ts'
import { done, keyword, type Keyword } from './keyword.ts'
import { accept, refuse } from './proposal-keywords.ts'
import { card, client } from './record-keywords.ts'
import { coupon, purchase } from './sale-keywords.ts'
import type { Said } from './scene.ts'
import { followUp, reminder } from './task-keywords.ts'
import { close, owner, reopen, tag, untag } from './thread-keywords.ts'
import { undo } from './undo.ts'
import { foldWord } from './words.ts'

const help = keyword({
  id: 'help',
  names: ['aide', 'help'],
  value: 'none',
  about: { fr: 'envoie cette liste', en: 'sends this list' },
  example: { fr: '#aide', en: '#help' },
  act: async () => done(helpText())
})

/** Every keyword there is, in the order of help. One more is one more entry here. */
export const KEYWORDS: readonly Keyword[] = [
  tag,
  untag,
  note,
  preference,
  birthday,
  reminder,
  followUp,
  owner,
  close,
  reopen,
  client,
  purchase,
  coupon,
  accept,
  refuse,
  stop,
  ignore,
  card,
  undo,
  help
]

const byName = new Map(KEYWORDS.flatMap((entry) => entry.names.map((name) => [foldWord(name), entry] as const)))

/** The keyword a written word stands for; case and accents do not count. */
export function keywordNamed(name: string): Keyword | null {
  return byName.get(foldWord(name)) ?? null
}

/** The keyword by its own id, as acts remember it. */
export function keywordWithId(id: string): Keyword | null {
  return KEYWORDS.find((entry) => entry.id === id) ?? null
}

/** Every word that is a keyword, folded. */
export function keywordNames(): string[] {
  return [...byName.keys()]
}

/** What stands in answer to #help: every keyword with what it does and how it is written. */
function helpText(): Said {
  return { fr: helpIn('fr'), en: helpIn('en') }
}

function helpIn(language: 'fr' | 'en'): string {
  const colon = language === 'fr' ? '\u00a0:' : ':'
  const lines = KEYWORDS.map(({ about, example }) => `  ${example[language]}${colon} ${about[language]}`)
  const title =
    language === 'fr'
      ? 'les mots-clés, seuls sur leur ligne en haut ou en bas du message'
      : 'the keywords, alone on their line at the top or bottom of the message'
  return `${title}${colon}\n${lines.join('\n')}`
}
