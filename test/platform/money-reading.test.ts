import { expect, test } from 'vitest'
import { readAmount } from '#src/platform/money.ts'
import { sumOf } from '#src/platform/written-number.ts'

test.each([
  ['45', 4_500n],
  ['45,00', 4_500n],
  ['45.5', 4_550n],
  ['120,50 €', 12_050n],
  ['1 234,50', 123_450n],
  ['1\u202f234,50\u00a0€', 123_450n],
  ['1,234.50', 123_450n],
  ['1.234', 123_400n],
  ['12.00 EUR', 1_200n],
  ['-3,20', -320n]
])('%s is read as people mean it', (written, minor) => {
  expect(readAmount(written, 'EUR')).toBe(minor)
})

test.each(['', 'abc', '12,345,6', '1.2.3', '--5', '4 5 €x'])('"%s" is no amount', (written) => {
  expect(readAmount(written, 'EUR')).toBeNull()
})

test('a currency without minor units takes no decimals', () => {
  expect(readAmount('1,500', 'JPY')).toBe(1_500n)
  expect(readAmount('15.50', 'JPY')).toBeNull()
})

test.each([
  ['$5', 'EUR', null],
  ['5 USD', 'EUR', null],
  ['5 £', 'EUR', null],
  ['€5', 'CAD', null],
  ['$5', 'CAD', 500n],
  ['CAD 5', 'CAD', 500n],
  ['5 $', 'USD', 500n],
  ['£5', 'GBP', 500n]
])('%s where sums are in %s is %s', (written, currency, minor) => {
  expect(readAmount(written, currency)).toBe(minor)
  expect(sumOf(written, { currency, language: 'fr' })).toBe(minor === null ? null : Number(minor))
})
