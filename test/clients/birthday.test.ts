import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { ageOn, isToCome } from '#src/clients/birthday.ts'

const today = Temporal.PlainDate.from('2026-11-24')

test.each([
  [{ year: 2030, month: 12, day: 5 }, true],
  [{ year: 2026, month: 11, day: 25 }, true],
  [{ year: 2026, month: 11, day: 24 }, false],
  [{ year: 1980, month: 12, day: 5 }, false],
  [{ year: null, month: 12, day: 5 }, false]
])('whether %j is to come: %s', (birthday, isIt) => {
  expect(isToCome(birthday, today)).toBe(isIt)
})

test.each([
  [1980, 46],
  [2026, null],
  [2030, null],
  [null, null]
])('who was born in %s is %s', (year, age) => {
  expect(ageOn({ year }, today)).toBe(age)
})
