import { describe, expect, test } from 'vitest'
import { likelyDuplicates, type Person } from '#src/insights/hygiene/duplicates.ts'
import { nameWords } from '#src/insights/hygiene/name-words.ts'
import { areAlike } from '#src/insights/hygiene/similar-words.ts'
import { seeded } from '#test/insights/simulate.ts'
import { madeUpBase } from './made-up-base.ts'

function person(clientId: string, more: Partial<Person>): Person {
  return { clientId, name: '', addresses: [], phone: null, companyId: null, birthday: null, city: null, ...more }
}

/** Enough others that nothing is rare by mere smallness. */
const OTHERS = madeUpBase(1_000, seeded(9)).people.map((one) => ({ ...one, clientId: `other ${one.clientId}` }))

function areOne(one: Partial<Person>, other: Partial<Person>): boolean {
  const pairs = likelyDuplicates([...OTHERS, person('one', one), person('other', other)])
  return pairs.some(({ a, b }) => [a, b].toSorted().join(' ') === 'one other')
}

describe('who is likely one and the same', () => {
  const PHONE = '+33612345678'
  test.each<[string, Partial<Person>, Partial<Person>]>([
    [
      'the same phone, written otherwise',
      { name: 'Marie Dupont', phone: PHONE },
      { name: 'Marie Dupont', phone: '06 12 34 56 78' }
    ],
    [
      'first and last name swapped',
      { name: 'Dupont Marie', phone: PHONE },
      { name: 'Marie DUPONT', phone: '06.12.34.56.78' }
    ],
    ['accents, titles, hyphens', { name: 'Mme Éléonore de La Brunetière' }, { name: 'Eleonore La Brunetiere' }],
    ['a slip of the pen', { name: 'Clotilde Vandenberghe' }, { name: 'Clotilde Vandenbergue' }],
    ['an initial', { name: 'C. Vandenberghe', phone: PHONE }, { name: 'Clotilde Vandenberghe', phone: PHONE }],
    ['a firm with its legal form', { name: 'SARL Menuiserie Quintrec' }, { name: 'Menuiserie Quintrec' }],
    [
      'the same birthday',
      { name: 'Marie Martin', birthday: '1980-05-14' },
      { name: 'MARTIN, Marie', birthday: '1980-05-14' }
    ],
    [
      'a slip in the address',
      { name: 'Odile Kervadec', addresses: ['odile.kervadec@gmail.com'] },
      { name: 'Odile Kervadec', addresses: ['odile.kervadec@gmial.com'] }
    ]
  ])('%s', (_, one, other) => {
    expect(areOne(one, other)).toBe(true)
  })
})

describe('who is two', () => {
  const PHONE = '+33612345678'
  test.each<[string, Partial<Person>, Partial<Person>]>([
    ['namesakes of a common name', { name: 'Marie Martin' }, { name: 'Marie Martin' }],
    ['a household', { name: 'Marie Vandenberghe', phone: PHONE }, { name: 'Paul Vandenberghe', phone: PHONE }],
    ['Jean and Jeanne', { name: 'Jean Vandenberghe', phone: PHONE }, { name: 'Jeanne Vandenberghe', phone: PHONE }],
    [
      'colleagues behind one switchboard',
      { name: 'Marie Petit', phone: PHONE, companyId: 'firm' },
      { name: 'Hugo Roux', phone: PHONE, companyId: 'firm' }
    ],
    [
      'everybody’s mail name',
      { name: 'Maison Brun', addresses: ['contact@brun.fr'] },
      { name: 'Atelier Roux', addresses: ['contact@roux.fr'] }
    ],
    [
      'parent and child of one name',
      { name: 'Jean Dupont', phone: PHONE, birthday: '1950-05-14' },
      { name: 'Jean Dupont', phone: '+33698765432', birthday: '1980-11-02' }
    ]
  ])('%s', (_, one, other) => {
    expect(areOne(one, other)).toBe(false)
  })
})

test('in a base of a few clients, two of one name are proposed', () => {
  const people = [
    person('1', { name: 'Éloïse Lefèvre', addresses: ['eloise@a.fr'] }),
    person('2', { name: 'LEFEVRE Eloise', addresses: ['e.lefevre@b.fr'] }),
    person('3', { name: 'Paul Roux' })
  ]
  expect(likelyDuplicates(people)).toMatchObject([{ a: '1', b: '2', agree: ['name'] }])
})

test('of a made-up base of 5,000, nineteen pairs of twenty that are shown are right', () => {
  const { people, personOf } = madeUpBase(5_000, seeded(5_000))
  const pairs = likelyDuplicates(people)
  const right = pairs.filter(({ a, b }) => personOf.get(a) === personOf.get(b))
  const doubles = people.length - new Set(personOf.values()).size
  expect(right.length / pairs.length).toBeGreaterThan(0.95)
  // The others have nothing in common but a name that many bear.
  expect(right.length / doubles).toBeGreaterThan(0.5)
})

test('words of a name are compared without what is no part of it', () => {
  expect(nameWords('DUPONT, Jean-Émile')).toEqual(['dupont', 'emile', 'jean'])
  expect(nameWords('M. le Dr. Jean de La Tour')).toEqual(['jean', 'tour'])
  expect(nameWords('J.-P. Œuvrard')).toEqual(['j', 'oeuvrard', 'p'])
  expect(nameWords('La SARL')).toEqual(['la', 'sarl'])
  expect(nameWords('jean@example.org')).toEqual([])
})

test('words are alike with one slip, or with a common beginning and little else', () => {
  for (const [a, b] of [
    ['lefebvre', 'lefevbre'],
    ['geneviève', 'gneviève'],
    ['schmidt', 'schmitt'],
    ['tremblay', 'trembllay']
  ])
    expect([a, b, areAlike(a ?? '', b ?? '')]).toEqual([a, b, true])
  for (const [a, b] of [
    ['luc', 'lou'],
    ['martin', 'bernard'],
    ['paul', 'pauline'],
    ['dubois', 'dumont']
  ])
    expect([a, b, areAlike(a ?? '', b ?? '')]).toEqual([a, b, false])
})
