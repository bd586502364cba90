/**
 * The words that members write after `#`. French and English words of one line mean the same (SEMANTICS F6); `value`
 * says whether something has to follow. What each does is in `table.ts`.
 */
export interface KeywordWords {
  names: readonly [string, ...string[]]
  value: 'none' | 'optional' | 'required'
}

export const KEYWORD_WORDS = {
  tag: { names: ['tag', 'étiquette', 'label'], value: 'required' },
  untag: { names: ['untag', 'sans', 'retirer', 'without'], value: 'required' },
  note: { names: ['note', 'memo', 'mémo'], value: 'required' },
  preference: { names: ['pref', 'préférence', 'preference'], value: 'required' },
  birthday: { names: ['anniversaire', 'birthday', 'anniv', 'naissance', 'bday'], value: 'required' },
  reminder: { names: ['rappel', 'reminder', 'remind', 'rappeler', 'tâche', 'task', 'todo'], value: 'required' },
  'follow-up': { names: ['relance', 'followup', 'follow-up', 'relancer', 'suivi'], value: 'optional' },
  owner: { names: ['pour', 'for', 'owner', 'assign', 'responsable'], value: 'required' },
  close: { names: ['clos', 'close', 'fermer', 'closed', 'done', 'fini', 'traité'], value: 'none' },
  reopen: { names: ['rouvrir', 'reopen', 'réouvrir'], value: 'none' },
  client: { names: ['client', 'cliente', 'contact'], value: 'optional' },
  purchase: { names: ['achat', 'purchase', 'vente', 'sale', 'commande', 'order'], value: 'required' },
  coupon: { names: ['bon', 'coupon', 'code'], value: 'required' },
  stop: { names: ['stop', 'désinscrire', 'unsubscribe', 'opposition'], value: 'none' },
  ignore: { names: ['ignorer', 'ignore'], value: 'none' },
  accept: { names: ['accepter', 'accept', 'oui', 'yes'], value: 'optional' },
  refuse: { names: ['refuser', 'refuse', 'non', 'no'], value: 'optional' },
  card: { names: ['fiche', 'card', 'record'], value: 'none' },
  undo: { names: ['undo', 'annuler', 'défaire'], value: 'none' },
  help: { names: ['aide', 'help'], value: 'none' }
} as const satisfies Record<string, KeywordWords>

export type KeywordId = keyof typeof KEYWORD_WORDS

const byName = new Map<string, KeywordWords>()
for (const words of Object.values(KEYWORD_WORDS)) for (const name of words.names) byName.set(foldWord(name), words)

/** The keyword a written word stands for; accents and case do not count. */
export function wordsOfName(name: string): KeywordWords | null {
  return byName.get(foldWord(name)) ?? null
}

/** The known word that was probably meant, at most two slips away (one in short words); null where none is near. */
export function nearestName(written: string, others: Iterable<string> = []): string | null {
  const word = foldWord(written)
  const slipsMax = word.length <= 4 ? 1 : 2
  let nearest: string | null = null
  let fewest = slipsMax + 1
  for (const name of [...byName.keys(), ...others]) {
    if (Math.abs(name.length - word.length) >= fewest) continue
    const slips = editDistance(foldWord(name), word)
    if (slips < fewest) {
      fewest = slips
      nearest = name
    }
  }
  return nearest
}

/** Lower case without accents: how keywords compare. */
export function foldWord(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Insertions, deletions, replacements and swapped neighbours that part two short words. */
function editDistance(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      const replaced = (above[column - 1] ?? 0) + (isSame ? 0 : 1)
      const best = Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current.push(isSwap ? Math.min(best, (before[column - 2] ?? 0) + 1) : best)
    }
    before = above
    above = current
  }
  return above[right.length] ?? 0
}
