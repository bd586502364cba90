import { Temporal } from 'temporal-polyfill'

/** A day of birth; the year is not always known. */
export interface Birthday {
  year: number | null
  month: number
  day: number
}

/** Whether somebody with this birthday is not born yet. */
export function isToCome({ year, month, day }: Birthday, today: Temporal.PlainDate): boolean {
  return year !== null && Temporal.PlainDate.compare({ year, month, day }, today) > 0
}

/** Years that are reached on a day; null where the year is not known, or the day is none of a life so far. */
export function ageOn({ year }: Pick<Birthday, 'year'>, on: Temporal.PlainDate): number | null {
  return year !== null && year < on.year ? on.year - year : null
}
