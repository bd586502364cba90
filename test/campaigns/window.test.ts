import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { loadHolidays } from '#src/campaigns/holidays.ts'
import { firstOpening, isOpen, noHolidays, sendTime, type SendingWindow } from '#src/campaigns/window.ts'

const everyDay = new Set([1, 2, 3, 4, 5, 6, 7])
const workingDays = new Set([1, 2, 3, 4, 5])
const france = await loadHolidays('FR')
const quebec = await loadHolidays('CA-QC')

describe('a window from 22:00 to 06:00 (G4)', () => {
  const night = makeWindow('22:00', '06:00')

  test.each([
    ['23:00', '2026-05-12T23:00:00+02:00'],
    ['03:00', '2026-05-12T03:00:00+02:00'],
    ['06:00', '2026-05-12T22:00:00+02:00'],
    ['09:00', '2026-05-12T22:00:00+02:00'],
    ['22:00', '2026-05-12T22:00:00+02:00']
  ])('a mail meant for %s goes out at %s', (time, expected) => {
    expect(send('2026-05-12', time, night)).toBe(expected)
  })

  test('the hours after midnight belong to the day on which it opened', () => {
    const weeknights = { ...night, weekdays: workingDays }
    // Saturday at 3 is Friday's night; Monday at 3 is Sunday's, which is shut.
    expect(send('2026-05-16', '03:00', weeknights)).toBe('2026-05-16T03:00:00+02:00')
    expect(send('2026-05-18', '03:00', weeknights)).toBe('2026-05-19T03:00:00+02:00')
    expect(isOpen(zoned('2026-05-18T03:00[Europe/Paris]'), weeknights)).toBe(false)
    expect(String(firstOpening(zoned('2026-05-17T12:00[Europe/Paris]'), weeknights))).toContain('2026-05-18T22:00')
  })
})

describe('working days', () => {
  test.each([
    ['Saturday', '2026-05-16', france, 'Europe/Paris', '2026-05-18T09:00:00+02:00'],
    ['14 July in France', '2026-07-14', france, 'Europe/Paris', '2026-07-15T09:00:00+02:00'],
    ['24 June in Québec', '2026-06-24', quebec, 'America/Toronto', '2026-06-25T09:00:00-04:00'],
    ['Easter, Friday to Monday', '2026-04-03', quebec, 'America/Toronto', '2026-04-06T09:00:00-04:00'],
    ['Christmas on a Friday', '2026-12-25', france, 'Europe/Paris', '2026-12-28T09:00:00+01:00'],
    ['Ascension', '2026-05-14', france, 'Europe/Paris', '2026-05-15T09:00:00+02:00']
  ])('%s is passed over, and the hour kept', (_day, day, isHoliday, zone, expected) => {
    expect(send(day, '09:00', { ...makeWindow('08:00', '18:00'), weekdays: workingDays, isHoliday }, zone)).toBe(
      expected
    )
  })

  test('an hour that the window never includes becomes its opening', () => {
    expect(send('2026-05-12', '07:00', makeWindow('10:00', '18:00'))).toBe('2026-05-12T10:00:00+02:00')
    expect(send('2026-05-12', '19:00', makeWindow('10:00', '18:00'))).toBe('2026-05-13T10:00:00+02:00')
  })
})

test('a shift never passes the end of the offer', () => {
  const window = { ...makeWindow('08:00', '18:00'), weekdays: workingDays }
  const meant = {
    day: Temporal.PlainDate.from('2026-05-16'),
    time: Temporal.PlainTime.from('09:00'),
    zone: 'Europe/Paris'
  }
  expect(sendTime(meant, window, zoned('2026-05-17T23:59[Europe/Paris]'))).toBeNull()
  expect(sendTime(meant, window, zoned('2026-05-18T09:00[Europe/Paris]'))).not.toBeNull()
})

test('in every zone, year and window the time found is open, is not before the one meant, and none open comes between', () => {
  const hour = fc.integer({ min: 0, max: 23 })
  const anyWindow = fc
    .record({ opens: hour, closes: hour, weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }) })
    .map(({ opens, closes, weekdays }) => ({
      ...makeWindow(`${String(opens).padStart(2, '0')}:00`, `${String(closes).padStart(2, '0')}:00`),
      weekdays: new Set(weekdays)
    }))
  const anyInstant = fc
    .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2035, 11, 31) / 60_000 })
    .map((minutes) => Temporal.Instant.fromEpochMilliseconds(minutes * 60_000))
  const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  fc.assert(
    fc.property(anyInstant, anyZone, anyWindow, (instant, zone, window) => {
      const at = instant.toZonedDateTimeISO(zone)
      const opening = firstOpening(at, window)
      if (opening === null) throw new Error('every window opens within a week')
      expect(opening.epochMilliseconds).toBeGreaterThanOrEqual(at.epochMilliseconds)
      expect(isOpen(opening, window)).toBe(true)
      const wasShutJustBefore = opening.equals(at) || !isOpen(opening.subtract({ minutes: 1 }), window)
      // Touching windows (closing at the hour they open) leave no gap to be shut in.
      const isAroundTheClock = window.opens.equals(window.closes)
      expect(wasShutJustBefore || isAroundTheClock).toBe(true)
    }),
    { numRuns: 500 }
  )
})

function makeWindow(opens: string, closes: string): SendingWindow {
  return {
    opens: Temporal.PlainTime.from(opens),
    closes: Temporal.PlainTime.from(closes),
    weekdays: everyDay,
    isHoliday: noHolidays
  }
}

function send(day: string, time: string, window: SendingWindow, zone = 'Europe/Paris'): string | undefined {
  const meant = { day: Temporal.PlainDate.from(day), time: Temporal.PlainTime.from(time), zone }
  return sendTime(meant, window, null)?.toString({ timeZoneName: 'never' })
}

function zoned(text: string): Temporal.ZonedDateTime {
  return Temporal.ZonedDateTime.from(text)
}
