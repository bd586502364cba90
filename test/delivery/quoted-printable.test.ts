import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { quotedPrintable } from '#src/delivery/quoted-printable.ts'
import { decodeQuotedPrintable } from '#src/message/transfer-encoding.ts'

const character = fc.constantFrom(' ', '\t', '\n', '\r\n', '\r', '=', '.', '_', 'a', 'é', '€', '😀', '\u0000', '\u007f')

test('any text comes back as it was, its lines ended by CRLF; no line is longer than 76 characters or ends with a blank', () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 600 }), (text) => {
      const encoded = quotedPrintable(text)
      expect(decodeQuotedPrintable(encoded).toString()).toBe(text.replaceAll(/\r\n?|\n/g, '\r\n'))
      const lines = encoded.toString('latin1').split('\r\n')
      expect(lines.filter((line) => line.length > 76 || /[ \t]$|[^\t -~]/.test(line))).toEqual([])
    }),
    { numRuns: 500 }
  )
})

test('what a boundary begins with never stands in it', () => {
  expect(quotedPrintable('--=_maillon').toString()).toBe('--=3D_maillon')
})
