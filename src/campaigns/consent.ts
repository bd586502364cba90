import { Temporal } from 'temporal-polyfill'

/**
 * Whether a client may be written to for a purpose on a day, by the law of where the firm is (SEMANTICS J1 to J3). Defaults,
 * not advice. Periods are calendar periods; a day on which one ends still counts.
 */

/** `canada`: CASL. `europe`: France and the EU, also taken for every other country, being the stricter. */
export type Jurisdiction = 'canada' | 'europe'

/** One row of the consent ledger. */
interface ConsentEntry {
  state: 'given' | 'withdrawn'
  basis: ConsentBasis
  on: Temporal.PlainDate
}

export type ConsentBasis = 'express' | 'purchase' | 'inquiry' | 'existing-client'

export interface ConsentFacts {
  /** Ledger of this client for this purpose, oldest first. */
  entries: readonly ConsentEntry[]
  lastPurchaseOn: Temporal.PlainDate | null
  /** Their last own mail to us. */
  lastInquiryOn: Temporal.PlainDate | null
  /** The last contact by them of any kind: mail, purchase, visit, a click on a coded link; never an opening (J3). */
  lastContactOn: Temporal.PlainDate | null
  /** The firm tells its clients, when it takes their address, that it will write, and how to refuse (J3). */
  toldAtCollection: boolean
}

export type ConsentVerdict =
  | { kind: 'valid'; basis: ConsentBasis; until: Temporal.PlainDate | null }
  | { kind: 'expired'; basis: ConsentBasis; until: Temporal.PlainDate }
  | { kind: 'withdrawn'; on: Temporal.PlainDate }
  | { kind: 'none' }

/** CASL, section 10(10) and 10(13): two years from a purchase, six months from an inquiry. */
const IMPLIED_BY_PURCHASE = { years: 2 }
const IMPLIED_BY_INQUIRY = { months: 6 }
/** CNIL: a prospect's data are kept for three years from the last contact that came from them. */
const WITHOUT_CONTACT = { years: 3 }

/** The law that a firm of that country (ISO 3166, perhaps with a subdivision) writes under. */
export function jurisdictionOf(country: string): Jurisdiction {
  return country.toUpperCase().split('-')[0] === 'CA' ? 'canada' : 'europe'
}

/**
 * Whether a letter of a campaign tells its reader how to leave, and is not written to whoever left: what advertises does
 * everywhere. In Canada all letters to clients do: a word on an open quotation needs no consent, but the way to refuse more of
 * them (CASL, sections 6(2)(c) and 6(6); decision 028).
 */
export function maySayNo(purpose: 'marketing' | 'service', { country }: { country: string }): boolean {
  return purpose === 'marketing' || jurisdictionOf(country) === 'canada'
}

/**
 * What the ledger, as it is known now, and the client's own acts allow on a day. A withdrawal stands until consent is given
 * again: a purchase after it changes nothing.
 */
export function consentOn(day: Temporal.PlainDate, facts: ConsentFacts, jurisdiction: Jurisdiction): ConsentVerdict {
  const last = facts.entries.at(-1)
  if (last?.state === 'withdrawn') return { kind: 'withdrawn', on: last.on }
  const grounds = jurisdiction === 'canada' ? canadianGrounds(facts) : europeanGrounds(facts)
  return strongest(grounds, day)
}

/** A ground to write and the last day on which it holds; null: without limit. */
interface Ground {
  basis: ConsentBasis
  until: Temporal.PlainDate | null
}

function canadianGrounds(facts: ConsentFacts): Ground[] {
  const grounds: Ground[] = givenBy(facts).map(({ basis, on }) => {
    if (basis === 'express') return { basis, until: null }
    return { basis, until: endOf(on, basis === 'inquiry' ? IMPLIED_BY_INQUIRY : IMPLIED_BY_PURCHASE) }
  })
  if (facts.lastPurchaseOn) grounds.push({ basis: 'purchase', until: endOf(facts.lastPurchaseOn, IMPLIED_BY_PURCHASE) })
  if (facts.lastInquiryOn) grounds.push({ basis: 'inquiry', until: endOf(facts.lastInquiryOn, IMPLIED_BY_INQUIRY) })
  return grounds
}

function europeanGrounds(facts: ConsentFacts): Ground[] {
  const grounds: Ground[] = givenBy(facts).map(({ basis, on }) => ({
    basis,
    until: endOf(later(on, facts.lastContactOn), WITHOUT_CONTACT)
  }))
  const isToldClient = facts.toldAtCollection && facts.lastPurchaseOn !== null
  if (isToldClient && facts.lastPurchaseOn)
    grounds.push({
      basis: 'existing-client',
      until: endOf(later(facts.lastPurchaseOn, facts.lastContactOn), WITHOUT_CONTACT)
    })
  return grounds
}

const ends = new Map<object, WeakMap<Temporal.PlainDate, Temporal.PlainDate>>()

/** The last day of a period. Clients share their days, and adding years is slow: each sum is made once. */
function endOf(day: Temporal.PlainDate, period: { years: number } | { months: number }): Temporal.PlainDate {
  const known = ends.get(period) ?? new WeakMap<Temporal.PlainDate, Temporal.PlainDate>()
  ends.set(period, known)
  const end = known.get(day) ?? day.add(period)
  known.set(day, end)
  return end
}

/** What was given since the last withdrawal. */
function givenBy(facts: ConsentFacts): readonly ConsentEntry[] {
  return facts.entries.slice(facts.entries.findLastIndex((entry) => entry.state === 'withdrawn') + 1)
}

function strongest(grounds: readonly Ground[], day: Temporal.PlainDate): ConsentVerdict {
  const unlimited = grounds.find((ground) => ground.until === null)
  if (unlimited) return { kind: 'valid', basis: unlimited.basis, until: null }
  let best: { basis: ConsentBasis; until: Temporal.PlainDate } | null = null
  for (const { basis, until } of grounds) {
    const isLonger = until !== null && (best === null || Temporal.PlainDate.compare(until, best.until) > 0)
    if (isLonger && until) best = { basis, until }
  }
  if (best === null) return { kind: 'none' }
  const holds = Temporal.PlainDate.compare(day, best.until) <= 0
  return holds ? { kind: 'valid', ...best } : { kind: 'expired', ...best }
}

function later(one: Temporal.PlainDate, other: Temporal.PlainDate | null): Temporal.PlainDate {
  return other !== null && Temporal.PlainDate.compare(other, one) > 0 ? other : one
}
