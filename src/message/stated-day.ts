import { Temporal } from 'temporal-polyfill'

export interface WrittenDate {
  date: Temporal.PlainDate
  /** True where it is the end of "10-31 July": the last day, not the next. */
  isRangeEnd: boolean
}

interface Conventions {
  /** A day without a year is the next one from here, or of the last month. */
  today: Temporal.PlainDate
  /** True where 5/6 may be the sixth of May. */
  monthFirst: boolean
}

/**
 * The first calendar day written in a text, in lower case without accents: "12 aout", "1er sept. 2026", "jan 5th",
 * "12/08/2026", "12.8.", "2026-08-12", "10-31 july", "lundi prochain", "tomorrow".
 */
export function firstDate(text: string, conventions: Conventions): WrittenDate | null {
  return earliest(text, FULL_DATES, conventions) ?? earliest(text, RELATIVE_DAYS, conventions)
}

function earliest(text: string, readers: Reader[], conventions: Conventions): WrittenDate | null {
  const found = readers.flatMap((reader) => {
    const match = reader.pattern.exec(text)
    const date = match ? reader.read(match, conventions) : null
    return match && date ? [{ index: match.index, date, isRangeEnd: reader.isRangeEnd }] : []
  })
  return found.toSorted((a, b) => a.index - b.index)[0] ?? null
}

const MONTH_NAMES: [RegExp, number][] = [
  [/^(?:jan|gen|ene)/, 1],
  [/^fe[bv]/, 2],
  [/^(?:mar(?:s|ch|z|\.|$)|maart|mrt)/, 3],
  [/^a[bpv]r/, 4],
  [/^(?:mai|may|mei|mag)/, 5],
  [/^(?:juin|jun|giu)/, 6],
  [/^(?:juil|jul|lug)/, 7],
  [/^(?:aou|aug|ago)/, 8],
  [/^(?:sep|set)/, 9],
  [/^(?:oct|okt|ott)/, 10],
  [/^nov/, 11],
  [/^(?:dec|dez|dic)/, 12]
]
const WEEKDAY_NAMES: [RegExp, number][] = [
  [/^(?:lun|mon|maa)/, 1],
  [/^(?:mar|tue|die|din)/, 2],
  [/^(?:mer|wed|mit|mie|woe)/, 3],
  [/^(?:jeu|thu|don|jue|gio)/, 4],
  [/^(?:ven|fri|fre|vie|vri)/, 5],
  [/^(?:sam|sat|sab|zat)/, 6],
  [/^(?:dim|sun|son|dom|zon)/, 7]
]
const MONTH =
  '((?:jan|gen|ene|fe[bv]|mar(?:s|ch|z)|maart|mrt|a[bpv]r|mai|may|mei|mag|juin|jun|giu|juil|jul|lug|aou|aug|ago|sep|set|oct|okt|ott|nov|dec|dez|dic)[a-z]*)\\.?'
const WEEKDAY =
  '(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|lunes|martes|miercoles|jueves|viernes|lunedi|martedi|mercoledi|giovedi|venerdi|maandag|dinsdag|woensdag|donderdag|vrijdag)'
const DAY = '(\\d{1,2})(?:er|st|nd|rd|th|o|\\.)?'
const YEAR = '(?:,? (?:de |del )?(20\\d\\d))?'

interface Reader {
  pattern: RegExp
  isRangeEnd: boolean
  read(match: RegExpExecArray, conventions: Conventions): Temporal.PlainDate | null
}

/** Of two that begin at the same place, the first in this list is meant. */
const FULL_DATES: Reader[] = [
  {
    pattern: /\b(20\d\d)-(\d\d)-(\d\d)\b/,
    isRangeEnd: false,
    read: ([, year, month, day]) => dateFrom({ year: Number(year), month: Number(month), day: Number(day) })
  },
  {
    pattern: new RegExp(`\\b\\d{1,2} ?(?:-|–|to|au|bis) ?${DAY} (?:of |de |d')?${MONTH}${YEAR}`),
    isRangeEnd: true,
    read: ([, day, month, year], { today }) => inYear({ day: Number(day), month: monthOf(month), year }, today)
  },
  {
    pattern: new RegExp(`\\b${MONTH} \\d{1,2}(?:st|nd|rd|th)? ?(?:-|–|to) ?${DAY}${YEAR}`),
    isRangeEnd: true,
    read: ([, month, day, year], { today }) => inYear({ day: Number(day), month: monthOf(month), year }, today)
  },
  {
    pattern: new RegExp(`\\b${DAY} (?:of |de |d')?${MONTH}${YEAR}`),
    isRangeEnd: false,
    read: ([, day, month, year], { today }) => inYear({ day: Number(day), month: monthOf(month), year }, today)
  },
  {
    pattern: new RegExp(`\\b${MONTH} ${DAY}(?!\\d)(?!:)${YEAR}`),
    isRangeEnd: false,
    read: ([, month, day, year], { today }) => inYear({ day: Number(day), month: monthOf(month), year }, today)
  },
  { pattern: /\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?(?![\d/:])/, isRangeEnd: false, read: readNumeric }
]

/** Days told by the day of the mail; in "monday 5 jan" the date says which Monday. */
const RELATIVE_DAYS: Reader[] = [
  {
    pattern: new RegExp(`\\b(?:(?:next|le|on|this) )?${WEEKDAY}\\b`),
    isRangeEnd: false,
    read: ([, name], { today }) => nextWeekday(name, today)
  },
  {
    pattern: /\b(?:demain|tomorrow|morgen|manana|domani)\b/,
    isRangeEnd: false,
    read: (_, { today }) => today.add({ days: 1 })
  }
]

function readNumeric(
  [, first, second, year]: RegExpExecArray,
  { today, monthFirst }: Conventions
): Temporal.PlainDate | null {
  const fullYear = year?.length === 2 ? `20${year}` : year
  const dayFirst = inYear({ day: Number(first), month: Number(second), year: fullYear }, today)
  const american = monthFirst ? inYear({ day: Number(second), month: Number(first), year: fullYear }, today) : null
  const nearer = [american, dayFirst]
    .flatMap((date) => (date ? [date] : []))
    .toSorted((a, b) => distance(today, a) - distance(today, b))
  return nearer[0] ?? null
}

function distance(today: Temporal.PlainDate, date: Temporal.PlainDate): number {
  return Math.abs(today.until(date, { largestUnit: 'days' }).days)
}

const DAYS_PAST = 31

/** Without a year, the next such day; one of the last weeks is meant as past. */
function inYear(
  parts: { day: number; month: number; year: string | undefined },
  today: Temporal.PlainDate
): Temporal.PlainDate | null {
  const { day, month, year } = parts
  if (year !== undefined) return dateFrom({ year: Number(year), month, day })
  const thisYear = dateFrom({ year: today.year, month, day })
  if (!thisYear) return null
  const isLongPast = today.until(thisYear, { largestUnit: 'days' }).days < -DAYS_PAST
  return isLongPast ? dateFrom({ year: today.year + 1, month, day }) : thisYear
}

function dateFrom(parts: { year: number; month: number; day: number }): Temporal.PlainDate | null {
  const isInRange = parts.month >= 1 && parts.month <= 12 && parts.day >= 1 && parts.day <= 31
  if (!isInRange) return null
  const date = Temporal.PlainDate.from(parts)
  return date.day === parts.day ? date : null
}

function nextWeekday(name: string | undefined, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const weekday = numberIn(WEEKDAY_NAMES, name)
  const ahead = (weekday - today.dayOfWeek + 7) % 7
  return weekday === 0 ? null : today.add({ days: ahead === 0 ? 7 : ahead })
}

function monthOf(name: string | undefined): number {
  return numberIn(MONTH_NAMES, name)
}

function numberIn(names: [RegExp, number][], name: string | undefined): number {
  return names.find(([pattern]) => pattern.test(name ?? ''))?.[1] ?? 0
}
