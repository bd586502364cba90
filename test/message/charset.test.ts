import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { decodeText } from '#src/message/charset.ts'
import { decodeTransfer } from '#src/message/transfer-encoding.ts'

const FRENCH = 'Réservé à l’été : œuf, 20 €'
const JAPANESE = 'こんにちは、ご注文ありがとうございます。'
const CHINESE = '您好，感谢您的订购。'
const RUSSIAN = 'Здравствуйте, спасибо за ваш заказ'

/** Text as written, charset of the bytes, charset of the label. */
const CASES: [string, string, string | null][] = [
  [FRENCH, 'utf-8', 'utf-8'],
  [FRENCH, 'windows-1252', 'windows-1252'],
  [FRENCH, 'windows-1252', 'iso-8859-1'],
  [FRENCH, 'windows-1252', 'us-ascii'],
  [FRENCH, 'windows-1252', null],
  [FRENCH, 'windows-1252', 'utf-8'],
  [FRENCH, 'windows-1252', 'x-unknown'],
  [FRENCH, 'utf-8', 'iso-8859-1'],
  [FRENCH, 'utf-8', 'windows-1252'],
  [FRENCH, 'utf-8', 'us-ascii'],
  [FRENCH, 'utf-8', null],
  [FRENCH, 'utf-8', 'no-such-charset'],
  [FRENCH, 'utf-16le', 'utf-16'],
  [FRENCH, 'utf-16be', 'utf-16'],
  [FRENCH, 'utf-16le', null],
  [FRENCH, 'utf-16be', 'us-ascii'],
  ['Œuvre à 5 €', 'iso-8859-15', 'iso-8859-15'],
  ['Crème brûlée', 'macintosh', 'macintosh'],
  [JAPANESE, 'shift_jis', 'shift_jis'],
  [JAPANESE, 'euc-jp', 'euc-jp'],
  [JAPANESE, 'euc-jp', null],
  [JAPANESE, 'shift_jis', null],
  [CHINESE, 'gb18030', 'gb2312'],
  ['您好，感謝您的訂購。', 'big5', 'big5'],
  [RUSSIAN, 'koi8-r', 'koi8-r'],
  [RUSSIAN, 'windows-1251', null],
  ['안녕하세요', 'euc-kr', 'ks_c_5601-1987']
]

test.each(CASES)('%s, in %s, called %s', (text, charset, label) => {
  expect(decodeText(iconv.encode(text, charset), label)).toBe(text)
})

test('seven-bit charsets that switch by escape sequences', () => {
  const iso2022 = Buffer.from('\u001b$B$3$s$K$A$O\u001b(B', 'latin1')
  expect(decodeText(iso2022, 'iso-2022-jp')).toBe('こんにちは')
  expect(decodeText(iso2022, 'us-ascii')).toBe('こんにちは')
  expect(decodeText(Buffer.from('\u001b$)C\u000e>H3g\u000f!', 'latin1'), 'iso-2022-kr')).toBe('안녕!')
  expect(decodeText(Buffer.from('~{DcC&~}!', 'latin1'), 'hz-gb-2312')).toBe('你忙!')
  expect(decodeText(Buffer.from('+AOk-t+AOk-', 'latin1'), 'utf-7')).toBe('été')
})

test('a byte order mark outweighs the label and is left out', () => {
  expect(decodeText(Buffer.from(`\ufeff${FRENCH}`), 'iso-8859-1')).toBe(FRENCH)
  expect(decodeText(Buffer.from(`\ufeff${FRENCH}`, 'utf16le'), 'utf-8')).toBe(FRENCH)
})

test('a character that the cut went through is left out', () => {
  const bytes = Buffer.from(FRENCH)
  for (let length = 0; length <= bytes.length; length++) {
    const text = decodeText(bytes.subarray(0, length), 'utf-8', { truncated: true })
    expect(FRENCH.startsWith(text)).toBe(true)
  }
})

test('NUL characters are left out, since no database keeps them', () => {
  expect(decodeText(Buffer.from('a\u0000b'), 'utf-8')).toBe('ab')
})

const ENCODED: [string, string, string][] = [
  ['quoted-printable', 'caf=C3=A9 =\r\nau lait=20\r\n', 'café au lait \r\n'],
  ['Quoted-Printable', 'a=3', 'a=3'],
  ['quoted-printable', 'x = y, =ZZ, =c3=a9', 'x = y, =ZZ, é'],
  ['quoted-printable', 'end=', 'end'],
  ['quoted-printable', `${'long run without any code '.repeat(5)}=21`, `${'long run without any code '.repeat(5)}!`],
  ['base64', 'Y2Fmw6k=\r\n', 'café'],
  ['base64', 'Y2Fm\r\nw6k', 'café'],
  ['base64', 'Ceci n’est pas du base64', 'Ceci n’est pas du base64'],
  ['base64', 'Qm9uam91cg==\r\n-- \r\nPied de page de la liste !', 'Bonjour'],
  ['x-uuencode', 'begin 644 a\r\n#0V%T\r\n`\r\nend', 'Cat'],
  ['8bit', 'café', 'café'],
  ['no-such-encoding', 'café', 'café']
]

test.each(ENCODED)('%s %j', (encoding, coded, text) => {
  expect(decodeTransfer(Buffer.from(coded), encoding).toString()).toBe(text)
})
