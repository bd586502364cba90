import { Temporal } from 'temporal-polyfill'

/**
 * A day as programs and date fields write it: `2026-01-31`. Of a year from 1 to 9999, as PostgreSQL and calendars know them.
 * @returns null where it is no day, such as 2026-02-31
 */
export function writtenDay(text: string): Temporal.PlainDate | null {
  if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return null
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    return null
  }
}
