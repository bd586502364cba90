import type { Temporal } from 'temporal-polyfill'
import { closedOn } from '#src/platform/closed-days.ts'

/** Tells whether a day is a public holiday. */
export type HolidayCalendar = (day: Temporal.PlainDate) => boolean

/** The days on which a firm does not work: the public holidays of its country, and its own days of closing. */
export async function loadDaysOff({ country, closedDays }: FirmDays): Promise<HolidayCalendar> {
  const isHoliday = await loadHolidays(country)
  if (closedDays.length === 0) return isHoliday
  const isClosed = closedOn(closedDays)
  return (day) => isClosed(day) || isHoliday(day)
}

interface FirmDays {
  country: string
  closedDays: readonly string[]
}

const calendars = new Map<string, Promise<HolidayCalendar>>()

/**
 * The public holidays where the firm is. The library and its data for the whole world take a few megabytes: they are loaded
 * at the first call, and each year is computed once.
 * @param country ISO 3166 code such as FR, or with a subdivision such as CA-QC; CA alone is read as Québec, where our users are
 */
export function loadHolidays(country: string): Promise<HolidayCalendar> {
  const region = country.toUpperCase() === 'CA' ? 'CA-QC' : country.toUpperCase()
  const known = calendars.get(region)
  if (known) return known
  const loading = makeCalendar(region)
  calendars.set(region, loading)
  return loading
}

async function makeCalendar(region: string): Promise<HolidayCalendar> {
  const { default: Holidays } = await import('date-holidays')
  const [country = '', state] = region.split('-')
  const library =
    state === undefined
      ? new Holidays(country, { types: ['public'] })
      : new Holidays(country, state, { types: ['public'] })
  const years = new Map<number, ReadonlySet<string>>()
  return (day) => {
    const known = years.get(day.year)
    if (known) return known.has(day.toString())
    // The library writes "2026-07-14 00:00:00"; only the day counts.
    const days = new Set(library.getHolidays(day.year).map((holiday) => holiday.date.slice(0, 10)))
    years.set(day.year, days)
    return days.has(day.toString())
  }
}
