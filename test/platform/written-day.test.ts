import { expect, test } from 'vitest'
import { writtenDay } from '#src/platform/written-day.ts'

test('a day is read as date fields write it', () => {
  expect(writtenDay('2028-02-29')?.toString()).toBe('2028-02-29')
  expect(writtenDay('0001-01-01')?.year).toBe(1)
})

test('what is no day, or none that the database can hold, is none', () => {
  const not = ['2026-02-31', '2026-13-01', '0000-01-01', '-000001-01-01', '+999999-01-01', '2026-1-1', '20260101', '']
  for (const text of [...not, '2026-01-01[u-ca=hebrew]', '2026-01-01T09:00', 'demain', ' 2026-01-01'])
    expect({ text, day: writtenDay(text) }).toEqual({ text, day: null })
})
