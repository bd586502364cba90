import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTag, TAG_MAX, tagNamed } from '#src/platform/tag.ts'

describe('a tag', () => {
  test.each([
    ['#VIP', 'vip'],
    ['\ufeff#vip', 'vip'],
    ['  ## Bonne Cliente ', 'bonne-cliente'],
    ['E\u0301te\u0301', 'été'],
    ['Particulier / Pro', 'particulier-pro'],
    ['a\\b', 'a-b'],
    ['Client - fidèle', 'client-fidèle'],
    ['salon\u00a02026', 'salon-2026'],
    ['R&D', 'r&d'],
    ['-10 %', '-10-%'],
    ['★★★', '★★★'],
    ['❤️ fidèle', '❤️-fidèle'],
    ['👩‍🍳', '👩‍🍳'],
    ['ж'.repeat(TAG_MAX), 'ж'.repeat(TAG_MAX)]
  ])('%j is kept as %j', (written, tag) => {
    expect(readTag(written)).toEqual({ kind: 'tag', tag })
  })

  test.each([
    ['', 'empty'],
    ['##', 'empty'],
    ['..', 'empty'],
    ['—', 'empty'],
    ['a'.repeat(TAG_MAX + 1), 'long'],
    ['vip, salon', 'parted'],
    ['vip;salon', 'parted'],
    ['vip|salon', 'parted'],
    ['\u202epiv', 'invisible'],
    ['v\u200bip', 'invisible'],
    ['v\u200dip', 'invisible'],
    ['vip\ufe0f', 'invisible'],
    ['v\u0007ip', 'invisible'],
    ['\u2066vip\u2069', 'invisible'],
    ['\u3164', 'invisible']
  ])('%j is refused: %s', (written, fault) => {
    expect(readTag(written)).toEqual({ kind: 'wrong', fault })
  })

  test('read again is the same', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 80 }), (written) => {
        const read = readTag(written)
        expect(read.kind === 'tag' ? readTag(read.tag) : read).toEqual(read)
      })
    )
  })

  test('of before the rule is found under its own name', () => {
    expect(tagNamed('a'.repeat(100))).toBe('a'.repeat(100))
    expect(tagNamed('#Bonne Cliente')).toBe('bonne-cliente')
  })
})
