import { Temporal } from 'temporal-polyfill'
import type { Birthday } from '#src/clients/client-change-store.ts'
import { formatDay, type Language } from '#src/platform/i18n.ts'

/** From `1980-05-14` or `--05-14`, as statements and keywords give it. */
export function birthdayOf(iso: string): Birthday | null {
  const [, year, month, day] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(iso) ?? []
  if (month === undefined || day === undefined) return null
  return { month: Number(month), day: Number(day), year: year === '-' ? null : Number(year) }
}

const LEAP_YEAR = 2024

/** `14 mai 1980`, `14 mai`. */
export function birthdayWords({ month, day, year }: Birthday, language: Language): string {
  const date = Temporal.PlainDate.from({ year: year ?? LEAP_YEAR, month, day })
  const words = formatDay(date, language)
  return year === null ? words.replace(/\s*\d{4}$/, '') : words
}
