import { describe, expect, test } from 'vitest'
import { firstNameOf } from '#src/campaigns/sending/first-name.ts'

describe('a client is greeted by their first name (H10)', () => {
  test.each([
    ['Zoé Girard', 'Zoé'],
    ['  Jean-Pierre   de La Tour ', 'Jean-Pierre'],
    ['GIRARD Zoé', 'Zoé'],
    ['DE LA TOUR Anne', 'Anne'],
    ['Girard, Zoé', 'Zoé'],
    ['ZOÉ GIRARD', 'Zoé'],
    ['zoé girard', 'Zoé'],
    ['marie-claude roy', 'Marie-Claude'],
    ['Claire et Paul Martin', 'Claire et Paul'],
    ['McKenna Smith', 'McKenna']
  ])('%s', (name, first) => expect(firstNameOf(name, null)).toBe(first))
})

describe('and by none where it is not sure that there is one', () => {
  test.each([
    'Zoé',
    'M. Girard',
    'Mme Girard',
    'Dr Zoé Girard',
    'J. Girard',
    'J.-P. Girard',
    'Famille Girard',
    'Boulangerie Martin',
    'Maplewood Interiors',
    'Hôtel des Canuts',
    'Girard SARL',
    'Client 12',
    'zoe@example.org',
    ','
  ])('%s', (name) => expect(firstNameOf(name, null)).toBeNull())

  test('a record that bears its firm’s name', () => {
    expect(firstNameOf('Rive Gauche', 'rive gauche')).toBeNull()
  })
})
