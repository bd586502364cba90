import { decimalOf, plainNumber, sumOf } from '#src/platform/written-number.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Blank, Blanks, Knowing, LineFault } from './line.ts'

/** A line that cannot be understood; caught where lines become a condition. */
export class Unclear extends Error {
  fault: LineFault
  constructor(fault: LineFault) {
    super(fault)
    this.fault = fault
  }
}

/** Reads the blanks of one line. @throws Unclear saying what is wrong with them */
export function readerOf(blanks: Blanks, knowing: Knowing) {
  const { language } = knowing
  const text = (name: Blank) => (blanks[name] ?? '').trim()
  const list = (name: Blank) =>
    text(name)
      .split(',')
      .flatMap((word) => word.trim() || [])
  const numberIn = (name: Blank, fault: LineFault, read: (written: string) => number | null) => {
    if (text(name) === '') return undefined
    const value = read(text(name))
    if (value === null) throw new Unclear(fault)
    return value
  }
  const bounds = (fault: LineFault, read: (written: string) => number | null) => {
    const atLeast = numberIn('atLeast', fault, read)
    const atMost = numberIn('atMost', fault, read)
    if (atLeast === undefined && atMost === undefined) throw new Unclear('bound')
    if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) throw new Unclear('order')
    return { ...(atLeast === undefined ? {} : { atLeast }), ...(atMost === undefined ? {} : { atMost }) }
  }
  return {
    text,
    list,
    words(name: Blank): string[] {
      if (list(name).length === 0) throw new Unclear('words')
      return list(name)
    },
    optionalWords<Name extends string>(blank: Blank, name: Name): { [K in Name]?: string[] } {
      const given = list(blank)
      const named: { [K in Name]?: string[] } = {}
      if (given.length > 0) named[name] = given
      return named
    },
    among<Choice extends string>(name: Blank, choices: readonly Choice[]): [Choice, ...Choice[]] {
      const [first, ...rest] = choices.filter((choice) => list(name).includes(choice))
      if (first === undefined) throw new Unclear('choice')
      return [first, ...rest]
    },
    days(): number | undefined {
      return numberIn('days', 'days', (written) => wholeNumber(written, DAYS_MOST, language))
    },
    counts: () => bounds('number', (written) => wholeNumber(written, COUNT_MOST, language)),
    sums: () => bounds('amount', (written) => sumOf(written, knowing)),
    shares: () => bounds('number', (written) => share(written, language))
  }
}

export type Reader = ReturnType<typeof readerOf>

const DAYS_MOST = 36_500
const COUNT_MOST = 1_000_000

function wholeNumber(written: string, most: number, language: Language): number | null {
  const plain = plainNumber(written, language)
  return plain !== null && /^\d{1,7}$/.test(plain) && Number(plain) <= most ? Number(plain) : null
}

/** `50` of a hundred. */
function share(written: string, language: Language): number | null {
  const percent = decimalOf(written.replace('%', ''), language)
  return percent !== null && percent >= 0 && percent <= 100 ? percent / 100 : null
}
