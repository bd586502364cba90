import { expect, test } from 'vitest'
import { refusalWords } from '#src/keywords/refusal-words.ts'
import { Refusal } from '#src/platform/refusal.ts'

test('what a store refuses is told in the reader’s language', () => {
  expect(refusalWords(new Refusal('client-erased', 'This person was erased.'))).toMatchObject({
    fr: expect.stringContaining('effacement'),
    en: expect.stringContaining('erased')
  })
})

test('a refusal that nobody foresaw is not told in English to a French reader', () => {
  const said = refusalWords(new Refusal('moon-phase', 'The moon is wrong: wait.'))
  expect(said.fr).not.toContain('moon is')
  expect(said.en).toBe('The moon is wrong: wait.')
})
