import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { keyFromLabel, readChoices, readLabel, type Field, type FieldType } from '#src/clients/fields/definition.ts'
import { fieldText, fieldWords, readFieldValue, valueSchema } from '#src/clients/fields/value.ts'
import { SUM_MAX } from '#src/platform/money.ts'

const today = Temporal.PlainDate.from('2026-03-10')
const form = { days: 'day-first', today } as const

function field(type: FieldType): Field {
  const choices =
    type === 'choice' || type === 'choices' ? readChoices('Maison / House; Appartement / Flat; 30 jours') : []
  const currency = type === 'money' ? 'EUR' : null
  return {
    key: 'f',
    label: readLabel('Champ / Field'),
    type,
    choices,
    subject: 'client',
    currency,
    position: 1,
    isReadyMade: false
  }
}

function read(type: FieldType, written: string | string[]): unknown {
  const reading = readFieldValue(field(type), written, form)
  return reading.kind === 'value' ? reading.value : reading.expected.en
}

describe('what is written is read as the field’s type', () => {
  it.each<[FieldType, string | string[], unknown]>([
    ['text', '  Zoé  ', 'Zoé'],
    ['number', '1 234,5', 1234.5],
    ['number', '-3', -3],
    ['number', '1,234.5', 1234.5],
    ['money', '1 234,50 €', 123450],
    ['money', '-12', -1200],
    ['date', '31/12/2027', '2027-12-31'],
    ['date', '14 mai 1980', '1980-05-14'],
    ['yearly-date', '--02-29', '--02-29'],
    ['yearly-date', '14/05', '--05-14'],
    ['yearly-date', '14 mai 1980', '1980-05-14'],
    ['choice', 'MAISON', 'maison'],
    ['choice', 'flat', 'appartement'],
    ['choice', '30 jours', 'n_30_jours'],
    ['choices', 'flat, maison', ['maison', 'appartement']],
    ['choices', ['appartement'], ['appartement']],
    ['yes-no', 'Oui', true],
    ['yes-no', '0', false]
  ])('%s %j is %j', (type, written, value) => {
    expect(read(type, written)).toEqual(value)
    expect(valueSchema(field(type)).parse(value)).toEqual(value)
  })

  it.each<[FieldType, string, RegExp]>([
    ['number', 'douze', /a number such as/],
    ['number', '1,23,4', /a number/],
    ['money', '12,345,6', /a sum in EUR/],
    ['date', '30/02/2026', /a day/],
    ['choice', 'Château', /one of House, Flat/],
    ['choices', 'Maison; Château', /among House/],
    ['yes-no', 'peut-être', /yes or no/],
    ['text', '   ', /text/]
  ])('%s %j is refused with what it takes', (type, written, expected) => {
    expect(read(type, written)).toMatch(expected)
  })

  it('reads again whatever it writes out', () => {
    const values = fc.oneof(
      fc.record({
        type: fc.constant<FieldType>('number'),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)
      }),
      fc.record({ type: fc.constant<FieldType>('money'), value: fc.bigInt(-SUM_MAX, SUM_MAX).map(Number) }),
      fc.record({ type: fc.constant<FieldType>('yes-no'), value: fc.boolean() }),
      fc.record({
        type: fc.constant<FieldType>('choices'),
        value: fc.subarray(['maison', 'appartement', 'n_30_jours'], { minLength: 1 })
      })
    )
    fc.assert(
      fc.property(values, ({ type, value }) => {
        expect(read(type, fieldText(field(type), value))).toEqual(value)
      })
    )
  })
})

it('says values in the words of people', () => {
  expect(fieldWords(field('yearly-date'), '--05-14', 'fr')).toBe('14 mai')
  expect(fieldWords(field('money'), 123450, 'fr').replaceAll(/\s/g, ' ')).toBe('1 234,50 €')
  expect(fieldWords(field('choices'), ['maison', 'gone'], 'en')).toBe('House, gone')
  expect(fieldWords(field('yes-no'), true, 'fr')).toBe('oui')
})

it('makes keys of labels', () => {
  expect(keyFromLabel('Nombre d’enfants')).toBe('nombre_d_enfants')
  expect(keyFromLabel('30 jours fin de mois')).toBe('n_30_jours_fin_de_mois')
  expect(keyFromLabel('Cœur de métier')).toBe('coeur_de_metier')
})
