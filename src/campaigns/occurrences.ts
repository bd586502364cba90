import type { Temporal } from 'temporal-polyfill'
import { yearlyOccurrencesWithin, yearsBy, type Occurrence, type YearlyDate } from './calendar.ts'
import type { Definition, Step, Trigger } from './definition.ts'

/** A client for whom a trigger falls, and when: what the store finds and the planner decides on. */
export interface Candidate extends CandidateClient {
  occurrence: Occurrence
  /** Which steps it is for. */
  to: Step['to']
  /** The thread that is unanswered. */
  threadId: string | null
  /** From this day on an answer or a purchase means that there is no reason to write any more; null: nothing does. */
  stopsFrom: Temporal.PlainDate | null
}

export interface CandidateClient {
  clientId: string
  /** The client's own zone, as stored. */
  zone: string | null
  isInAudience: boolean
}

/** Days, both included. */
export interface Days {
  from: Temporal.PlainDate
  to: Temporal.PlainDate
}

/** By how many days a mail meant for a shut day may move: not at all, over a long weekend, or to the one day of the week. */
function longestShift({ weekdays, holidays }: Definition['window']): number {
  const isAlwaysOpen = weekdays.length === 7 && holidays === 'send'
  if (isAlwaysOpen) return 1
  return weekdays.length >= 5 ? 7 : 15
}

/** A step waits no longer than this for somebody to come back; the steps after it wait with it (SEMANTICS H5). */
export const LONGEST_ABSENCE_DAYS = 45

/** The days on which an occurrence must fall for one of its steps to be sent within `sending`. */
export function occurrenceDays(definition: Definition, sending: Days): Days {
  const distances = definition.steps.map((step) => distanceInDays(definition.trigger, step))
  const longestDelay = longestShift(definition.window) + (definition.steps.length > 1 ? LONGEST_ABSENCE_DAYS : 0)
  return {
    from: sending.from.subtract({ days: Math.max(...distances) + longestDelay }),
    // Months are counted as 31 days: shorter ones need a margin on this side.
    to: sending.to.subtract({ days: Math.min(...distances) }).add({ days: monthSlack(definition) })
  }
}

function distanceInDays(trigger: Trigger, step: Step): number {
  const shift = trigger.kind === 'once' ? { months: 0, days: 0 } : trigger.shift
  return (shift.months + step.after.months) * 31 + shift.days + step.after.days
}

function monthSlack({ trigger, steps }: Definition): number {
  const own = trigger.kind === 'once' ? 0 : Math.abs(trigger.shift.months)
  return 3 * (own + Math.max(...steps.map((step) => Math.abs(step.after.months))))
}

/** Every day of the year that yearly dates within the days may have, as month * 100 + day; 29 February with its neighbours. */
export function daysOfYear({ from, to }: Days): number[] {
  const found = new Set<number>()
  // A whole year is all there is.
  const length = Math.min(from.until(to).days, 366)
  for (let days = 0; days <= length; days++) {
    const day = from.add({ days })
    found.add(day.month * 100 + day.day)
  }
  if (found.has(228) || found.has(301)) found.add(229)
  return [...found]
}

/** The occurrences of a client's yearly date. */
export type YearlySearch = (client: CandidateClient, date: YearlyDate) => Candidate[]

/** Looks for yearly dates within the days. Dates of one day of the year share their reckoning: a tick has thousands. */
export function yearlySearch(days: Days, leapDay: 'feb-28' | 'mar-1'): YearlySearch {
  const rule = { shift: { months: 0, days: 0 }, leapDay }
  const known = new Map<number, Occurrence[]>()
  return (client, date) => {
    const dayOfYear = date.month * 100 + date.day
    const everyYear = known.get(dayOfYear) ?? yearlyOccurrencesWithin({ ...date, year: null }, days, rule)
    known.set(dayOfYear, everyYear)
    return everyYear.flatMap(({ key, day }) => {
      const years = yearsBy(date, Number(key))
      const isOne = years === null || years >= 1
      return isOne ? { ...client, occurrence: { key, day, years }, to: 'client', threadId: null, stopsFrom: null } : []
    })
  }
}

/** The key of an occurrence on a day that does not come back: what it is, and the day with its year (G3). */
export function datedKey(what: string, day: Temporal.PlainDate): string {
  return `${what}:${day.toString()}`
}

/** A yearly date as a field of the owner's holds it: 1980-05-14, or --05-14 where the year is not known. */
export function parseYearlyDate(text: string): YearlyDate | null {
  const parts = /^(?:(\d{4})|-)-(\d\d)-(\d\d)$/.exec(text)
  if (!parts) return null
  const [, year, month, day] = parts
  const date = { year: year === undefined ? null : Number(year), month: Number(month), day: Number(day) }
  const isDay = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31
  return isDay ? date : null
}
