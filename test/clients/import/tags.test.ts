import { expect, test } from 'vitest'
import { readTags } from '#src/clients/import/read-tags.ts'

test('tags of a file are kept as everywhere, each once; a dash is none', () => {
  expect(readTags('#VIP; Salon 2026, vip | Particulier / Pro;-;')).toEqual({
    tags: ['vip', 'salon-2026', 'particulier-pro'],
    faults: []
  })
})

test('what no tag can be is told, so that the row is refused with its reason', () => {
  const { faults } = readTags(`vip; ${'mot '.repeat(20)}; \u202epiv; v\u200bip`)
  expect(faults).toEqual([
    { fr: expect.stringContaining('60 lettres au plus\u00a0: séparez'), en: expect.stringContaining('part tags by') },
    { fr: expect.stringContaining('signe invisible'), en: expect.stringContaining('cannot be seen') }
  ])
})
