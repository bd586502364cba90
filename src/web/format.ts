import { Temporal } from 'temporal-polyfill'
import { formatMoney, minorDigits } from '#src/platform/money.ts'
import { catalogue, withFirst, type Language } from '#src/platform/i18n.ts'

/** What decides how an instant, a day or a sum is written. */
export interface Manner {
  language: Language
  /** IANA zone in which instants are read. */
  zone: string
  /** ISO 4217 code of the firm's currency. */
  currency: string
  /** The instant of this visit, in milliseconds since 1970. */
  now: number
}

/** The first word of a phrase as a sentence begins. Command lines and receipts tell in phrases what pages tell in sentences. */
export function capital(phrase: string): string {
  return phrase.charAt(0).toLocaleUpperCase() + phrase.slice(1)
}

/** A label before what it tells: "Responsable :" in French, "In charge:" in English. */
export function labelled({ language }: Pick<Manner, 'language'>, label: string): string {
  return language === 'fr' ? `${label}\u00a0:` : `${label}:`
}

/** What somebody said: "« Bonjour »" in French, "“Hello”" in English. */
export function quoted({ language }: Pick<Manner, 'language'>, words: string): string {
  return language === 'fr' ? `«\u00a0${words}\u00a0»` : `“${words}”`
}

/** "12 mars", with the year where it is not this one. */
export function day(manner: Manner, at: Date): string {
  const isThisYear = zoned(manner, at.getTime()).year === zoned(manner, manner.now).year
  return withFirst(instants(manner, isThisYear ? 'day' : 'dayAndYear').format(at), manner.language)
}

/** "mardi 12 mars 2026, 14:05". */
export function moment(manner: Manner, at: Date): string {
  return withFirst(instants(manner, 'moment').format(at), manner.language)
}

/** "14:05". */
export function clock(manner: Manner, at: Date): string {
  return instants(manner, 'clock').format(at)
}

/** "mars 2026". */
export function month(manner: Manner, at: Date): string {
  return instants(manner, 'month').format(at)
}

/** A calendar day that has no zone, such as a birthday or the last day of an offer; stored as midnight UTC. */
export function calendarDay(manner: Manner, at: Date): string {
  return withFirst(instants({ ...manner, zone: 'UTC' }, 'dayAndYear').format(at), manner.language)
}

/** "14 mai", "14 mai 1980". */
export function birthday(manner: Manner, on: { day: number; month: number; year: number | null }): string {
  // 2000 was a leap year: 29 February can be written in it.
  const at = new Date(Date.UTC(on.year ?? 2000, on.month - 1, on.day))
  const style = on.year === null ? 'day' : 'dayAndYear'
  return withFirst(instants({ ...manner, zone: 'UTC' }, style).format(at), manner.language)
}

/** Short and near to how one says it: "14:05", "hier", "mardi", "12 mars", "12 mars 2024"; later days likewise. */
export function near(manner: Manner, at: Date): string {
  const then = zoned(manner, at.getTime()).toPlainDate()
  const today = zoned(manner, manner.now).toPlainDate()
  const days = today.until(then).days
  const text = nearText[manner.language]
  if (days === 0) return clock(manner, at)
  if (days === -1) return text.yesterday
  if (days === 1) return text.tomorrow
  if (Math.abs(days) < 7) return instants(manner, 'weekday').format(at)
  return day(manner, at)
}

/** "3 jours", "5 heures": how long ago an instant was, in one unit, at least a minute. */
export function elapsed(manner: Manner, since: Date): string {
  const minutes = Math.max(1, Math.floor((manner.now - since.getTime()) / 60_000))
  const [value, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / (24 * 60)), 'day']
  return numbers(manner.language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

/** A sum in minor units, in the firm's currency unless told. */
export function money(manner: Manner, minor: bigint, currency = manner.currency): string {
  return formatMoney(minor, currency, manner.language)
}

/** The same where it is looked at and not reckoned with: a large sum without its cents. */
export function roundMoney(manner: Manner, minor: bigint, currency = manner.currency): string {
  const whole = Number(minor) / 10 ** minorDigits(currency)
  if (Math.abs(whole) < LARGE_SUM) return money(manner, minor, currency)
  return numbers(manner.language, { style: 'currency', currency, maximumFractionDigits: 0 }).format(whole)
}

const LARGE_SUM = 10_000

/** `€` or `$`, as it stands beside a sum. */
export function currencySign({ language, currency }: Pick<Manner, 'language' | 'currency'>): string {
  const parts = new Intl.NumberFormat(language, { style: 'currency', currency }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

/** A whole number with the separators of the language. */
export function number(manner: Manner, value: number | bigint): string {
  return numbers(manner.language, { style: 'decimal', maximumFractionDigits: 0 }).format(value)
}

/** A number with the decimals that it has, as settings hold it. */
export function decimal(manner: Manner, value: number): string {
  return numbers(manner.language, { style: 'decimal', maximumFractionDigits: 10 }).format(value)
}

/** "12,5 %" from 0.125. */
export function percent(manner: Manner, share: number): string {
  return numbers(manner.language, { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

/** "3,2 Mo". */
export function bytes(manner: Manner, size: number | bigint): string {
  const kilo = Number(size) / 1000
  const [value, unit] = kilo < 1000 ? [Math.max(1, Math.round(kilo)), 'kilobyte'] : [kilo / 1000, 'megabyte']
  return numbers(manner.language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
}

function zoned(manner: Manner, milliseconds: number) {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(manner.zone)
}

const STYLES = {
  day: { day: 'numeric', month: 'long' },
  dayAndYear: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long' },
  month: { month: 'long', year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit' },
  moment: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** English dates are written day first, as in Europe and Canada: month first is ambiguous there. */
const LOCALES: Record<Language, string> = { fr: 'fr', en: 'en-GB' }

/** Making an Intl format costs 50 µs, using one 1 µs: a page of 50 rows uses hundreds. */
const dateFormats = new Map<string, Intl.DateTimeFormat>()
function instants({ language, zone }: Pick<Manner, 'language' | 'zone'>, style: keyof typeof STYLES) {
  const key = `${style} ${language} ${zone}`
  const known = dateFormats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALES[language], { ...STYLES[style], timeZone: zone })
  dateFormats.set(key, made)
  return made
}

const numberFormats = new Map<string, Intl.NumberFormat>()
function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  const known = numberFormats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language, options)
  numberFormats.set(key, made)
  return made
}

const nearText = catalogue({ yesterday: 'hier', tomorrow: 'demain' }, { yesterday: 'yesterday', tomorrow: 'tomorrow' })
