import { Temporal } from 'temporal-polyfill'
import { monthNumber } from './written-date.ts'

/** The day of a birthday as stated: `--05-14`, with a year `1980-05-14`; null where it is no day or can be read two ways. */
export function readBirthday(
  text: string,
  context: { language: 'fr' | 'en' | null; mailDay: Temporal.PlainDate | null }
): string | null {
  const numeric = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)/.exec(text)
  if (numeric) return numericBirthday(numeric, context.language)
  const dayFirst = /^(\d{1,2})(?:er|st|nd|rd|th)?\s(?:of\s)?(\p{L}{3,10})\.?(?:,?\s(\d{4})(?!\d))?/iu.exec(text)
  if (dayFirst) return birthdayOf({ day: dayFirst[1], month: dayFirst[2], year: dayFirst[3] })
  const monthFirst = /^(\p{L}{3,10})\.?\s(?:the\s)?(\d{1,2})(?:st|nd|rd|th)?(?:,?\s(\d{4})(?!\d))?/iu.exec(text)
  if (monthFirst && monthNumber(monthFirst[1])) {
    return birthdayOf({ day: monthFirst[2], month: monthFirst[1], year: monthFirst[3] })
  }
  return relativeBirthday(text, context.mailDay)
}

/** 3/5 is May in Europe and March in America: in an English mail only what has one reading counts. */
function numericBirthday(found: RegExpExecArray, language: 'fr' | 'en' | null): string | null {
  const first = Number(found[1])
  const second = Number(found[2])
  const isAmbiguous = language !== 'fr' && first <= 12 && second <= 12 && first !== second
  if (isAmbiguous) return null
  const [day, month] = language !== 'fr' && second > 12 ? [second, first] : [first, second]
  return isoBirthday({ day, month, year: found[3] ? Number(found[3]) : null })
}

function birthdayOf(written: Record<'day' | 'month' | 'year', string | undefined>): string | null {
  const month = monthNumber(written.month)
  if (!month) return null
  return isoBirthday({ day: Number(written.day), month, year: written.year ? Number(written.year) : null })
}

const LEAP_YEAR = 2024
const EARLIEST_YEAR = 1900

function isoBirthday(day: { day: number; month: number; year: number | null }): string | null {
  const isReal = day.month >= 1 && day.month <= 12 && day.day >= 1 && isDayOfMonth(day)
  if (!isReal || (day.year !== null && day.year < EARLIEST_YEAR)) return null
  const monthAndDay = `${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}`
  return day.year === null ? `--${monthAndDay}` : `${day.year}-${monthAndDay}`
}

function isDayOfMonth(day: { day: number; month: number; year: number | null }): boolean {
  return day.day <= Temporal.PlainYearMonth.from({ year: day.year ?? LEAP_YEAR, month: day.month }).daysInMonth
}

function relativeBirthday(text: string, mailDay: Temporal.PlainDate | null): string | null {
  if (!mailDay) return null
  const days = new Map([
    ["aujourd'hui", 0],
    ['today', 0],
    ['demain', 1],
    ['tomorrow', 1],
    ['hier', -1],
    ['yesterday', -1]
  ]).get(/^(?:aujourd'hui|[a-z]+)/i.exec(text)?.[0].toLowerCase() ?? '')
  if (days === undefined) return null
  const day = mailDay.add({ days })
  return isoBirthday({ day: day.day, month: day.month, year: null })
}
