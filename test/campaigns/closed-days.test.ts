import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { loadDaysOff } from '#src/campaigns/holidays.ts'
import { sendTime } from '#src/campaigns/window.ts'

const at = (iso: string) => Temporal.PlainDate.from(iso)

test('a campaign that avoids holidays waits until the firm is open again (G4)', async () => {
  const isHoliday = await loadDaysOff({ country: 'FR', closedDays: ['2026-12-26..2027-01-03', '12-24'] })
  const time = (hour: string) => Temporal.PlainTime.from(hour)
  const window = { opens: time('08:00'), closes: time('18:00'), weekdays: new Set([1, 2, 3, 4, 5]), isHoliday }
  const goes = (day: string) =>
    sendTime({ day: at(day), time: time('09:00'), zone: 'Europe/Paris' }, window, null)
      ?.toPlainDate()
      .toString()
  expect(goes('2026-12-23')).toBe('2026-12-23')
  // Closed on the 24th, Christmas on the 25th, closed until Sunday the 3rd.
  expect(goes('2026-12-24')).toBe('2027-01-04')
})

test('without days of its own a firm keeps the public holidays of its country', async () => {
  const isDayOff = await loadDaysOff({ country: 'FR', closedDays: [] })
  expect([isDayOff(at('2026-07-14')), isDayOff(at('2026-07-15'))]).toEqual([true, false])
})
