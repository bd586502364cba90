import { assert, constantFrom, integer, property, stringMatching, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { plainNumber, writtenNumber } from '#src/platform/written-number.ts'

test.each([
  ['1 500,50', '1500.50', '1500.50'],
  ['1\u202f500,50', '1500.50', '1500.50'],
  ['1,500.50', '1500.50', '1500.50'],
  ['1.500,50', '1500.50', '1500.50'],
  ['1,500', '1.500', '1500'],
  ['12,345', '12.345', '12345'],
  ['1.500', null, '1.500'],
  ['-1.500', null, '-1.500'],
  ['0.125', '0.125', '0.125'],
  ['0,125', '0.125', '0.125'],
  ['1.5', '1.5', '1.5'],
  ['1,5', '1.5', '1.5'],
  ['1500,125', '1500.125', null],
  ['1500.125', null, '1500.125'],
  ['1 500.125', '1500.125', '1500.125'],
  ['1,234,567', '1234567', '1234567'],
  ['1.234.567,8', '1234567.8', '1234567.8'],
  ['1 234 567', '1234567', '1234567'],
  ['\u22123', '-3', '-3'],
  ['42', '42', '42'],
  ['1 50', null, null],
  ['1.2.3', null, null],
  ['1,234,56', null, null],
  ['1,234,567,8', null, null],
  ['beaucoup', null, null],
  ['12 kg', null, null],
  ['', null, null]
])('%j is %j to who reads French, and %j to who reads English', (written, fr, en) => {
  expect([plainNumber(written, 'fr'), plainNumber(written, 'en')]).toEqual([fr, en])
})

test('what a form shows is read as the same number again', () => {
  const plain = tuple(integer({ min: -1e9, max: 1e9 }), stringMatching(/^\d{1,6}$/)).map(
    ([whole, part]) => `${whole}.${part}`
  )
  assert(
    property(plain, constantFrom(...LANGUAGES), (number, language) => {
      expect(plainNumber(writtenNumber(number, language), language)).toBe(number)
    })
  )
})
