import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { readDay, readPartialDay, type DayOrder, type PartialDay } from '#src/platform/csv/days.ts'
import { readNumber } from '#src/platform/csv/numbers.ts'
import { comparable, readYesNo } from '#src/platform/csv/words.ts'
import { formatDay, formatNumber, type Language } from '#src/platform/i18n.ts'
import { decimalText, formatMoney, readAmount, SUM_MAX } from '#src/platform/money.ts'
import { decimalOf, sumOf } from '#src/platform/written-number.ts'
import type { Choice, Field, FieldValue } from './definition.ts'

/** What was written, understood as the field's type; or what the field takes, in both languages. */
export type FieldReading = { kind: 'value'; value: FieldValue } | { kind: 'wrong'; expected: Record<Language, string> }

/** How days in figures are written, the year that two-figure years are counted from, and who writes. */
export interface WrittenForm {
  days: DayOrder
  today: Temporal.PlainDate
  /** Whose numbers and sums these are; without it they come from a file or a command line, which write them in many ways. */
  language?: Language
}

const TEXT_MAX = 2_000
/** Sums leave and enter as JSON numbers: up to here these are exact. */
const MINOR_MAX = Number(SUM_MAX)

/**
 * Reads what a person, a form or a file wrote for a field. Choices may be written by their key or their words in either
 * language; several are parted by semicolons, commas or bars.
 */
export function readFieldValue(field: Field, written: string | string[], form: WrittenForm): FieldReading {
  const text = (Array.isArray(written) ? written.join('; ') : written).trim()
  const value = read(field, text, form)
  return value === null ? { kind: 'wrong', expected: expectedOf(field) } : { kind: 'value', value }
}

function read(field: Field, text: string, { days, today, language }: WrittenForm): FieldValue | null {
  switch (field.type) {
    case 'text':
      return text === '' || text.length > TEXT_MAX ? null : text
    case 'number':
      return language ? decimalOf(text, language) : readNumber(text)
    case 'money':
      return moneyOf(text, field.currency ?? 'EUR', language)
    case 'date':
      return readDay(text, days, today.year + YEARS_AHEAD)?.toString() ?? null
    case 'yearly-date':
      return partialText(readPartialDay(text, days, today.year))
    case 'choice':
      return choiceOf(field, text)?.key ?? null
    case 'choices':
      return choicesOf(field, text)
    default:
      return readYesNo(text)
  }
}

/** Dates of a field may lie ahead: an end of contract in '31 is 2031. */
const YEARS_AHEAD = 30

function moneyOf(text: string, currency: string, language: Language | undefined): number | null {
  const minor = language ? sumOf(text, { currency, language }) : readAmount(text, currency)
  return minor === null || minor > MINOR_MAX || minor < -MINOR_MAX ? null : Number(minor)
}

function partialText(day: PartialDay | null): string | null {
  if (day === null) return null
  const two = (number: number) => String(number).padStart(2, '0')
  const year = day.year === null ? '-' : String(day.year).padStart(4, '0')
  return `${year}-${two(day.month)}-${two(day.day)}`
}

function choiceOf({ choices }: Field, text: string): Choice | undefined {
  const wanted = comparable(text)
  return choices.find(({ key, label }) => [key, label.fr, label.en].some((name) => comparable(name) === wanted))
}

function choicesOf(field: Field, text: string): string[] | null {
  const one = choiceOf(field, text)
  const parts = one ? [text] : text.split(/[;,|\n]/).filter((part) => part.trim() !== '')
  const chosen = parts.map((part) => choiceOf(field, part))
  if (chosen.length === 0 || chosen.includes(undefined)) return null
  return field.choices.filter((choice) => chosen.includes(choice)).map(({ key }) => key)
}

/** What the field takes, for a sentence: "`x` is not a number such as 12.5". */
export function expectedOf(field: Field): Record<Language, string> {
  switch (field.type) {
    case 'text':
      return { fr: `un texte de ${TEXT_MAX} lettres au plus`, en: `a text of at most ${TEXT_MAX} letters` }
    case 'number':
      return { fr: 'un nombre comme 12,5', en: 'a number such as 12.5' }
    case 'money':
      return {
        fr: `une somme en ${field.currency ?? 'EUR'} comme 1234,50`,
        en: `a sum in ${field.currency ?? 'EUR'} such as 1234.50`
      }
    case 'date':
      return { fr: 'un jour comme 31/01/2026', en: 'a day such as 2026-01-31' }
    case 'yearly-date':
      return {
        fr: 'un jour comme 14/05/1980, ou 14/05 si l’année n’est pas connue',
        en: 'a day such as 1980-05-14, or 05-14 with -- before it where the year is unknown'
      }
    case 'choice':
      return { fr: `un choix parmi ${choiceNames(field, 'fr')}`, en: `one of ${choiceNames(field, 'en')}` }
    case 'choices':
      return { fr: `des choix parmi ${choiceNames(field, 'fr')}`, en: `among ${choiceNames(field, 'en')}` }
    default:
      return { fr: 'oui ou non', en: 'yes or no' }
  }
}

function choiceNames({ choices }: Field, language: Language): string {
  return choices.map(({ label }) => label[language]).join(', ')
}

/** The form of a field's stored values: what the API and the store check a value against. */
export function valueSchema(field: Field): z.ZodType<FieldValue> {
  const keys = field.choices.map(({ key }) => key)
  switch (field.type) {
    case 'text':
      return z.string().trim().min(1).max(TEXT_MAX)
    case 'number':
      return z.number()
    case 'money':
      return z.int().min(-MINOR_MAX).max(MINOR_MAX)
    case 'date':
      return z.iso.date()
    case 'yearly-date':
      return z.string().refine(isYearlyDate)
    case 'choice':
      return z.enum(keys)
    case 'choices':
      return z
        .array(z.enum(keys))
        .min(1)
        .transform((chosen) => keys.filter((key) => chosen.includes(key)))
    default:
      return z.boolean()
  }
}

function isYearlyDate(text: string): boolean {
  const LEAP_YEAR = '2024'
  return z.iso.date().safeParse(text.replace(/^--/, `${LEAP_YEAR}-`)).success
}

/** A stored value as files and command lines write it: what `readFieldValue` reads again. */
export function fieldText(field: Field, value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join('; ')
  if (field.type === 'money' && typeof value === 'number')
    return decimalText(BigInt(Math.trunc(value)), field.currency ?? 'EUR')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** A stored value in words for people: `1 234,50 €`, `14 mai`, `Maison`, `oui`. A value of another form stands as it is. */
export function fieldWords(field: Field, value: unknown, language: Language): string {
  if (Array.isArray(value)) return value.map((one) => choiceWord(field, one, language)).join(', ')
  if (typeof value === 'boolean') return YES_NO[language][value ? 'yes' : 'no']
  if (typeof value === 'number')
    return field.type === 'money'
      ? formatMoney(BigInt(Math.trunc(value)), field.currency ?? 'EUR', language)
      : formatNumber(value, language, NUMBER_DECIMALS)
  if (typeof value !== 'string') return ''
  if (field.type === 'date' || field.type === 'yearly-date') return dayWords(value, language)
  return field.type === 'choice' ? choiceWord(field, value, language) : value
}

const NUMBER_DECIMALS = 6
const YES_NO = { fr: { yes: 'oui', no: 'non' }, en: { yes: 'yes', no: 'no' } }

/** A choice that the field no longer has is shown by its key. */
function choiceWord({ choices }: Field, key: unknown, language: Language): string {
  return choices.find((choice) => choice.key === key)?.label[language] ?? String(key)
}

function dayWords(text: string, language: Language): string {
  if (!isYearlyDate(text)) return text
  const isYearKnown = !text.startsWith('--')
  const words = formatDay(Temporal.PlainDate.from(isYearKnown ? text : `2024${text.slice(1)}`), language)
  return isYearKnown ? words : words.replace(/\s*2024$/, '')
}
