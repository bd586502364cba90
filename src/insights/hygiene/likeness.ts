import type { Compared } from './duplicates.ts'
import type { MailParts } from './mail-name.ts'
import { nameLikeness } from './name-likeness.ts'
import { areAlike } from './similar-words.ts'

/** The base that two people are compared within: how common things are in it. */
export interface Base {
  people: number
  /** How many bear each word in their name, and each mail name. */
  words: Map<string, number>
  mailNames: Map<string, number>
}

/** What two people have in common. */
export type Agreement =
  | 'name'
  | 'similar-name'
  | 'phone'
  | 'mail-name'
  | 'similar-address'
  | 'birthday'
  | 'company'
  | 'city'

/** One piece of evidence, in bits: log2 of how much oftener it is seen of one person twice than of two people. */
export interface Evidence {
  bits: number
  agree?: Agreement
}

export interface Comparison {
  /** How likely the two are one, 0 to 1. */
  chance: number
  agree: Agreement[]
}

export function baseOf(people: Compared[]): Base {
  const base: Base = { people: people.length, words: new Map(), mailNames: new Map() }
  for (const { words, mails } of people) {
    for (const word of new Set(words)) base.words.set(word, (base.words.get(word) ?? 0) + 1)
    for (const name of new Set(mails.map((mail) => mail.name)))
      base.mailNames.set(name, (base.mailNames.get(name) ?? 0) + 1)
  }
  return base
}

/** Of a base, about so many are there twice, before anything is known of two of them. */
const DOUBLE_SHARE = 0.1

/** Weighs what two people have in common against what parts them; undefined where their names say that they are two. */
export function compare(a: Compared, b: Compared, base: Base): Comparison | undefined {
  const name = nameLikeness(a.words, b.words, base)
  if (!name) return undefined
  const evidence = [name, phones(a, b, base), mails(a, b, base), birthdays(a, b), companies(a, b), cities(a, b)]
  const before = Math.log2(DOUBLE_SHARE / Math.max(base.people, 2))
  const bits = evidence.reduce((sum, one) => sum + one.bits, before)
  return { chance: 1 / (1 + 2 ** -bits), agree: evidence.flatMap((one) => one.agree ?? []) }
}

const NONE: Evidence = { bits: 0 }

/** A phone is shared by one person twice or by people under one roof; of these, names tell. */
function phones({ digits }: Compared, other: Compared, { people }: Base): Evidence {
  if (digits === null || other.digits === null) return NONE
  // People have a mobile, a home and a work number: another number says little.
  return digits === other.digits ? { bits: Math.log2(people) + 1, agree: 'phone' } : { bits: -2 }
}

/** Another address says little: people have several, and a record of its own for each is what is looked for. */
const OTHER_ADDRESS: Evidence = { bits: -1 }

function mails(a: Compared, b: Compared, base: Base): Evidence {
  if (a.mails.length === 0 || b.mails.length === 0) return NONE
  const words = [...a.words, ...b.words].filter((word) => word.length > 2)
  const pairs = a.mails.flatMap((one) => b.mails.map((other) => mailEvidence(one, other, { words, base })))
  return pairs.reduce((best, one) => (one.bits > best.bits ? one : best), OTHER_ADDRESS)
}

/** Two people of one name choose the same mail name: where it is made of the name alone, it tells little more than that. */
const EXPECTED_BITS = 2
const SLIP_BITS = 8

function mailEvidence(
  { name, domain }: MailParts,
  other: MailParts,
  { words, base }: { words: string[]; base: Base }
): Evidence {
  const isMadeOfName = words.reduce((left, word) => left.replace(word, ''), name).length <= 1
  if (name === other.name) {
    // « contact » and "info" are everybody's.
    const others = Math.max(1, (base.mailNames.get(name) ?? 2) - 1)
    const rarity = Math.log2(Math.max(base.people, 2) / others)
    const isExpected = isMadeOfName && !areAlike(domain, other.domain)
    return { bits: Math.max(0, isExpected ? Math.min(rarity, EXPECTED_BITS) : rarity), agree: 'mail-name' }
  }
  // Where a name is taken, people put a figure behind it: that is no slip.
  const isSlip = domain === other.domain && areAlike(name, other.name) && digitsOf(name) === digitsOf(other.name)
  return isSlip ? { bits: isMadeOfName ? EXPECTED_BITS : SLIP_BITS, agree: 'similar-address' } : OTHER_ADDRESS
}

function digitsOf(name: string): string {
  return name.replaceAll(/\D/g, '')
}

/** 365 days of some 60 years. */
const DAY_BITS = 8
const DATE_BITS = 14

function birthdays({ birthday }: Compared, other: Compared): Evidence {
  if (birthday === null || other.birthday === null) return NONE
  const isSameDay = birthday.slice(-5) === other.birthday.slice(-5)
  const hasYears = !birthday.startsWith('-') && !other.birthday.startsWith('-')
  if (!isSameDay) return { bits: -5 }
  if (hasYears && birthday !== other.birthday) return { bits: -2 }
  return { bits: hasYears ? DATE_BITS : DAY_BITS, agree: 'birthday' }
}

function companies({ companyId }: Compared, other: Compared): Evidence {
  if (companyId === null || other.companyId === null) return NONE
  return companyId === other.companyId ? { bits: 7, agree: 'company' } : { bits: -2 }
}

function cities({ city }: Compared, other: Compared): Evidence {
  if (city === null || other.city === null) return NONE
  return city.toLowerCase() === other.city.toLowerCase() ? { bits: 3, agree: 'city' } : { bits: -2 }
}
