import { expect, test } from 'vitest'
import { readAmount, readReference, withoutReference } from '#src/keywords/amount.ts'

test.each([
  ['120,50 facture 2026-113', 12050n, 'EUR', 'facture 2026-113'],
  ['120.50', 12050n, 'EUR', ''],
  ['120', 12000n, 'EUR', ''],
  ['1 200,50 €', 120050n, 'EUR', ''],
  ['1.200,50 EUR', 120050n, 'EUR', ''],
  ['45 CAD', 4500n, 'CAD', ''],
  ['-30 retour', -3000n, 'EUR', 'retour'],
  ['0,05', 5n, 'EUR', ''],
  ['12,5', 1250n, 'EUR', '']
])('"%s"', (value, amount, currency, rest) => {
  expect(readAmount(value, 'EUR')).toEqual({ amount, currency, rest })
})

test.each([
  ['45 $', 4500n, ''],
  ['$45.00, order 7', 4500n, 'order 7'],
  ['$1,200.50', 120050n, ''],
  ['45 dollars', 4500n, '']
])('"%s" is the dollar of a firm that has one', (value, amount, rest) => {
  expect(readAmount(value, 'CAD')).toEqual({ amount, currency: 'CAD', rest })
})

test.each(['', 'facture 120', '12,345', '1,200', '1,2,3', '120chaises', '€', '$5', '5 dollars'])(
  '"%s" does not start with a sum',
  (value) => {
    expect(readAmount(value, 'EUR')).toBeNull()
  }
)

test.each([
  ['facture 2026-113', '2026-113'],
  ['facture n° 2026-113', '2026-113'],
  ['invoice A/12', 'A/12'],
  ['commande #77', '77'],
  ['2026-113', '2026-113'],
  ['deux chaises', null],
  ['', null]
])('the reference of "%s" is %s', (words, reference) => {
  expect(readReference(words)).toBe(reference)
})

test.each([
  ['chaise paillée facture 12', 'chaise paillée'],
  ['facture 12, deux chaises', 'deux chaises'],
  ['2026-113', '']
])('without its reference "%s" is "%s"', (words, rest) => {
  expect(withoutReference(words)).toBe(rest)
})
