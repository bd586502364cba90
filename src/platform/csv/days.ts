import { Temporal } from 'temporal-polyfill'

/** Which of two numbers is the month, where a column writes days in figures; `both`: it does so in both ways, and a day that could be either cannot be read. */
export type DayOrder = 'day-first' | 'month-first' | 'both'

/** A day of which the year may be unknown. */
export interface PartialDay {
  year: number | null
  month: number
  day: number
}

/**
 * Tells from a column's values how it writes days: a number above 12 decides; without one it is as usual, day first in France
 * and Québec. A few against many are slips; the reading of each refuses them.
 */
export function guessDayOrder(values: string[], usual: DayOrder = 'day-first'): DayOrder {
  return guessDays(values, usual)?.order ?? usual
}

/** How a column writes days in figures. */
export interface GuessedDays {
  order: DayOrder
  /** False: every one of its days could be read both ways. */
  isShown: boolean
}

/** @returns null where no value is written in figures that could be read both ways */
export function guessDays(values: string[], usual: DayOrder = 'day-first'): GuessedDays | null {
  const pairs = values.flatMap((value) => {
    const [, first, second] = /^\s*(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{2,4})?\b/.exec(value) ?? []
    return first === undefined || second === undefined ? [] : [{ first: Number(first), second: Number(second) }]
  })
  const dayFirst = pairs.filter(({ first }) => first > 12).length
  const monthFirst = pairs.filter(({ second }) => second > 12).length
  const fewer = Math.min(dayFirst, monthFirst)
  if (pairs.length === 0) return null
  if (dayFirst + monthFirst === 0) return { order: usual, isShown: false }
  if (fewer > Math.max(dayFirst, monthFirst) / 10) return { order: 'both', isShown: true }
  return { order: monthFirst > dayFirst ? 'month-first' : 'day-first', isShown: true }
}

/**
 * Reads a day as tables write it: `2026-05-14`, `14/05/2026`, `14.5.26`, `14 mai 2026`, `May 14, 2026`, a time after it, or
 * the number of days that a spreadsheet counts.
 * @param latestYear two-figure years are taken for the latest year that is not after this one
 * @returns null where it is no day of the calendar
 */
export function readDay(written: string, order: DayOrder, latestYear: number): Temporal.PlainDate | null {
  const found = readPartialDay(written, order, latestYear)
  return found && found.year !== null ? plainDate(found.year, found.month, found.day) : spreadsheetDay(written)
}

/** Reads a day whose year may be missing: also `--05-14`, `14/05`, `14 mai`. @returns null where it is no day */
export function readPartialDay(written: string, order: DayOrder, latestYear: number): PartialDay | null {
  const text = withoutTime(written)
  const parts = partsOf(text, order) ?? partsOf(text.replace(WEEKDAY, ''), order)
  if (!parts) return null
  const year = parts.year === null ? null : fullYear(parts.year, latestYear)
  // 29 February exists where the year is unknown: a leap year stands in for it.
  const LEAP_YEAR = 2024
  return plainDate(year ?? LEAP_YEAR, parts.month, parts.day) ? { year, month: parts.month, day: parts.day } : null
}

/** `14/05/2026 10:22`, `14 mai 2026 à 10h22`, `2026-05-14T10:22:33+02:00`, `May 14, 2026, 10:22 AM`. */
function withoutTime(written: string): string {
  return written
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?:T|,? (?:à |at )?)\d{1,2} ?[:h]\d{2}.*$/i, '')
}

const WEEKDAY =
  /^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)(?:di|credi|dredi|manche|anche|day|nesday|rsday|sday|urday)?\.?,? (?=\S)/i

function partsOf(text: string, order: DayOrder): Parts | null {
  return isoParts(text) ?? figureParts(text, order) ?? wordParts(text)
}

interface Parts {
  year: string | null
  month: number
  day: number
}

function isoParts(text: string): Parts | null {
  const [, year, month, day] =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^((?:19|20)\d{2})(0\d|1[0-2])([0-3]\d)$/.exec(text) ?? []
  if (year !== undefined) return { year, month: Number(month), day: Number(day) }
  const [, yearlessMonth, yearlessDay] = /^--(\d{2})-?(\d{2})$/.exec(text) ?? []
  return yearlessMonth === undefined ? null : { year: null, month: Number(yearlessMonth), day: Number(yearlessDay) }
}

function figureParts(text: string, order: DayOrder): Parts | null {
  const [, first, second, year] =
    /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?\.?$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text) ?? []
  if (first === undefined || second === undefined) return null
  const [one, two] = [Number(first), Number(second)]
  const couldBeEither = one <= 12 && two <= 12 && one !== two
  if (order === 'both') {
    if (couldBeEither) return null
    return one > 12 ? { year: year ?? null, month: two, day: one } : { year: year ?? null, month: one, day: two }
  }
  const [day, month] = order === 'day-first' ? [first, second] : [second, first]
  return { year: year ?? null, month: Number(month), day: Number(day) }
}

const MONTHS = [
  ['janvier', 'janv', 'january', 'jan'],
  ['fevrier', 'fevr', 'fev', 'february', 'feb'],
  ['mars', 'march', 'mar'],
  ['avril', 'avr', 'april', 'apr'],
  ['mai', 'may'],
  ['juin', 'june', 'jun'],
  ['juillet', 'juil', 'july', 'jul'],
  ['aout', 'august', 'aug'],
  ['septembre', 'sept', 'september', 'sep'],
  ['octobre', 'oct', 'october'],
  ['novembre', 'nov', 'november'],
  ['decembre', 'dec', 'december']
]

function wordParts(text: string): Parts | null {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  const dayFirst = /^(\d{1,2})(?:er|st|nd|rd|th)?[ -]([a-z]+)\.?,?(?:[ -](\d{4}|\d{2}))?$/.exec(plain)
  const monthFirst = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/.exec(plain)
  const [day, word, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]]
  const month = MONTHS.findIndex((names) => names.includes(word ?? '')) + 1
  return month === 0 || day === undefined ? null : { year: year ?? null, month, day: Number(day) }
}

function fullYear(year: string, latestYear: number): number {
  if (year.length === 4) return Number(year)
  const century = latestYear - (latestYear % 100)
  return century + Number(year) > latestYear ? century - 100 + Number(year) : century + Number(year)
}

/** Spreadsheets count days from 30 December 1899; five figures cover 1927 to 2173. */
function spreadsheetDay(written: string): Temporal.PlainDate | null {
  const days = /^\s*([1-9]\d{4})(?:[.,]\d+)?\s*$/.exec(written)?.[1]
  return days === undefined ? null : Temporal.PlainDate.from('1899-12-30').add({ days: Number(days) })
}

function plainDate(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return null
  }
}
