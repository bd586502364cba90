import { candidatePairs } from './blocking.ts'
import { baseOf, compare, type Comparison } from './likeness.ts'
import { mailParts, type MailParts } from './mail-name.ts'
import { nameWords } from './name-words.ts'

/** What is known of a client that tells them from another. */
export interface Person {
  clientId: string
  name: string
  /** As matching compares them: lower-case, without `+tag` and Gmail's dots. */
  addresses: string[]
  phone: string | null
  companyId: string | null
  /** `1980-05-14`, or `--05-14` without the year. */
  birthday: string | null
  city: string | null
}

/** What comparing needs of a person, made once. */
export interface Compared extends Pick<Person, 'clientId' | 'companyId' | 'birthday' | 'city'> {
  words: string[]
  digits: string | null
  mails: MailParts[]
}

export interface LikelyPair extends Comparison {
  a: string
  b: string
}

/** Less likely pairs are not shown: a list with many that are two people is not read. */
const CHANCE_MIN = 0.8

/**
 * Pairs of clients who are likely one and the same, the likeliest first (PRODUCT R3). Only those who share a key are
 * compared; what agrees and what differs is weighed by how rare it is in the base, after Fellegi and Sunter (1969): two
 * Clotilde Vandenberghe are one person where two Marie Martin are two.
 */
export function likelyDuplicates(people: Person[]): LikelyPair[] {
  const one = sharedTexts()
  // Named one by one: copying rows of many columns by `...` would take longer than all the comparing.
  const compared: Compared[] = people.map(({ clientId, name, phone, addresses, companyId, birthday, city }) => ({
    clientId,
    companyId,
    birthday,
    city,
    words: nameWords(name).map(one),
    digits: phoneDigits(phone),
    mails: addresses.map(mailParts).map(({ name, domain }) => ({ name: one(name), domain: one(domain) }))
  }))
  const base = baseOf(compared)
  const pairs: LikelyPair[] = []
  for (const [first, second] of candidatePairs(compared)) {
    const [a, b] = [compared[first], compared[second]]
    const comparison = a && b && compare(a, b, base)
    if (comparison && comparison.chance >= CHANCE_MIN) pairs.push({ a: a.clientId, b: b.clientId, ...comparison })
  }
  return pairs.sort((one, other) => other.chance - one.chance)
}

/** Gives equal texts the same memory: millions of comparisons then look at a pointer, not at letters. */
function sharedTexts(): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const same = known.get(text)
    if (same === undefined) known.set(text, text)
    return same ?? text
  }
}

/** The same number written with and without its country ends alike. */
const DIGITS_COMPARED = 9
const DIGITS_MIN = 7

function phoneDigits(phone: string | null): string | null {
  if (phone === null) return null
  // "poste 12", "ext. 12": an extension belongs to a firm's number.
  const digits = phone.replace(/(?:poste|ext|x)\.?\s*\d+\s*$/i, '').replaceAll(/\D/g, '')
  return digits.length < DIGITS_MIN ? null : digits.slice(-DIGITS_COMPARED)
}
