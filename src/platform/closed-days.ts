import type { Temporal } from 'temporal-polyfill'
import { writtenDay } from './written-day.ts'

/**
 * Days on which a firm is closed besides public holidays, as its owner writes them: `2026-12-24`, every year `12-24`, from one
 * day to another `2026-08-03..2026-08-21` or `08-03..08-21`. As people write them, `24/12/2026`, `24/12` and `03/08 au 21/08`
 * are read too, with "chaque année" or "every year" before them: the day comes first.
 * @returns the same in its one form; null where it is no day
 */
export function normalClosedDays(written: string): string | null {
  const sides = written
    .trim()
    .replace(LEADING, '')
    .split(/\s*(?:\.\.|–|—|\bau\b|\bto\b|\s-\s)\s*/)
  const days = sides.map(normalDay)
  const [first, last = first] = days
  if (days.length > 2 || !first || !last || first.length !== last.length) return null
  const isYearly = first.length === YEARLY
  if (first === last) return first
  // A yearly stretch may run over the new year, one with years may not run backwards.
  return isYearly || first < last ? `${first}..${last}` : null
}

/** Tells whether a day is one of those, each in its one form. */
export function closedOn(closedDays: readonly string[]): (day: Temporal.PlainDate) => boolean {
  const spans = closedDays.map((each) => each.split('..')).map(([first = '', last = first]) => ({ first, last }))
  return (day) => {
    const dated = day.toString()
    return spans.some(({ first, last }) => {
      const on = first.length === YEARLY ? dated.slice(-YEARLY) : dated
      const runsOverNewYear = last < first
      return runsOverNewYear ? on >= first || on <= last : on >= first && on <= last
    })
  }
}

/** What people write before a day: "chaque année le 24/12", "du 03/08 au 21/08". */
const LEADING = /^(?:(?:chaque année|tous les ans|every year|each year|du|from)\s+)+(?:(?:le|on)\s+)?/i

/** Length of `12-24`. */
const YEARLY = 5
/** Has a 29 February. */
const LEAP_YEAR = '2028'

function normalDay(written: string): string | null {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(written) ?? []
  const iso = day && month ? [year, two(month), two(day)].filter(Boolean).join('-') : written
  const isDay =
    /^(?:\d{4}-)?\d\d-\d\d$/.test(iso) && writtenDay(iso.length === YEARLY ? `${LEAP_YEAR}-${iso}` : iso) !== null
  return isDay ? iso : null
}

function two(figures: string): string {
  return figures.padStart(2, '0')
}
