import { Temporal } from 'temporal-polyfill'
import type { Birthday } from '#src/clients/client-change-store.ts'
import { formatDay, type Language } from '#src/platform/i18n.ts'

const LEAP_YEAR = 2024

/** `14 mai 1980`, `14 mai`. */
export function birthdayWords({ month, day, year }: Birthday, language: Language): string {
  const date = Temporal.PlainDate.from({ year: year ?? LEAP_YEAR, month, day })
  const words = formatDay(date, language)
  return year === null ? words.replace(/\s*\d{4}$/, '') : words
}
