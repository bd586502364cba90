import { describe, expect, test } from 'vitest'
import { isSameName } from '#src/web/same-name.ts'

describe('a name is the same', () => {
  test.each([
    ['Zoé\u202e Martin', 'zoe martin'],
    ['An\u200bne\u00ad Brun\ufeff', 'Anne Brun'],
    ['L\u2019Hôtel', "l'hotel"],
    ['Jean\u2011Luc  Le\u00a0Goff', 'jean-luc le goff'],
    ['Zoe\u0301', 'Zoé'],
    ['\u2067Łukasz\u2069', 'łukasz']
  ])('%j as %j', (name, typed) => {
    expect(isSameName(name, typed)).toBe(true)
  })
})

test.each([
  ['Anne Brun', 'Anne Brune'],
  ['Anne Brun', 'AnneBrun'],
  ['Anne Brun', ''],
  ['Łukasz', 'Lukas']
])('%j is not %j', (name, typed) => {
  expect(isSameName(name, typed)).toBe(false)
})
