import { expect, test } from 'vitest'
import { shortened } from '#src/web/reading/shown-mail.ts'

test('a text that is cut ends after a whole word, with the sign that more follows', () => {
  expect(shortened('La table en chêne', 17)).toBe('La table en chêne')
  expect(shortened('La table en chêne', 16)).toBe('La table en…')
  expect(shortened('La table\nen chêne', 10)).toBe('La table…')
  expect(shortened('Incontestablement', 6)).toBe('Incon…')
})
