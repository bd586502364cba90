import type { Fact, Period } from '#src/insights/condition.ts'
import { decimalText } from '#src/platform/money.ts'
import { writtenNumber } from '#src/platform/written-number.ts'
import { fieldBlanks, fieldFact } from './field.ts'
import type { Blanks, Knowing, Line, LineKind } from './line.ts'
import { readerOf, Unclear, type Reader } from './reader.ts'

/** The fact that a line tells. @throws Unclear saying what is wrong with its blanks */
export function factOf({ kind, blanks }: Line, knowing: Knowing): Fact {
  const read = readerOf(blanks, knowing)
  switch (kind) {
    case 'tag':
      return { kind, is: read.words('words').map((tag) => tag.replace(/^#/, '')) }
    case 'city':
      return { kind, is: read.words('words') }
    case 'company':
      return { kind, ...read.optionalWords('words', 'is') }
    case 'tier':
      return { kind, is: read.among('choices', ['A', 'B', 'C']) }
    case 'language':
      return { kind, is: read.among('choices', ['fr', 'en', 'none']).map((code) => (code === 'none' ? null : code)) }
    case 'birthday-month':
      return { kind, is: read.among('choices', MONTHS).map(Number) }
    case 'consent':
      return { kind, purpose: 'marketing', is: read.among('choices', ['given', 'withdrawn', 'unknown'])[0] }
    case 'bought':
      return { kind, ...read.counts(), ...purchaseFilter(read) }
    case 'spent':
      return { kind, currency: knowing.currency, ...read.sums(), ...purchaseFilter(read) }
    case 'first-purchase':
    case 'last-purchase':
      return { kind, period: periodOf(read) }
    case 'last-mail':
      return { kind, direction: read.among('direction', ['in', 'out'])[0], period: periodOf(read) }
    case 'late':
      return { kind }
    case 'chance-alive':
      return { kind, ...read.shares() }
    case 'value':
      return { kind, currency: knowing.currency, ...read.sums() }
    case 'field':
      return fieldFact(read, knowing)
    default:
      throw new Unclear('whole')
  }
}

/** The blanks that tell a fact; null where the form has none for it. */
export function blanksOf(fact: Fact, knowing: Knowing): { kind: LineKind; blanks: Blanks } | null {
  switch (fact.kind) {
    case 'tag':
    case 'city':
      return told(fact.kind, fact.is.some(hasComma) ? null : { words: fact.is.join(', ') })
    case 'company':
      return told(fact.kind, (fact.is ?? []).some(hasComma) ? null : { words: (fact.is ?? []).join(', ') })
    case 'tier':
      return told(fact.kind, { choices: fact.is.join(',') })
    case 'language':
      return told(fact.kind, { choices: fact.is.map((code) => code ?? 'none').join(',') })
    case 'birthday-month':
      return told(fact.kind, { choices: fact.is.join(',') })
    case 'consent':
      return told(fact.kind, fact.purpose === 'marketing' ? { choices: fact.is } : null)
    case 'bought':
      return told(fact.kind, purchaseBlanks(fact, String))
    case 'spent':
      return told(fact.kind, fact.currency === knowing.currency ? purchaseBlanks(fact, sumIn(knowing)) : null)
    case 'first-purchase':
    case 'last-purchase':
      return told(fact.kind, periodBlanks(fact.period))
    case 'last-mail': {
      const period = periodBlanks(fact.period)
      return told(fact.kind, period && { ...period, direction: fact.direction })
    }
    case 'late':
      return told(fact.kind, {})
    case 'chance-alive':
      return told(
        fact.kind,
        [fact.atLeast, fact.atMost].every(isInTenths) ? boundBlanks(fact, percentIn(knowing)) : null
      )
    case 'value':
      return told(fact.kind, fact.currency === knowing.currency ? boundBlanks(fact, sumIn(knowing)) : null)
    case 'field':
      return told(fact.kind, fieldBlanks(fact, knowing))
    default:
      return null
  }
}

function told(kind: LineKind, blanks: Blanks | null): { kind: LineKind; blanks: Blanks } | null {
  return blanks && { kind, blanks }
}

const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const

/** A share of 1 as it is written: `12,5` of a hundred. */
function percentIn({ language }: Knowing): (share: number) => string {
  return (share) => writtenNumber(String(Math.round(share * 1000) / 10), language)
}

/** Finer ones would be changed by writing them. */
function isInTenths(share: number | undefined): boolean {
  const TINY = 1e-9
  return share === undefined || Math.abs(share * 1000 - Math.round(share * 1000)) < TINY
}

/** Commas part the words of a blank. */
function hasComma(word: string): boolean {
  return word.includes(',')
}

function purchaseFilter(read: Reader) {
  const withinDays = read.days()
  return {
    ...read.optionalWords('types', 'types'),
    ...read.optionalWords('brands', 'brands'),
    ...(withinDays === undefined ? {} : { period: { withinDays } })
  }
}

function purchaseBlanks(fact: Fact & { kind: 'bought' | 'spent' }, say: (bound: number) => string): Blanks | null {
  const { types = [], brands = [], period, products, channels, paymentMeans } = fact
  const isBeyond = products !== undefined || channels !== undefined || paymentMeans !== undefined
  const isOtherPeriod = period !== undefined && !('withinDays' in period)
  if (isBeyond || isOtherPeriod || [...types, ...brands].some(hasComma)) return null
  return {
    ...boundBlanks(fact, say),
    types: types.join(', '),
    brands: brands.join(', '),
    days: period === undefined ? '' : String(period.withinDays)
  }
}

function periodOf(read: Reader): Period {
  const days = read.days()
  if (days === undefined) throw new Unclear('days')
  return read.among('side', ['within', 'before'])[0] === 'within' ? { withinDays: days } : { olderThanDays: days }
}

function periodBlanks(period: Period): Blanks | null {
  if ('withinDays' in period) return { side: 'within', days: String(period.withinDays) }
  return 'olderThanDays' in period ? { side: 'before', days: String(period.olderThanDays) } : null
}

interface Bounds {
  atLeast?: number | undefined
  atMost?: number | undefined
}

function boundBlanks({ atLeast, atMost }: Bounds, say: (bound: number) => string): Blanks {
  return {
    atLeast: atLeast === undefined ? '' : say(atLeast),
    atMost: atMost === undefined ? '' : say(atMost)
  }
}

function sumIn({ currency, language }: Knowing): (minor: number) => string {
  return (minor) => writtenNumber(decimalText(BigInt(minor), currency).replace(/\.0+$/, ''), language)
}
