import { Temporal } from 'temporal-polyfill'

/**
 * When a trigger falls for one client. Days are calendar days of the client's own zone; only the last step, `atLocalTime`,
 * makes an instant of them (SEMANTICS G1, G2, G3).
 */

/** A day that comes back every year. A birthday is a date with its year optional, never an instant (G1). */
export interface YearlyDate {
  month: number
  day: number
  /** The year it began; null where nobody knows it. */
  year: number | null
}

/** The day on which 29 February is kept in common years. */
export type LeapDayRule = 'feb-28' | 'mar-1'

/** Calendar distance, months first, then days; negative is before. Month ends clamp: 30 November + 3 months is 28 February. */
export interface Shift {
  months: number
  days: number
}

/** One time that a trigger falls for one client. */
export interface Occurrence {
  /** What tells this time from every other; with its year, since the day of sending may lie in another one (G3). */
  key: string
  /** The day that is meant, not the day of sending. */
  day: Temporal.PlainDate
  /** How many years the yearly date has by then; null where unknown or meaningless. */
  years: number | null
}

/**
 * The occurrence of a yearly date in one year.
 * @returns null in the year it began and before: the anniversary 0 is not one (G3)
 */
export function yearlyOccurrence(date: YearlyDate, year: number, leapDay: LeapDayRule): Occurrence | null {
  const years = yearsBy(date, year)
  const isBeforeTheFirst = years !== null && years < 1
  if (isBeforeTheFirst) return null
  return { key: String(year), day: dayInYear(date, year, leapDay), years }
}

/** How many years a yearly date has in a year; null where nobody knows when it began. */
export function yearsBy(date: YearlyDate, year: number): number | null {
  return date.year === null ? null : year - date.year
}

/** Every occurrence of a yearly date whose shifted day lies within the two days, both included; oldest first. */
export function yearlyOccurrencesWithin(
  date: YearlyDate,
  range: { from: Temporal.PlainDate; to: Temporal.PlainDate },
  rule: { shift: Shift; leapDay: LeapDayRule }
): Occurrence[] {
  const back = negated(rule.shift)
  // One year of margin: "7 days before" 2 January falls in December, and clamped months do not shift back exactly.
  const first = shiftDay(range.from, back).year - 1
  const last = shiftDay(range.to, back).year + 1
  const found: Occurrence[] = []
  for (let year = first; year <= last; year++) {
    const occurrence = yearlyOccurrence(date, year, rule.leapDay)
    if (occurrence && isWithin(shiftDay(occurrence.day, rule.shift), range)) found.push(occurrence)
  }
  return found
}

/** The day that lies a shift away, month ends clamped. */
export function shiftDay(day: Temporal.PlainDate, shift: Shift): Temporal.PlainDate {
  return day.add({ months: shift.months }).add({ days: shift.days })
}

/**
 * A local time on a day, with the offset of that very day (G2). A time that the clocks jump over moves forward by the jump;
 * one that they pass twice is the first of the two: what Temporal calls "compatible".
 */
export function atLocalTime(day: Temporal.PlainDate, time: Temporal.PlainTime, zone: string): Temporal.ZonedDateTime {
  return day.toZonedDateTime({ timeZone: zone, plainTime: time })
}

/** The client's zone where it is one that this machine knows, else the firm's: one bad row must not stop a tick. */
export function zoneOf(clientZone: string | null, firmZone: string): string {
  return clientZone !== null && isZone(clientZone) ? clientZone : firmZone
}

const knownZones = new Map<string, boolean>()

/** True for an IANA zone name that this machine knows. */
export function isZone(name: string): boolean {
  const known = knownZones.get(name)
  if (known !== undefined) return known
  const answer = canMakeInstantIn(name)
  knownZones.set(name, answer)
  return answer
}

function canMakeInstantIn(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

function dayInYear(date: YearlyDate, year: number, leapDay: LeapDayRule): Temporal.PlainDate {
  const isLeapDay = date.month === 2 && date.day === 29
  const day = Temporal.PlainDate.from({ year, month: date.month, day: date.day }, { overflow: 'constrain' })
  const wasMoved = isLeapDay && !day.inLeapYear
  return wasMoved && leapDay === 'mar-1' ? day.add({ days: 1 }) : day
}

function isWithin(day: Temporal.PlainDate, range: { from: Temporal.PlainDate; to: Temporal.PlainDate }): boolean {
  return Temporal.PlainDate.compare(day, range.from) >= 0 && Temporal.PlainDate.compare(day, range.to) <= 0
}

function negated(shift: Shift): Shift {
  return { months: -shift.months, days: -shift.days }
}
