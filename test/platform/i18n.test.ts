import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import {
  catalogue,
  count,
  deFr,
  formatChange,
  formatDay,
  formatDistance,
  formatInstant,
  formatList,
  formatNumber,
  formatPercent
} from '#src/platform/i18n.ts'

/** Intl writes no-break spaces, narrow and wide; here they are plain. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

const words = catalogue(
  {
    hello: (name: string) => `Bonjour ${name}`,
    mails: (n: number) => count('fr', n, { one: 'mail', other: 'mails', many: 'de mails' }),
    page: { title: 'Fils' }
  },
  {
    hello: (name) => `Hello ${name}`,
    mails: (n) => count('en', n, { one: 'mail', other: 'mails' }),
    page: { title: 'Threads' }
  }
)

test('a sentence is found by its name in both languages', () => {
  expect([words.fr.hello('Zoé'), words.en.hello('Zoé')]).toEqual(['Bonjour Zoé', 'Hello Zoé'])
  expect([words.fr.page.title, words.en.page.title]).toEqual(['Fils', 'Threads'])
})

test('numbers agree with their words as each language has it', () => {
  expect([0, 1, 2, 1250, 1_000_000].map((n) => plain(words.fr.mails(n)))).toEqual([
    '0 mail',
    '1 mail',
    '2 mails',
    '1 250 mails',
    '1 000 000 de mails'
  ])
  expect([0, 1, 2].map((n) => words.en.mails(n))).toEqual(['0 mails', '1 mail', '2 mails'])
})

test('numbers, shares and lists are written as each language has it', () => {
  expect([plain(formatNumber(1234.5, 'fr')), formatNumber(1234.5, 'en')]).toEqual(['1 234,5', '1,234.5'])
  expect([plain(formatPercent(0.856, 'fr')), formatPercent(0.856, 'en')]).toEqual(['85,6 %', '85.6%'])
  expect(formatList(['Anne', 'Bruno', 'Chloé'], 'fr')).toBe('Anne, Bruno et Chloé')
})

test('a day is the same day in every zone', () => {
  const day = Temporal.PlainDate.from('2026-03-01')
  expect([formatDay(day, 'fr'), formatDay(day, 'en')]).toEqual(['1er mars 2026', '1 March 2026'])
  expect(formatDay(day, 'fr', 'weekday')).toBe('dim. 1er mars')
  expect(formatDay(day, 'en', 'short')).toBe('01/03/2026')
})

test('an instant is told on the clocks of the zone asked for', () => {
  const instant = Temporal.Instant.from('2026-03-29T00:30:00Z')
  expect(plain(formatInstant(instant, 'fr', 'Europe/Paris'))).toMatch(/^29 mars 2026.*01:30$/)
  expect(plain(formatInstant(instant, 'fr', 'America/Montreal'))).toMatch(/^28 mars 2026.*20:30$/)
})

test('a distance in time is told in its largest unit', () => {
  const now = Temporal.Instant.from('2026-03-10T12:00:00Z')
  const at = (text: string) => Temporal.Instant.from(text)
  expect(formatDistance(at('2026-03-07T11:00:00Z'), now, 'fr')).toBe('il y a 3 jours')
  expect(formatDistance(at('2026-03-10T14:10:00Z'), now, 'en')).toBe('in 2 hours')
  expect(formatDistance(now, now, 'fr')).toBe('maintenant')
})

test('how far a number moved is said in per cent, and in times where per cent say nothing', () => {
  expect([0.125, -0.03, 0].map((share) => formatChange(share, 'en'))).toEqual(['+12.5%', '−3%', '0%'])
  expect(formatChange(9.99, 'en')).toBe('+999%')
  expect([formatChange(37, 'fr'), formatChange(3361.4, 'en')]).toEqual(['×\u00a038', '×\u00a03,362'])
})

test('French elides its "de" before a name that begins with a vowel or an h', () => {
  const names = ['Marc', 'Irène', 'Élodie', 'Hugo', 'Yvonne', 'Yann', 'Œuvre', 'avril 2025', '']
  expect(names.map(deFr)).toEqual([
    'de Marc',
    'd’Irène',
    'd’Élodie',
    'd’Hugo',
    'd’Yvonne',
    'de Yann',
    'd’Œuvre',
    'd’avril 2025',
    'de '
  ])
})
