import type { Bilingual } from '#src/campaigns/wording.ts'
import type { Language } from '#src/platform/i18n.ts'
import { decimalOf, sumOf } from '#src/platform/written-number.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import type { ChoiceField, Choices } from './choices.ts'
import { wrong } from './words.ts'

/** What is wrong, field by field; the first fault of each. */
export type Faults = Partial<Record<ChoiceField, Bilingual>>

/**
 * Reads choices one by one. A field that was not given keeps `otherwise`; one that does not fit is noted in `faults` and
 * keeps it too, so that all faults are found at once.
 */
export interface ChoiceReader {
  faults: Faults
  fault: (field: ChoiceField, sentence: Bilingual) => void
  /** Null where it was not given. */
  text: (field: ChoiceField) => string | null
  /** Each text of a field that may come several times; null where it was not given. */
  list: (field: ChoiceField) => string[] | null
  oneOf: <T extends string>(field: ChoiceField, answers: readonly T[], otherwise: T) => T
  manyOf: <T extends string>(field: ChoiceField, answers: readonly T[], otherwise: readonly T[]) => T[]
  whole: (field: ChoiceField, range: Range, otherwise: number) => number
  number: (field: ChoiceField, range: Range, otherwise: number) => number
  time: (field: ChoiceField, otherwise: string) => string
  /** Null where it was left empty. */
  day: (field: ChoiceField, otherwise: string | null) => string | null
  /** Minor units; null where it was left empty. */
  money: (field: ChoiceField, otherwise: number | null) => number | null
}

/** Both included. */
interface Range {
  least: number
  most: number
}

/** How the one who chooses writes numbers and sums. */
export interface Writing {
  currency: string
  language: Language
}

export function readerOf(choices: Choices, writing: Writing): ChoiceReader {
  const faults: Faults = {}
  const fault = (field: ChoiceField, sentence: Bilingual): void => void (faults[field] ??= sentence)
  const text = (field: ChoiceField): string | null => listOf(choices, field)?.[0] ?? null
  const list = (field: ChoiceField): string[] | null => listOf(choices, field)
  /** Reads a field by `parse`, which says null where it does not fit. */
  const read = <T>(field: ChoiceField, otherwise: T, { parse, say }: Reading<T>): T => {
    const given = text(field)
    if (given === null) return otherwise
    const value = parse(given)
    if (value === null) fault(field, say)
    return value === null ? otherwise : value.is
  }
  const bounded = (field: ChoiceField, range: Range, otherwise: number, isWhole: boolean): number => {
    const { least, most } = range
    const say = wrong((words) => (isWhole ? words.whole(least, most) : words.number(least, most)))
    return read(field, otherwise, {
      parse: (given) => numberIn(given, { ...range, isWhole, language: writing.language }),
      say
    })
  }
  return {
    faults,
    fault,
    text,
    list,
    oneOf: (field, answers, otherwise) =>
      read(field, otherwise, { parse: (given) => answerIn(given, answers), say: wrong((words) => words.choice) }),
    manyOf: (field, answers, otherwise) => {
      const chosen = list(field)
      if (chosen === null) return [...otherwise]
      const known = answers.filter((answer) => chosen.includes(answer))
      const isKnown = chosen.every((each) => each === '' || answers.some((answer) => answer === each))
      if (!isKnown)
        fault(
          field,
          wrong((words) => words.choice)
        )
      return known
    },
    whole: (field, range, otherwise) => bounded(field, range, otherwise, true),
    number: (field, range, otherwise) => bounded(field, range, otherwise, false),
    time: (field, otherwise) => read(field, otherwise, { parse: timeIn, say: wrong((words) => words.time) }),
    day: (field, otherwise) => read(field, otherwise, { parse: dayIn, say: wrong((words) => words.day) }),
    money: (field, otherwise) =>
      read(field, otherwise, { parse: (given) => moneyIn(given, writing), say: wrong((words) => words.money) })
  }
}

/** How one text is read: what it is, or null where it does not fit. */
interface Reading<T> {
  parse: (given: string) => { is: T } | null
  say: Bilingual
}

function listOf(choices: Choices, field: ChoiceField): string[] | null {
  const given = choices[field]
  if (given === undefined) return null
  const texts = typeof given === 'string' ? [given] : given
  return texts.map((each) => each.trim())
}

function answerIn<T extends string>(given: string, answers: readonly T[]): { is: T } | null {
  const answer = answers.find((each) => each === given)
  return answer === undefined ? null : { is: answer }
}

function numberIn(
  given: string,
  { least, most, isWhole, language }: Range & { isWhole: boolean; language: Language }
): { is: number } | null {
  const number = decimalOf(given.replace(/%$/, ''), language)
  const fits = number !== null && number >= least && number <= most && (!isWhole || Number.isInteger(number))
  return fits ? { is: number } : null
}

/** The usual ways to write an hour: `9:00`, `09:00`, `9h30`, `9 h`. */
export function timeIn(given: string): { is: string } | null {
  const [, hour, minute] = /^(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)(?::\d{2})?$/.exec(given) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute ?? 0) > 59) return null
  return { is: `${hour.padStart(2, '0')}:${minute ?? '00'}` }
}

function dayIn(given: string): { is: string | null } | null {
  if (given === '') return { is: null }
  return writtenDay(given) === null ? null : { is: given }
}

function moneyIn(given: string, writing: Writing): { is: number | null } | null {
  if (given === '') return { is: null }
  const minor = sumOf(given, writing)
  return minor === null || minor < 0 ? null : { is: minor }
}
