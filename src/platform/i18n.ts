import type { Temporal } from 'temporal-polyfill'

/** The languages of everything an owner or client reads; French is the one that is written first. */
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** A catalogue's sentences: texts, functions of what stands in them, or groups of both. */
interface Sentences {
  [name: string]: string | ((...values: never[]) => string) | Sentences
}

/** The same sentences in another language: the same names, taking the same values. */
type Translation<French> = {
  [Name in keyof French]: French[Name] extends string
    ? string
    : French[Name] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translation<French[Name]>
}

/**
 * A room's sentences in both languages, French first. A missing or differently called English sentence is a type error.
 *
 *     const words = catalogue({ mails: (n: number) => count('fr', n, { one: 'mail', other: 'mails' }) },
 *                             { mails: (n) => count('en', n, { one: 'mail', other: 'mails' }) })
 *     words[language].mails(3) // 3 mails
 */
export function catalogue<const French extends Sentences>(
  fr: French,
  en: Translation<French>
): Record<Language, Translation<French>> {
  // French satisfies its own translation; the compiler cannot see it through the mapped type.
  return { fr: translationOf(fr), en }
}

function translationOf<French>(fr: French): Translation<French>
function translationOf(fr: unknown): unknown {
  return fr
}

/** The forms of a word; `many` is French's "un million de …". */
export interface PluralForms {
  one: string
  other: string
  many?: string
}

/** The form of the word for that number: 0 and 1.5 are singular in French, plural in English. */
export function plural(language: Language, number: number, forms: PluralForms): string {
  const category = pluralRules[language].select(number)
  return category === 'one' ? forms.one : category === 'many' ? (forms.many ?? forms.other) : forms.other
}

/** The number with its word: `1 250 mails`. */
export function count(language: Language, number: number, forms: PluralForms): string {
  return `${formatNumber(number, language)} ${plural(language, number, forms)}`
}

const pluralRules = { fr: new Intl.PluralRules('fr'), en: new Intl.PluralRules('en') }

/** `1 234,5` in French, `1,234.5` in English. @param decimals most decimals shown */
export function formatNumber(number: number, language: Language, decimals = 2): string {
  return numberFormat(language, { maximumFractionDigits: decimals }).format(number)
}

/** `85 %` in French, `85%` in English. @param share 0.85 */
export function formatPercent(share: number, language: Language, decimals = 1): string {
  return numberFormat(language, { style: 'percent', maximumFractionDigits: decimals }).format(share)
}

/**
 * How far a number moved, with its sign: `+12,5 %`, `−3 %`, `0 %`; where it is more than ten times what it was, how many
 * times: a percentage of six figures says nothing.
 * @param share 0.125 where it grew by an eighth
 */
export function formatChange(share: number, language: Language): string {
  if (share >= TIMES_FROM) return `×\u00a0${formatNumber(Math.round(share + 1), language)}`
  const style = { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const
  return numberFormat(language, style).format(share).replace('-', '−')
}

const TIMES_FROM = 10

/** How much of a day is written: `1 mars 2026`, `dim. 1 mars`, `01/03/2026`. */
export type DayStyle = 'long' | 'weekday' | 'short'

const DAY_STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'long' },
  short: { day: '2-digit', month: '2-digit', year: 'numeric' }
}

/** A day as people write it. English is that of Britain, where the day comes before the month as it does in French. */
export function formatDay(day: Temporal.PlainDate, language: Language, style: DayStyle = 'long'): string {
  const written = formatter(language, { ...DAY_STYLES[style], timeZone: 'UTC' })
  return withFirst(written.format(day.toZonedDateTime('UTC').epochMilliseconds), language)
}

/** The first of a month is an ordinal in French, which Intl does not know: `1er mai`. @param written a date */
export function withFirst(written: string, language: Language): string {
  return language === 'fr' ? written.replace(/(?<!\d)1 (?=\p{L})/u, '1er ') : written
}

/** French's *de* before a name: `de Marc`, `d’Irène`, `d’Hugo`, `d’Yvonne`, `de Yann`. */
export function deFr(name: string): string {
  return ELIDED_BEFORE.test(name.normalize('NFD')) ? `d’${name}` : `de ${name}`
}

const ELIDED_BEFORE = /^(?:[aeiouhæœ]|y(?![aeiou]))/i

/** An instant on the clocks of a zone: `1 mars 2026, 13:05`. */
export function formatInstant(instant: Temporal.Instant, language: Language, zone: string): string {
  const parts = { ...DAY_STYLES.long, hour: '2-digit', minute: '2-digit', timeZone: zone } as const
  return withFirst(formatter(language, parts).format(instant.epochMilliseconds), language)
}

/** How far an instant lies from now, in its largest unit: `il y a 3 jours`, `in 2 hours`. */
export function formatDistance(instant: Temporal.Instant, now: Temporal.Instant, language: Language): string {
  const seconds = instant.since(now).total('seconds')
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
  return relativeFormats[language].format(Math.trunc(seconds / length), unit)
}

const relativeFormats = {
  fr: new Intl.RelativeTimeFormat('fr', { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
}

const DAY = 86_400
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', 3600],
  ['minute', 60]
] as const

/** `Anne, Bruno et Chloé`. */
export function formatList(items: string[], language: Language): string {
  return listFormats[language].format(items)
}

const listFormats = {
  fr: new Intl.ListFormat('fr', { type: 'conjunction' }),
  en: new Intl.ListFormat('en', { type: 'conjunction' })
}

/** A number's formatter: made once, since making it takes longer than using it a hundred times. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options)
  numberFormats.set(key, known)
  return known
}

const numberFormats = new Map<string, Intl.NumberFormat>()

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter takes longer than using it a hundred times. */
function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', options)
  formatters.set(key, known)
  return known
}
