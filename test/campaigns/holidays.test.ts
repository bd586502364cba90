import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { loadHolidays } from '#src/campaigns/holidays.ts'

const years = [2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 2035]

test('France has the eleven days of article L3133-1 of the Code du travail, in every year', async () => {
  const isHoliday = await loadHolidays('FR')
  for (const year of years) {
    const easter = easterSunday(year)
    const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map(
      (day) => `${year}-${day}`
    )
    const moving = [1, 39, 50].map((days) => easter.add({ days }).toString())
    expect(daysOf(year, isHoliday)).toEqual([...new Set([...fixed, ...moving])].sort())
  }
})

test('Québec has the days of the Act respecting labour standards, in every year', async () => {
  const isHoliday = await loadHolidays('CA-QC')
  for (const year of years) {
    const expected = [
      `${year}-01-01`,
      easterSunday(year).subtract({ days: 2 }).toString(),
      mondayBefore(year, 5, 25),
      `${year}-06-24`,
      `${year}-07-01`,
      nthMonday(year, 9, 1),
      nthMonday(year, 10, 2),
      `${year}-12-25`
    ]
    expect(expected.filter((day) => !isHoliday(Temporal.PlainDate.from(day)))).toEqual([])
  }
})

test('Canada alone is read as Québec, and a calendar is loaded once', async () => {
  expect(await loadHolidays('CA')).toBe(await loadHolidays('CA-QC'))
})

function daysOf(year: number, isHoliday: (day: Temporal.PlainDate) => boolean): string[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  return Array.from({ length: first.daysInYear }, (_, days) => first.add({ days }))
    .filter(isHoliday)
    .map(String)
}

/** The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 })
}

function nthMonday(year: number, month: number, nth: number): string {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return first.add({ days: ((8 - first.dayOfWeek) % 7) + 7 * (nth - 1) }).toString()
}

function mondayBefore(year: number, month: number, day: number): string {
  const before = Temporal.PlainDate.from({ year, month, day }).subtract({ days: 1 })
  return before.subtract({ days: before.dayOfWeek - 1 }).toString()
}
