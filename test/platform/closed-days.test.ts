import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { closedOn, normalClosedDays } from '#src/platform/closed-days.ts'

const day = (iso: string) => Temporal.PlainDate.from(iso)

describe('days of closing as people write them', () => {
  test.each([
    ['2026-12-24', '2026-12-24'],
    ['24/12/2026', '2026-12-24'],
    ['24/12', '12-24'],
    ['1/5', '05-01'],
    ['29/02', '02-29'],
    ['03/08/2026 au 21/08/2026', '2026-08-03..2026-08-21'],
    ['2026-08-03..2026-08-21', '2026-08-03..2026-08-21'],
    ['2026-08-03 to 2026-08-21', '2026-08-03..2026-08-21'],
    ['24/12 – 02/01', '12-24..01-02'],
    ['24/12 - 24/12', '12-24']
  ])('%s is read as %s', (written, normal) => {
    expect(normalClosedDays(written)).toBe(normal)
    expect(normalClosedDays(normal)).toBe(normal)
  })

  test.each([
    '',
    'Noël',
    '31/02/2026',
    '2026-13-01',
    '21/08/2026 au 03/08/2026',
    '24/12 au 02/01/2027',
    '1..2..3',
    '00/00'
  ])('%s is none', (written) => {
    expect(normalClosedDays(written)).toBeNull()
  })
})

describe('the firm is closed', () => {
  const isClosed = closedOn(['2026-12-24', '05-02', '2026-08-03..2026-08-21', '12-28..01-03'])

  test.each([
    '2026-12-24',
    '2026-05-02',
    '2031-05-02',
    '2026-08-03',
    '2026-08-10',
    '2026-08-21',
    '2026-12-28',
    '2027-01-03'
  ])('on %s', (iso) => {
    expect(isClosed(day(iso))).toBe(true)
  })

  test.each(['2027-12-24', '2026-05-03', '2026-08-02', '2027-08-10', '2026-12-27', '2027-01-04', '2026-06-15'])(
    'but not on %s',
    (iso) => {
      expect(isClosed(day(iso))).toBe(false)
    }
  )
})
