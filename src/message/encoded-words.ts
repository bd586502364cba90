import { decodeText } from './charset.ts'
import { decodeQuotedPrintable } from './transfer-encoding.ts'

/**
 * A header value as a person reads it: RFC 2047 words decoded in all the broken forms that are met (blanks or "?" inside
 * a word, words inside quotes, characters split between words, the end cut off), raw 8-bit characters repaired.
 * @param raw the unfolded value, one character per byte
 */
export function decodeHeaderText(raw: string): string {
  const text = repairHeaderText(raw)
  return text.includes('=?') ? cleanLine(decodeWords(text)) : text
}

/** A header value as it was sent, in characters: raw 8-bit text repaired, encoded words left as they are, on one line. */
export function repairHeaderText(raw: string): string {
  return cleanLine(hasHighOrEscape(raw) ? decodeText(Buffer.from(raw, 'latin1'), null) : raw)
}

function hasHighOrEscape(raw: string): boolean {
  return /[\u0080-\u00ff]/.test(raw) || raw.includes('\u001b')
}

/** One line without control characters: no header value may bring a line break anywhere (A16). */
function cleanLine(text: string): string {
  return CONTROL.test(text) ? text.replaceAll(CONTROLS, ' ') : text
}

/** The control signs of ASCII: neither printable nor beyond it. */
const CONTROL = /[^ -~\u0080-\uffff]/
const CONTROLS = /[^ -~\u0080-\uffff]+/g

/** charset, optional language (RFC 2231), encoding, text up to the first "?=" that is no broken "=3D"-like escape. */
const WORD = /=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bq])\?(.*?)(?:\?=(?![0-9a-f]{2}(?:[^\s]{0,75}\?=))|$)/gi

interface Word {
  charset: string
  encoding: 'b' | 'q'
  bytes: Buffer
}

function decodeWords(text: string): string {
  let decoded = ''
  let end = 0
  let pending: Word | null = null
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(end, match.index)
    const word = readWord(match)
    const isAdjacent = pending !== null && between.trim() === ''
    if (pending && isAdjacent && pending.charset === word.charset) {
      pending.bytes = Buffer.concat([pending.bytes, word.bytes])
    } else {
      if (pending) decoded += decodeText(pending.bytes, pending.charset)
      if (!isAdjacent) decoded += between
      pending = word
    }
    end = match.index + match[0].length
  }
  if (pending) decoded += decodeText(pending.bytes, pending.charset)
  return decoded + text.slice(end)
}

function readWord(match: RegExpMatchArray): Word {
  const [, charset = '', encoding = '', coded = ''] = match
  const isBase64 = encoding.toLowerCase() === 'b'
  return {
    charset: charset.toLowerCase(),
    encoding: isBase64 ? 'b' : 'q',
    bytes: isBase64 ? Buffer.from(coded, 'base64') : decodeQ(coded)
  }
}

function decodeQ(coded: string): Buffer {
  return decodeQuotedPrintable(Buffer.from(coded.replaceAll('_', ' '), 'utf8'))
}
