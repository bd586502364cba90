import type { Compared } from './duplicates.ts'

/** A key that more people share says nothing: the switchboard of a firm, a name that half the town bears. */
const BLOCK_MAX = 12
const STEM = 3

/**
 * Pairs of positions that are to be compared, each once: who share a key. Two names meet where they share a word and the
 * beginning or end of another, so that one slip of the pen does not part them; a slip in each of two words does, unless a
 * phone or a mail name is shared.
 *
 * Keys are numbers (hashes) beside their position in one sorted array: with 50,000 people half a million texts in a map would
 * take longer than all the comparing. Two keys of one hash only make a pair that is then found different.
 */
export function* candidatePairs(people: Compared[]): Generator<[number, number]> {
  const pairs: number[] = []
  for (const block of blocksOf(sortedKeys(people)))
    for (const [index, first] of block.entries())
      for (const second of block.slice(index + 1)) pairs.push(first * POSITIONS + second)
  let last = -1
  for (const pair of Float64Array.from(pairs).sort()) {
    if (pair !== last) yield [Math.floor(pair / POSITIONS), pair % POSITIONS]
    last = pair
  }
}

/** More people than are ever compared; a hash of 32 bits times this is still a whole number that is told exactly. */
const POSITIONS = 2 ** 20

function sortedKeys(people: Compared[]): Float64Array {
  const keys: number[] = []
  const initials = initialKeys(people)
  for (const [position, person] of people.entries()) {
    for (const key of keysOf(person)) keys.push(key * POSITIONS + position)
    for (const key of abbreviations(person.words)) if (initials.has(key)) keys.push(key * POSITIONS + position)
  }
  return Float64Array.from(keys).sort()
}

/** Positions that share a key, in order; who has it twice stands once. */
function* blocksOf(keys: Float64Array): Generator<number[]> {
  let start = 0
  while (start < keys.length) {
    const key = Math.floor((keys[start] ?? 0) / POSITIONS)
    let end = start
    const block: number[] = []
    while (end < keys.length && Math.floor((keys[end] ?? 0) / POSITIONS) === key) {
      if (end === start || keys[end] !== keys[end - 1]) block.push((keys[end] ?? 0) % POSITIONS)
      end++
    }
    if (block.length > 1 && block.length <= BLOCK_MAX) yield block
    start = end
  }
}

function keysOf({ words, digits, mails, birthday, companyId }: Compared): number[] {
  const keys = mails.map(({ name }) => hash('mail', name))
  if (digits !== null) keys.push(hash('phone', digits))
  if (words.length > 1) keys.push(hash('name', ...words))
  for (const [position, word] of words.entries()) {
    if (birthday !== null) keys.push(hash('born', birthday.slice(-5), word))
    if (companyId !== null) keys.push(hash('at', companyId, word))
    if (words.length === 1) keys.push(hash('begins', word.slice(0, STEM)), hash('ends', word.slice(-STEM)))
    for (const [index, other] of words.entries()) {
      if (index === position) continue
      keys.push(hash('begins', word, other.slice(0, STEM)), hash('ends', word, other.slice(-STEM)))
    }
  }
  return keys
}

/** « J. Dupont » is compared with all Duponts whose other name begins with J: only where somebody is written so. */
function initialKeys(people: Compared[]): Set<number> {
  const abbreviated = people.filter(({ words }) => words.some((word) => word.length === 1))
  return new Set(abbreviated.flatMap(({ words }) => abbreviations(words)))
}

function abbreviations(words: string[]): number[] {
  return words.flatMap((word, position) =>
    words.flatMap((other, index) => (index === position ? [] : [hash('initial', word, other.charAt(0))]))
  )
}

/** FNV-1a over the texts and what parts them, 32 bits. */
function hash(...texts: string[]): number {
  let mixed = 0x811c9dc5
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193)
    mixed = Math.imul(mixed ^ 0xffff, 0x01000193)
  }
  return mixed >>> 0
}
