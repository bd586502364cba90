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
  const match: Match = { words, others, wordsTaken: 0, othersTaken: 0, shared: [] }
  const exact = takePairs(match, base, { belong: isSame, worth: (word) => rarity(count(word, base), base) })
  const slips = takePairs(match, base, { belong: isSlip, worth: slipWorth })
  const initials = takePairs(match, base, { belong: isInitial, worth: () => INITIAL_BITS })
  const leftOfWords = words.length - exact - slips - initials
  const leftOfOthers = others.length - exact - slips - initials
  const isOpposed = leftOfWords > 0 && leftOfOthers > 0
  if (isOpposed || exact + slips === 0) return undefined
  const leftOut = leftOfWords + leftOfOthers
  const isTheSame = slips + initials + leftOut === 0
  return { bits: together(match.shared) - leftOut * LEFT_OUT_BITS, agree: isTheSame ? 'name' : 'similar-name' }
}

/** Two names being laid beside each other, word by word. Made for each of some 400,000 pairs: bits of a number, not lists. */
interface Match {
  words: string[]
  others: string[]
  /** The bit of each word that has found its like. */
  wordsTaken: number
  othersTaken: number
  /** What each pair of words is worth, in bits. */
  shared: number[]
}

interface Rule {
  belong: (one: string, other: string, base: Base) => boolean
  worth: (one: string, other: string, base: Base) => number
}

/** Takes the words that belong together by a rule, each once. @returns how many pairs */
function takePairs(match: Match, base: Base, { belong, worth }: Rule): number {
  let pairs = 0
  for (const [position, one] of match.words.entries()) {
    if (match.wordsTaken & (1 << position)) continue
    const index = match.others.findIndex(
      (other, index) => !(match.othersTaken & (1 << index)) && belong(one, other, base)
    )
    const other = match.others[index]
    if (other === undefined) continue
    match.wordsTaken |= 1 << position
    match.othersTaken |= 1 << index
    match.shared.push(worth(one, other, base))
    pairs++
  }
  return pairs
}

function isSame(one: string, other: string): boolean {
  return one === other
}

function slipWorth(one: string, other: string, base: Base): number {
  return rarity(count(one, base) + count(other, base), base) - SLIP_BITS
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
