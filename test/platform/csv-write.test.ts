import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellText } from '#src/platform/csv/cell.ts'
import { csvText } from '#src/platform/csv/write.ts'

/** The only cell of a file. */
function written(text: string): string {
  const line = csvText([[text]]).replace(/\n$/, '')
  return line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line
}

describe('a cell for spreadsheets', () => {
  test.each(['=1+1', '=HYPERLINK("http://x.example")', '+cmd|x', '-2+3+cmd', '@SUM(A1)', '＝1+1', '=A1'])(
    '%j is kept from being run',
    (text) => expect(written(text)).toBe(`'${text}`)
  )

  test.each([
    ['\t=1', "\t'=1"],
    [' =1', " '=1"],
    ['foo;=1+1;bar', "foo;'=1+1;bar"],
    ['foo, +cmd|x', "foo, '+cmd|x"],
    ['foo;-2+cmd;@SUM(A1)', "foo;'-2+cmd;'@SUM(A1)"],
    ['foo\t=A1\r\n =A2', "foo\t'=A1\r\n '=A2"],
    ['foo;"=A1', 'foo;"\'=A1'],
    ["foo;'=1", "foo;''=1"]
  ])('of %j no part is run where a spreadsheet parts it', (text, cell) => expect(written(text)).toBe(cell))

  test.each([
    '-12.50',
    '+33612345678',
    '+33 6 12 34 56 78',
    '+1 (514) 555-0100',
    '-3',
    '12,5 %',
    'Zoé',
    "L'Atelier",
    "O'Brien",
    'foo; -12,50',
    'a-b = c; d',
    "x, 'y'",
    ''
  ])('%j stays as it is', (text) => expect(written(text)).toBe(text))

  test('titles are kept from it too', () => {
    expect(csvText([{ '=x': 'a' }], { header: true })).toBe("'=x\na\n")
  })

  test('comes back as it was, whatever stands in front and within', () => {
    const signs = fc.string({
      unit: fc.constantFrom(
        "'",
        '=',
        '+',
        '-',
        '@',
        ' ',
        '\t',
        '1',
        '(',
        'a',
        '＝',
        '"',
        ';',
        ',',
        '\n',
        '\r',
        '\0',
        '\u200b'
      )
    })
    fc.assert(
      fc.property(signs, (text) => {
        const plain = text.replace(/[\s\0\u200b]+/g, ' ').trim()
        expect(cellText([written(text)], 0)).toBe(plain)
      }),
      { numRuns: 2000 }
    )
  })
})
