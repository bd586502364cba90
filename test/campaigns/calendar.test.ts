import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  atLocalTime,
  isZone,
  shiftDay,
  yearlyOccurrence,
  yearlyOccurrencesWithin,
  zoneOf,
  type Occurrence,
  type YearlyDate
} from '#src/campaigns/calendar.ts'

const zones = Intl.supportedValuesOf('timeZone')
const onTheDay = { shift: { months: 0, days: 0 }, leapDay: 'feb-28' } as const
const anyYear = fc.integer({ min: 2024, max: 2035 })
const anyZone = fc.constantFrom(...zones)
const anyTime = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
  .map((time) => Temporal.PlainTime.from(time))
const anyBirthday: fc.Arbitrary<YearlyDate> = fc
  .record({
    dayOfLeapYear: fc.integer({ min: 0, max: 365 }),
    year: fc.option(fc.integer({ min: 1925, max: 2023 }), { nil: null })
  })
  .map(({ dayOfLeapYear, year }) => {
    const day = Temporal.PlainDate.from('2024-01-01').add({ days: dayOfLeapYear })
    return { month: day.month, day: day.day, year }
  })
const anyDay = fc
  .record({ year: anyYear, day: fc.integer({ min: 0, max: 364 }) })
  .map(({ year, day }) => Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ days: day }))

describe('a yearly date (G1, G3)', () => {
  test('29 February is kept on the 28th in common years, or on 1 March where the owner prefers', () => {
    const born = { month: 2, day: 29, year: 1988 }
    const days = [2024, 2025, 2026, 2027, 2028].map((year) => String(yearlyOccurrence(born, year, 'feb-28')?.day))
    expect(days).toEqual(['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
    expect(String(yearlyOccurrence(born, 2025, 'mar-1')?.day)).toBe('2025-03-01')
    expect(String(yearlyOccurrence(born, 2028, 'mar-1')?.day)).toBe('2028-02-29')
  })

  test('comes exactly once in every year, whatever the day, known year or not', () => {
    fc.assert(
      fc.property(anyBirthday, anyYear, fc.constantFrom('feb-28' as const, 'mar-1' as const), (date, year, leapDay) => {
        const range = {
          from: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
          to: Temporal.PlainDate.from({ year, month: 12, day: 31 })
        }
        const found = yearlyOccurrencesWithin(date, range, { ...onTheDay, leapDay })
        expect(found.map(({ key }) => key)).toEqual([String(year)])
      })
    )
  })

  test('does not depend on how the period is cut', () => {
    const whole = { from: Temporal.PlainDate.from('2024-01-01'), to: Temporal.PlainDate.from('2035-12-31') }
    const shift = fc.record({ months: fc.integer({ min: -13, max: 13 }), days: fc.integer({ min: -40, max: 40 }) })
    fc.assert(
      fc.property(anyBirthday, anyDay, shift, (date, cut, shift) => {
        const rule = { shift, leapDay: 'feb-28' } as const
        const parts = [
          ...yearlyOccurrencesWithin(date, { from: whole.from, to: cut }, rule),
          ...yearlyOccurrencesWithin(date, { from: cut.add({ days: 1 }), to: whole.to }, rule)
        ]
        expect(parts.map(told)).toEqual(yearlyOccurrencesWithin(date, whole, rule).map(told))
      })
    )
  })

  test('counts its years, and the year it began is not an anniversary', () => {
    const firstPurchase = { month: 6, day: 3, year: 2024 }
    expect(yearlyOccurrence(firstPurchase, 2023, 'feb-28')).toBeNull()
    expect(yearlyOccurrence(firstPurchase, 2024, 'feb-28')).toBeNull()
    expect(yearlyOccurrence(firstPurchase, 2027, 'feb-28')?.years).toBe(3)
    expect(yearlyOccurrence({ ...firstPurchase, year: null }, 2027, 'feb-28')?.years).toBeNull()
  })

  test('seven days before 2 January falls in December and belongs to the year of the day itself', () => {
    const range = { from: Temporal.PlainDate.from('2026-12-20'), to: Temporal.PlainDate.from('2026-12-31') }
    const rule = { shift: { months: 0, days: -7 }, leapDay: 'feb-28' } as const
    const found = yearlyOccurrencesWithin({ month: 1, day: 2, year: 1980 }, range, rule)
    expect(found.map(({ key, day }) => [key, String(day)])).toEqual([['2027', '2027-01-02']])
    expect(String(shiftDay(Temporal.PlainDate.from('2027-01-02'), rule.shift))).toBe('2026-12-26')
  })

  test('month ends clamp', () => {
    const from = (day: string, months: number): string =>
      String(shiftDay(Temporal.PlainDate.from(day), { months, days: 0 }))
    expect(from('2026-11-30', 3)).toBe('2027-02-28')
    expect(from('2027-11-30', 3)).toBe('2028-02-29')
    expect(from('2026-03-31', -1)).toBe('2026-02-28')
  })
})

describe('a local time on a day (G2)', () => {
  test('in every zone and year falls on that day at that time, unless the clocks jump over it', () => {
    fc.assert(
      fc.property(anyDay, anyTime, anyZone, (day, time, zone) => {
        const at = atLocalTime(day, time, zone)
        const wall = at.toPlainDateTime()
        const wished = day.toPlainDateTime(time)
        const jumped = Temporal.PlainDateTime.compare(wall, wished)
        expect(jumped).toBeGreaterThanOrEqual(0)
        const gap = wished.until(wall).total('minutes')
        const justBeforeTheGap = at.subtract({ minutes: gap + 1 })
        expect(jumped === 0 || justBeforeTheGap.offsetNanoseconds !== at.offsetNanoseconds).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })

  test('on each day of a change of clocks, in every zone, is the first of two and never before a gap', () => {
    for (const zone of zones)
      for (const change of changesOfClocks(zone)) {
        const before = change.subtract({ nanoseconds: 1 })
        const shift = change.offsetNanoseconds - before.offsetNanoseconds
        // The wall time in the middle of what is jumped over, or passed twice.
        const middle = before.toPlainDateTime().add({ nanoseconds: 1 + Math.trunc(shift / 2) })
        const at = atLocalTime(middle.toPlainDate(), middle.toPlainTime(), zone)
        const isGap = shift > 0
        const expected = isGap ? middle.add({ nanoseconds: shift }) : middle
        expect(at.toPlainDateTime().toString()).toBe(expected.toString())
        // The first of two passes still has the offset from before the change.
        expect(at.offsetNanoseconds).toBe(isGap ? change.offsetNanoseconds : before.offsetNanoseconds)
      }
  })

  test.each([
    ['Toronto springs forward', '2026-03-08', '02:30', 'America/Toronto', '2026-03-08T03:30:00-04:00'],
    ['Toronto falls back: the first of two', '2026-11-01', '01:30', 'America/Toronto', '2026-11-01T01:30:00-04:00'],
    ['nine o’clock on the day of the change', '2026-03-08', '09:00', 'America/Toronto', '2026-03-08T09:00:00-04:00'],
    ['Paris springs forward', '2026-03-29', '02:15', 'Europe/Paris', '2026-03-29T03:15:00+02:00'],
    ['Paris falls back', '2026-10-25', '02:15', 'Europe/Paris', '2026-10-25T02:15:00+02:00'],
    ['Beirut jumps over midnight', '2026-03-29', '00:00', 'Asia/Beirut', '2026-03-29T01:00:00+03:00'],
    ['Havana jumps over midnight', '2026-03-08', '00:30', 'America/Havana', '2026-03-08T01:30:00-04:00'],
    ['Santiago jumps over midnight', '2026-09-06', '00:15', 'America/Santiago', '2026-09-06T01:15:00-03:00'],
    ['Lord Howe moves by half an hour', '2026-10-04', '02:10', 'Australia/Lord_Howe', '2026-10-04T02:40:00+11:00'],
    ['Auckland, a day ahead of Paris', '2026-04-05', '09:00', 'Pacific/Auckland', '2026-04-05T09:00:00+12:00']
  ])('%s', (_case, day, time, zone, expected) => {
    const at = atLocalTime(Temporal.PlainDate.from(day), Temporal.PlainTime.from(time), zone)
    expect(at.toString({ timeZoneName: 'never' })).toBe(expected)
  })
})

test('a zone that is no zone falls back to the firm’s', () => {
  expect(zoneOf('Mars/Olympus', 'Europe/Paris')).toBe('Europe/Paris')
  expect(zoneOf(null, 'Europe/Paris')).toBe('Europe/Paris')
  expect(zoneOf('America/Toronto', 'Europe/Paris')).toBe('America/Toronto')
  expect(isZone('')).toBe(false)
})

function told(occurrence: Occurrence): string {
  return `${occurrence.key}: ${occurrence.day.toString()}, ${occurrence.years}`
}

function changesOfClocks(zone: string): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = []
  let at = Temporal.PlainDate.from('2024-01-01').toZonedDateTime(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.year > 2035) return found
    found.push(next)
    at = next
  }
}
