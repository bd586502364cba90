import { isAscii, isUtf8 } from 'node:buffer'
import chardet from 'chardet'
import iconv from 'iconv-lite'
import { decodeStateful, hasJapaneseEscapes, isStateful } from './charset-stateful.ts'

/**
 * Bytes of a mail as text, whatever the label says (SEMANTICS A16): a label is believed only where the bytes allow it.
 * Never throws; what cannot be read becomes U+FFFD. NUL characters are left out, since no database keeps them.
 * @param label the charset parameter, null where there is none
 * @param options.truncated true where the bytes may end in the middle of a character
 */
export function decodeText(bytes: Buffer, label: string | null, options: { truncated?: boolean } = {}): string {
  const name = charsetName(label)
  const text = decodeAs(bytes, name, options.truncated ?? false)
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

function decodeAs(bytes: Buffer, name: string | null, truncated: boolean): string {
  const marked = byteOrderMark(bytes)
  if (marked) return iconv.decode(bytes.subarray(marked.length), marked.charset)
  const wide = unmarkedUtf16(bytes, name)
  if (wide) return iconv.decode(evenLength(bytes), wide)
  if (isAscii(bytes)) return isStateful(name) ? decodeStateful(bytes, name) : decodeSevenBit(bytes, name)
  if (name === null || name === 'us-ascii' || isStateful(name)) return decodeUndeclared(bytes, truncated)
  if (name === 'utf-8') return decodeClaimedUtf8(bytes, truncated)
  if (isWestern(name) && isUtf8(withoutCutCharacter(bytes, truncated)))
    return withoutCutCharacter(bytes, truncated).toString('utf8')
  return iconv.encodingExists(name) ? iconv.decode(bytes, name) : decodeUndeclared(bytes, truncated)
}

const ALIASES = new Map([
  ['utf8', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['utf-8mb4', 'utf-8'],
  ['ascii', 'us-ascii'],
  ['ansi_x3.4-1968', 'us-ascii'],
  ['646', 'us-ascii'],
  // latin1 in mail is windows-1252: its C1 controls are never meant, its typographic quotes always (WHATWG says the same).
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['iso_8859-1', 'windows-1252'],
  ['iso88591', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['latin-1', 'windows-1252'],
  ['l1', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['cp-1252', 'windows-1252'],
  ['ansi', 'windows-1252'],
  ['iso-8859-8-i', 'iso-8859-8'],
  ['iso-8859-8-e', 'iso-8859-8'],
  ['iso-8859-6-i', 'iso-8859-6'],
  ['gb2312', 'gb18030'],
  ['gbk', 'gb18030'],
  ['cp936', 'gb18030'],
  ['x-gbk', 'gb18030'],
  ['gb_2312-80', 'gb18030'],
  ['big5-hkscs', 'big5hkscs'],
  ['ks_c_5601-1987', 'cp949'],
  ['ksc5601', 'cp949'],
  ['x-windows-949', 'cp949'],
  ['shift-jis', 'shift_jis'],
  ['x-sjis', 'shift_jis'],
  ['ms_kanji', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['x-euc-jp', 'euc-jp'],
  ['iso-2022-jp-ms', 'iso-2022-jp'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['iso-2022-jp-3', 'iso-2022-jp'],
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
  ['csiso2022jp', 'iso-2022-jp'],
  ['ucs-2', 'utf-16'],
  ['unicode', 'utf-16'],
  ['utf16', 'utf-16']
])
const UNKNOWN = new Set([
  '',
  'unknown',
  'unknown-8bit',
  'x-unknown',
  'x-user-defined',
  'default',
  'default_charset',
  '8bit',
  'binary',
  'none',
  'null',
  'undefined',
  'false'
])

function charsetName(label: string | null): string | null {
  if (label === null) return null
  const name = label.trim().toLowerCase().replaceAll(/["']/g, '')
  return UNKNOWN.has(name) ? null : (ALIASES.get(name) ?? name)
}

function byteOrderMark(bytes: Buffer): { charset: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { charset: 'utf-8', length: 3 }
  const isEven = bytes.length % 2 === 0
  if (bytes[0] === 0xff && bytes[1] === 0xfe && isEven) return { charset: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff && isEven) return { charset: 'utf-16be', length: 2 }
  return null
}

/**
 * UTF-16 whose mark was lost, by where the zero bytes of its Latin letters, spaces and line ends stand. RFC 2781 says
 * big-endian without a mark; Windows programs write little-endian, so the bytes decide and the label only asks.
 */
function unmarkedUtf16(bytes: Buffer, name: string | null): 'utf-16le' | 'utf-16be' | null {
  const isClaimed = name !== null && /^utf-?16|^ucs-?2/.test(name)
  if (!isClaimed && !bytes.subarray(0, 64).includes(0)) return null
  const sample = bytes.subarray(0, 512)
  let evenZeros = 0
  let oddZeros = 0
  for (let index = 0; index < sample.length; index++)
    if (sample[index] === 0)
      if (index % 2 === 0) evenZeros++
      else oddZeros++
  const many = isClaimed ? 0 : Math.max(3, sample.length / 5)
  if (oddZeros > many && oddZeros > evenZeros * 4) return 'utf-16le'
  if (evenZeros > many && evenZeros > oddZeros * 4) return 'utf-16be'
  if (isClaimed) return isAscii(sample) ? null : name.endsWith('be') ? 'utf-16be' : 'utf-16le'
  return null
}

function evenLength(bytes: Buffer): Buffer {
  return bytes.length % 2 === 0 ? bytes : bytes.subarray(0, -1)
}

function decodeSevenBit(bytes: Buffer, name: string | null): string {
  const text = bytes.toString('latin1')
  if (hasJapaneseEscapes(text)) return decodeStateful(bytes, 'iso-2022-jp')
  const isPlain = name === null || name === 'us-ascii' || name === 'utf-8' || isWestern(name)
  return isPlain || !iconv.encodingExists(name) ? text : iconv.decode(bytes, name)
}

function isWestern(name: string): boolean {
  return name === 'windows-1252' || name === 'iso-8859-15' || name === 'us-ascii'
}

function decodeClaimedUtf8(bytes: Buffer, truncated: boolean): string {
  const whole = withoutCutCharacter(bytes, truncated)
  if (isUtf8(whole)) return whole.toString('utf8')
  const text = whole.toString('utf8')
  const isMostlyUtf8 = countMultibyte(text) > 2 * countReplacements(text)
  return isMostlyUtf8 ? text : decodeUndeclared(bytes, truncated)
}

function countMultibyte(text: string): number {
  return text.match(/[\u0080-\ufffc]/g)?.length ?? 0
}

function countReplacements(text: string): number {
  return text.match(/\ufffd/g)?.length ?? 0
}

function decodeUndeclared(bytes: Buffer, truncated: boolean): string {
  const whole = withoutCutCharacter(bytes, truncated)
  if (isUtf8(whole)) return whole.toString('utf8')
  return iconv.decode(bytes, guessed(bytes))
}

const GUESS_SAMPLE_BYTES = 4096
/** What a guess may answer: charsets of other scripts. Western text is windows-1252 whatever the guesser says. */
const GUESSABLE = new Map([
  ['Shift_JIS', 'shift_jis'],
  ['EUC-JP', 'euc-jp'],
  ['EUC-KR', 'cp949'],
  ['GB18030', 'gb18030'],
  ['Big5', 'big5'],
  ['KOI8-R', 'koi8-r'],
  ['windows-1251', 'windows-1251']
])
const SURE_GUESS = 30

function guessed(bytes: Buffer): string {
  const isMostlyLatin = highByteShare(bytes) < 0.2
  if (isMostlyLatin) return 'windows-1252'
  const best = chardet.analyse(bytes.subarray(0, GUESS_SAMPLE_BYTES))[0]
  const charset = best && best.confidence >= SURE_GUESS ? GUESSABLE.get(best.name) : undefined
  return charset ?? 'windows-1252'
}

/** Of what is not white space; French text has one accent in ten letters, other scripts more than half. */
function highByteShare(bytes: Buffer): number {
  const sample = bytes.subarray(0, GUESS_SAMPLE_BYTES)
  let high = 0
  let low = 0
  for (const byte of sample)
    if (byte >= 0x80) high++
    else if (byte > 0x20) low++
  return high / Math.max(1, high + low)
}

function withoutCutCharacter(bytes: Buffer, truncated: boolean): Buffer {
  if (!truncated) return bytes
  const lastLead = lastLeadByte(bytes)
  return lastLead === -1 ? bytes : bytes.subarray(0, lastLead)
}

/** Index of a UTF-8 lead byte whose continuation bytes are cut off, -1 where the last character is whole. */
function lastLeadByte(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return -1
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0
    if (needed > 0) return needed > back ? bytes.length - back : -1
  }
  return -1
}
