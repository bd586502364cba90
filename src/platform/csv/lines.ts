import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'
import { Refusal } from '#src/platform/refusal.ts'
import { undoDoubleEncoding, type TableEncoding } from './encoding.ts'

/** Stretches of whole lines, as text. Memory does not grow with the file. */
export interface LinesRead {
  lines: string[]
  /** Number of the first of them in the file, from 1. */
  first: number
  /** Bytes of the file read so far. */
  bytes: number
}

/** A line longer than this is no line of a table: a program's dump, or a wrong separator of lines. */
const LINE_MAX = 16 * 1024 * 1024

/**
 * Reads a file's lines, parted by CR LF, LF or CR alone, whatever the encoding. A stretch that is not valid UTF-8 in a file that
 * is mostly so is read as windows-1252, line by line: such files are pasted together.
 */
export async function* readLines(path: string, encoding: TableEncoding): AsyncGenerator<LinesRead> {
  let rest = ''
  let first = 1
  let bytes = 0
  for await (const { text, read } of readTexts(path, encoding)) {
    bytes += read
    const whole = rest + text
    // A CR at the very end may be the first half of CR LF.
    const end = lastLineEnd(whole)
    rest = whole.slice(end)
    const lines = splitLines(whole.slice(0, end))
    if (rest.length > LINE_MAX)
      throw new Refusal('long-line', `Line ${first + lines.length} of ${path} is longer than 16 MB: this is no table.`)
    if (lines.length > 0) yield { lines, first, bytes }
    first += lines.length
  }
  const last = splitLines(rest)
  if (last.length > 0) yield { lines: last, first, bytes }
}

/** Where the last whole line ends. */
function lastLineEnd(text: string): number {
  const lf = text.lastIndexOf('\n') + 1
  const cr = text.lastIndexOf('\r', text.length - 2) + 1
  return Math.max(lf, cr)
}

const LINE_END = /\r\n|\n|\r/

/** Lines of a text that is whole; its last line need not be ended. */
export function splitLines(text: string): string[] {
  if (text === '') return []
  const lines = text.includes('\r') ? text.split(LINE_END) : text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

async function* readTexts(path: string, encoding: TableEncoding): AsyncGenerator<{ text: string; read: number }> {
  const decoder = encoding === 'utf8' ? null : iconv.getDecoder(encoding)
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of createReadStream(path, { highWaterMark: 512 * 1024 })) {
    if (!Buffer.isBuffer(chunk)) continue
    let text: string
    if (decoder) text = decoder.write(chunk)
    else {
      const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = Math.max(whole.lastIndexOf(LF), whole.lastIndexOf(CR)) + 1
      rest = whole.subarray(end)
      text = utf8Text(whole.subarray(0, end))
    }
    yield { text: isFirst ? text.replace(/^\ufeff/, '') : text, read: chunk.length }
    if (text !== '') isFirst = false
  }
  const last = decoder ? (decoder.end() ?? '') : utf8Text(rest)
  if (last !== '') yield { text: isFirst ? last.replace(/^\ufeff/, '') : last, read: 0 }
}

const LF = 0x0a
const CR = 0x0d

/** Text of a file's beginning, as `readLines` would read it. */
export function textOf(bytes: Buffer, encoding: TableEncoding): string {
  const text = encoding === 'utf8' ? utf8Text(bytes) : iconv.decode(bytes, encoding)
  return text.replace(/^\ufeff/, '')
}

function utf8Text(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd')) return lineByLine(bytes)
  return text.includes('Ã') || text.includes('Â') || text.includes('â') ? undoneByLine(text) : text
}

/** Each line by itself: as UTF-8 where it is, else as windows-1252. */
function lineByLine(bytes: Buffer): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length;) {
    const lf = bytes.indexOf(LF, start)
    const end = lf === -1 ? bytes.length : lf + 1
    const line = bytes.subarray(start, end)
    const text = line.toString('utf8')
    parts.push(text.includes('\ufffd') ? iconv.decode(line, 'windows-1252') : undoDoubleEncoding(text))
    start = end
  }
  return parts.join('')
}

function undoneByLine(text: string): string {
  return text
    .split('\n')
    .map((line) => undoDoubleEncoding(line))
    .join('\n')
}
