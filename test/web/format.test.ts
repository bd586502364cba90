import { expect, test } from 'vitest'
import { labelled } from '#src/web/format.ts'

test('a label is parted from what it tells as each language does', () => {
  expect(labelled({ language: 'fr' }, 'Responsable')).toBe('Responsable\u00a0:')
  expect(labelled({ language: 'en' }, 'In charge')).toBe('In charge:')
})
