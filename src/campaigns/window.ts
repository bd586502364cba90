import { Temporal } from 'temporal-polyfill'
import { atLocalTime } from './calendar.ts'

/**
 * The hours and days on which a campaign may write, on the client's own clock (SEMANTICS G4). A window that closes at or
 * before the hour it opens closes on the next day; the part after midnight belongs to the day on which it opened.
 */
export interface SendingWindow {
  opens: Temporal.PlainTime
  closes: Temporal.PlainTime
  /** ISO weekdays, 1 Monday to 7 Sunday, on which it opens. */
  weekdays: ReadonlySet<number>
  /** Days on which it stays shut, whatever their weekday. */
  isHoliday: (day: Temporal.PlainDate) => boolean
}

/** No holidays, or no holidays that matter. */
export const noHolidays = (): boolean => false

/** How far ahead an opening is looked for; the longest real closure (a year's end between weekends) is under a week. */
const LOOK_AHEAD_DAYS = 60

/** True while the window is open at that instant. */
export function isOpen(at: Temporal.ZonedDateTime, window: SendingWindow): boolean {
  const opening = firstOpening(at, window)
  return opening !== null && opening.equals(at)
}

/**
 * The first instant from `at` on at which the window is open: `at` itself where it is open then.
 * @returns null where the window never opens within two months
 */
export function firstOpening(at: Temporal.ZonedDateTime, window: SendingWindow): Temporal.ZonedDateTime | null {
  for (const span of spansFrom(at, window)) {
    if (isBefore(at, span.end)) return isBefore(at, span.start) ? span.start : at
  }
  return null
}

/**
 * When a mail meant for a day and hour goes out: then, where the window is open; else at that same hour on the next day
 * that allows it; at the opening where the window never includes that hour.
 * @returns null where no such instant comes before `notAfter`: a shift never passes the offer's expiry (G4)
 */
export function sendTime(
  meant: { day: Temporal.PlainDate; time: Temporal.PlainTime; zone: string },
  window: SendingWindow,
  notAfter: Temporal.ZonedDateTime | null
): Temporal.ZonedDateTime | null {
  const wished = atLocalTime(meant.day, meant.time, meant.zone)
  for (const span of spansFrom(wished, window)) {
    const candidate = [0, 1]
      .map((days) => atLocalTime(span.day.add({ days }), meant.time, meant.zone))
      .find((at) => !isBefore(at, span.start) && isBefore(at, span.end))
    const at = candidate ?? span.start
    if (isBefore(at, wished)) continue
    return notAfter !== null && isBefore(notAfter, at) ? null : at
  }
  return null
}

interface Span {
  /** The day on which it opens. */
  day: Temporal.PlainDate
  start: Temporal.ZonedDateTime
  end: Temporal.ZonedDateTime
}

/** Every opening from the day before, whose night may still run, onwards. */
function* spansFrom(at: Temporal.ZonedDateTime, window: SendingWindow): Generator<Span> {
  const first = at.toPlainDate().subtract({ days: 1 })
  const closesNextDay = Temporal.PlainTime.compare(window.closes, window.opens) <= 0
  for (let days = 0; days <= LOOK_AHEAD_DAYS; days++) {
    const day = first.add({ days })
    const isShut = !window.weekdays.has(day.dayOfWeek) || window.isHoliday(day)
    if (isShut) continue
    const start = atLocalTime(day, window.opens, at.timeZoneId)
    const end = atLocalTime(closesNextDay ? day.add({ days: 1 }) : day, window.closes, at.timeZoneId)
    yield { day, start, end }
  }
}

function isBefore(one: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): boolean {
  return one.epochMilliseconds < other.epochMilliseconds
}
