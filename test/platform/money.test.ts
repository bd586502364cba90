import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalText, formatMoney, minorOf } from '#src/platform/money.ts'

test('minor units become decimal text and come back, in currencies of 0, 2 and 3 decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 12n), 10n ** 12n),
      fc.constantFrom('EUR', 'CAD', 'JPY', 'TND'),
      (minor, currency) => {
        expect(minorOf(Number(decimalText(minor, currency)), currency)).toBe(minor)
      }
    )
  )
  expect(decimalText(-5n, 'EUR')).toBe('-0.05')
  expect(decimalText(21_000n, 'EUR')).toBe('210.00')
  expect(decimalText(210n, 'JPY')).toBe('210')
})

test('rounding goes half away from zero, not by the binary fraction', () => {
  expect(minorOf(1.005, 'EUR')).toBe(101n)
  expect(minorOf(-1.005, 'EUR')).toBe(-101n)
})

test('people read money in their own language', () => {
  expect(formatMoney(123_450n, 'EUR', 'fr').replace(/\s/g, ' ')).toBe('1 234,50 €')
  expect(formatMoney(123_450n, 'EUR', 'en')).toBe('€1,234.50')
  expect(formatMoney(1_000n, 'CAD', 'fr').replace(/\s/g, ' ')).toBe('10,00 $')
})
