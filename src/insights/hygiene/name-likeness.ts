import type { Base, Evidence } from './likeness.ts'
import { areAlike } from './similar-words.ts'

/** Until a base says otherwise, a word of a name is borne by one person in so many; that counts as so many people seen. */
const USUAL_SHARE = 1 / 300
const USUAL_WEIGHT = 500
/** Of names written twice, one in six or so has a slip; of two that differ by one letter, some are two. */
const SLIP_BITS = 1.5
/** What one of two names leaves out: a second first name, a name by marriage. */
const LEFT_OUT_BITS = 2.5
/** One name in eight begins with a given letter. */
const INITIAL_BITS = 3

/**
 * How much two names speak for one person, by how rare the words are that they share. Undefined where they speak against
 * it: each has a word that the other lacks, such as the two first names of a household.
 */
export function nameLikeness(words: string[], others: string[], base: Base): Evidence | undefined {
  if (words.length === 0 || others.length === 0) return { bits: 0 }
  const rest = { words: [...words], others: [...others] }
  const exact = takePairs(rest, (one, other) => one === other)
  const slips = takePairs(rest, (one, other) => isSlip(one, other, base))
  const initials = takePairs(rest, isInitial)
  const isOpposed = rest.words.length > 0 && rest.others.length > 0
  if (isOpposed || exact.length + slips.length === 0) return undefined
  const leftOut = rest.words.length + rest.others.length
  const shared = [
    ...exact.map(([word]) => rarity(count(word, base), base)),
    ...slips.map(([one, other]) => rarity(count(one, base) + count(other, base), base) - SLIP_BITS),
    ...initials.map(() => INITIAL_BITS)
  ]
  const bits = together(shared) - leftOut * LEFT_OUT_BITS
  const isSame = slips.length + initials.length + leftOut === 0
  return { bits, agree: isSame ? 'name' : 'similar-name' }
}

/** Takes out of both lists the words that belong together, each once. */
function takePairs(
  rest: { words: string[]; others: string[] },
  belong: (one: string, other: string) => boolean
): [string, string][] {
  const pairs: [string, string][] = []
  rest.words = rest.words.filter((one) => {
    const index = rest.others.findIndex((other) => belong(one, other))
    if (index < 0) return true
    pairs.push(...rest.others.splice(index, 1).map((other): [string, string] => [one, other]))
    return false
  })
  return pairs
}

/** A word that this many bear is a word, no slip of another. */
const ESTABLISHED = 3

function isSlip(one: string, other: string, base: Base): boolean {
  const areBothWords = count(one, base) >= ESTABLISHED && count(other, base) >= ESTABLISHED
  return !areBothWords && !isItsFeminine(one, other) && areAlike(one, other)
}

const FEMININE = new Set(['e', 'ne', 'le', 'te', 'ine', 'ette', 'a'])

/** Jean and Jeanne, Martin and Martine: two people. */
function isItsFeminine(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return long.startsWith(short) && FEMININE.has(long.slice(short.length))
}

function isInitial(one: string, other: string): boolean {
  const hasInitial = one.length === 1 || other.length === 1
  return hasInitial && one.charAt(0) === other.charAt(0)
}

function count(word: string, { words }: Base): number {
  return words.get(word) ?? 0
}

/** Bits that a shared word is worth: the two who share it are not counted, since they are what is in question. */
function rarity(bearers: number, { people }: Base): number {
  const seen = Math.max(0, bearers - 2) + USUAL_WEIGHT * USUAL_SHARE
  return -Math.log2(seen / (people + USUAL_WEIGHT))
}

/** A first and a last name are chosen apart; further words come with them, as Sophie does with Anne. */
const APART = 2
const FURTHER_BITS = 1

function together(bits: number[]): number {
  const rarest = bits.toSorted((a, b) => b - a)
  return rarest.reduce((total, one, index) => total + (index < APART ? one : Math.min(one, FURTHER_BITS)), 0)
}
