import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { readWhen } from '#src/keywords/when.ts'

/** A Thursday. */
const now = Temporal.ZonedDateTime.from('2024-05-02T10:00[Europe/Paris]')

function read(value: string, at = now) {
  const when = readWhen(value, at)
  return when && `${when.at.toPlainDateTime().toString({ smallestUnit: 'minute' })} | ${when.rest}`
}

test.each([
  ['jeudi rappeler', '2024-05-09T09:00 | rappeler'],
  ['jeudi 18h rappeler', '2024-05-02T18:00 | rappeler'],
  ['jeudi 9h rappeler', '2024-05-09T09:00 | rappeler'],
  ['vendredi', '2024-05-03T09:00 | '],
  ['Lundi prochain, envoyer le devis', '2024-05-06T09:00 | envoyer le devis'],
  ['lundi matin appeler', '2024-05-06T09:00 | appeler'],
  ['lundi après-midi', '2024-05-06T14:00 | '],
  ['mardi en huit', '2024-05-14T09:00 | '],
  ['demain 9h', '2024-05-03T09:00 | '],
  ['demain à 9h30 appeler', '2024-05-03T09:30 | appeler'],
  ['après-demain', '2024-05-04T09:00 | '],
  ["aujourd'hui 17h", '2024-05-02T17:00 | '],
  ['aujourd’hui à midi', '2024-05-02T12:00 | '],
  ['ce soir rappeler', '2024-05-02T18:00 | rappeler'],
  ['14h30 rappeler', '2024-05-02T14:30 | rappeler'],
  ['8h', '2024-05-03T08:00 | '],
  ['à 9h demain', '2024-05-03T09:00 | '],
  ['dans 3 jours', '2024-05-05T09:00 | '],
  ['2 semaines', '2024-05-16T09:00 | '],
  ['deux semaines relancer', '2024-05-16T09:00 | relancer'],
  ['dans une semaine', '2024-05-09T09:00 | '],
  ['dans 1 mois', '2024-06-02T09:00 | '],
  ['dans 2 heures', '2024-05-02T12:00 | '],
  ['dans 30 minutes', '2024-05-02T10:30 | '],
  ['3j', '2024-05-05T09:00 | '],
  ['le 14 mai', '2024-05-14T09:00 | '],
  ['14 mai 2025 à 15h', '2025-05-14T15:00 | '],
  ['1er juin', '2024-06-01T09:00 | '],
  ['14 avril', '2025-04-14T09:00 | '],
  ['2 mai', '2025-05-02T09:00 | '],
  ['14/05', '2024-05-14T09:00 | '],
  ['14/05/24', '2024-05-14T09:00 | '],
  ['2024-12-24 10:15', '2024-12-24T10:15 | '],
  ['le 14', '2024-05-14T09:00 | '],
  ['le 31 payer', '2024-05-31T09:00 | payer'],
  ['29 février', '2028-02-29T09:00 | '],
  ['la semaine prochaine', '2024-05-06T09:00 | '],
  ['le mois prochain', '2024-06-01T09:00 | '],
  ['fin du mois', '2024-05-31T09:00 | '],
  ['fin mai relancer', '2024-05-31T09:00 | relancer'],
  ['début juin', '2024-06-01T09:00 | '],
  ['mi-juin', '2024-06-15T09:00 | '],
  ['next friday call back', '2024-05-03T09:00 | call back'],
  ['friday', '2024-05-03T09:00 | '],
  ['on Tuesday at 3pm call', '2024-05-07T15:00 | call'],
  ['thursday', '2024-05-09T09:00 | '],
  ['in 3 days', '2024-05-05T09:00 | '],
  ['in a week call', '2024-05-09T09:00 | call'],
  ['in an hour', '2024-05-02T11:00 | '],
  ['2 weeks', '2024-05-16T09:00 | '],
  ['tomorrow morning', '2024-05-03T09:00 | '],
  ['tomorrow at 9:30 am', '2024-05-03T09:30 | '],
  ['tonight', '2024-05-02T18:00 | '],
  ['May 14', '2024-05-14T09:00 | '],
  ['14th of May', '2024-05-14T09:00 | '],
  ['may 14 2025', '2025-05-14T09:00 | '],
  ['next week', '2024-05-06T09:00 | '],
  ['next month', '2024-06-01T09:00 | ']
])('"%s" is %s', (value, expected) => {
  expect(read(value)).toBe(expected)
})

test.each([
  'rappeler',
  '',
  'le client',
  '31 juin',
  '14/13',
  '14 mai 2019',
  '2024-05-01',
  '25h',
  '5 chaises',
  'mardigras',
  'marier'
])('"%s" names no time ahead', (value) => {
  expect(read(value)).toBeNull()
})

describe('calendar', () => {
  test('a month after 31 January is the end of February', () => {
    expect(read('dans 1 mois', Temporal.ZonedDateTime.from('2025-01-31T10:00[Europe/Paris]'))).toBe(
      '2025-02-28T09:00 | '
    )
  })
  test('a time that the change of clocks leaves out moves forward', () => {
    expect(read('demain 2h30', Temporal.ZonedDateTime.from('2024-03-30T10:00[Europe/Paris]'))).toBe(
      '2024-03-31T03:30 | '
    )
  })
})
