import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { errorText } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { startCutting, type TableRow } from './cells.ts'
import { guessEncoding, SAMPLE_BYTES, type TableEncoding } from './encoding.ts'
import { readLines, splitLines, textOf } from './lines.ts'

/** A table in a text file, whatever program wrote it. */
export interface Table {
  encoding: TableEncoding
  separator: string
  /** Titles of the columns, as written; `#1`, `#2` … where the file has none. */
  header: string[]
  /** The first rows, for guessing what the columns hold. */
  sample: string[][]
  /** Every row below the header, in parts; memory does not grow with the file. */
  parts(): AsyncGenerator<TablePart>
}

export interface TablePart {
  rows: TableRow[]
  /** How far the file is read, of its size. */
  bytes: number
  size: number
}

const SEPARATORS = [';', ',', '\t', '|']
/** Columns that stand under each other, parted by as many spaces as it takes. */
const ALIGNED = ' '
const SAMPLE_ROWS = 1_000
/** Some programs write a title, a date and the firm's name above the table. */
const LINES_ABOVE_HEADER = 20

/**
 * Opens a table: encoding and separator are guessed, and the header is the first line in which most columns are known. Where
 * none is and the file begins with numbers and days, it has no titles: its columns are called by their places.
 * @param isKnown whether a title is that of a column that the caller looks for
 * @throws Refusal where the file cannot be read or holds no table
 */
export async function openTable(path: string, isKnown: (title: string) => boolean): Promise<Table> {
  const bytes = beginning(path)
  refuseOtherFiles(path, bytes)
  const encoding = guessEncoding(bytes)
  const isWholeFile = bytes.length < SAMPLE_BYTES
  const text = textOf(bytes, encoding)
  if (isNoText(text)) throw otherFile(path, 'no text')
  const lines = splitLines(isWholeFile ? text : text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'))))
  const said = saidSeparator(lines[0] ?? '')
  const separator = said ?? guessSeparator(lines)
  const rows = firstRows(said === null ? lines : ['', ...lines.slice(1)], separator)
  const at = headerAt(rows, isKnown)
  const first = rows[at]?.cells.map(trimmed) ?? []
  const hasTitles = at > 0 || first.some(isKnown) || !first.some(isNoTitle)
  const header = hasTitles ? withoutEmptyEnd(first) : first.map((_, index) => `#${index + 1}`)
  if (header.length === 0) throw new Refusal('empty-file', `${path} holds no table: export it again as CSV.`)
  const firstRow = hasTitles ? at + 1 : at
  // A title may go on over several lines.
  const below = rows[firstRow]?.line ?? Infinity
  return {
    encoding,
    separator,
    header,
    sample: rows.slice(firstRow, firstRow + SAMPLE_ROWS).map(({ cells }) => cells),
    parts: () => partsBelow(path, { encoding, separator, below, width: rows[at]?.cells.length ?? 0 })
  }
}

function beginning(path: string): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(SAMPLE_BYTES)
      return bytes.subarray(0, readSync(file, bytes, 0, SAMPLE_BYTES, 0))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new Refusal('no-file', `${path} cannot be read (${errorText(cause)}): give the path of a CSV file.`, {
      cause
    })
  }
}

/** What people take for CSV, by how it begins: workbooks, printed pages, web pages that spreadsheets open. */
const OTHER_FILES: { begins: (start: string, bytes: Buffer) => boolean; what: string }[] = [
  { begins: (_, bytes) => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]), what: 'a workbook (XLSX or ODS)' },
  { begins: (_, bytes) => startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]), what: 'a workbook of an old Excel (XLS)' },
  { begins: (start) => start.startsWith('%PDF'), what: 'a PDF' },
  { begins: (start) => /^\s*(?:<!doctype html|<html|<table|<\?xml)/i.test(start), what: 'a web page' },
  { begins: (start) => /^\s*[[{]\s*["{]/.test(start), what: 'JSON' }
]

function startsWith(bytes: Buffer, mark: number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

function refuseOtherFiles(path: string, bytes: Buffer): void {
  if (bytes.length === 0) throw new Refusal('empty-file', `${path} is empty: export the table again.`)
  const start = bytes.toString('latin1', 0, 200).replace(/^\u00ef\u00bb\u00bf/, '')
  const other = OTHER_FILES.find(({ begins }) => begins(start, bytes))
  if (other) throw otherFile(path, other.what)
}

function otherFile(path: string, what: string): Refusal {
  return new Refusal('not-csv', `${path} is ${what}, not CSV: open it in a spreadsheet and save it as "CSV UTF-8".`)
}

/** Pictures, archives, programs: one sign in fifty is a control sign that no text holds. Some zeros are, in tables of some tills. */
function isNoText(text: string): boolean {
  const strange = text.match(/[^\P{Cc}\s]/gu) ?? []
  const zeros = strange.filter((sign) => sign === '\0').length
  return (strange.length - zeros) * 50 > text.length || zeros * 10 > text.length
}

/** Excel's own word for the separator, on a line before the table: `sep=;`. */
function saidSeparator(line: string): string | null {
  return /^"?sep=(.)"?$/i.exec(line.trim())?.[1] ?? (/^"?sep=\t/i.test(line) ? '\t' : null)
}

/** The sign that parts the first lines into the most columns, the same number in each. */
function guessSeparator(lines: string[]): string {
  const filled = lines.filter((line) => line.trim() !== '').slice(0, 50)
  const scores = SEPARATORS.map((separator) => ({ separator, score: evenness(filled, separator) }))
  const best = scores.reduce((one, next) => (next.score > one.score ? next : one))
  return best.score === 0 && areAligned(filled) ? ALIGNED : best.separator
}

function areAligned(lines: string[]): boolean {
  const counts = lines.map((line) => line.trim().split(/ +/).length)
  const usual = counts[0] ?? 0
  return lines.length > 1 && usual > 2 && counts.every((count) => count === usual)
}

/** Lines as they are cut: those of aligned columns with one sign between cells. */
function cuttable(lines: string[], separator: string): string[] {
  return separator === ALIGNED ? lines.map((line) => line.trim().replace(/ +/g, ALIGNED)) : lines
}

/** `29.33`, `19970101`, `2026-05-14`, `14/05/2026 10:22`, `zoe@example.org`. */
function isNoTitle(cell: string): boolean {
  return /^[-+]?\d[\d\s.,:/T-]*$|.@./.test(cell)
}

function evenness(lines: string[], separator: string): number {
  const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(separator).length)
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 1
  if (usual < 2) return 0
  return counts.filter((count) => count === usual).length / counts.length + usual / 1_000
}

function firstRows(lines: string[], separator: string): TableRow[] {
  const cutting = startCutting(separator, null)
  const rows = cutting.add(cuttable(lines.slice(0, 2 * SAMPLE_ROWS), separator), 1)
  return rows.length < SAMPLE_ROWS ? [...rows, ...cutting.end()] : rows
}

/** Of two lines with as many known titles, the one with the most titles, then the first. */
function headerAt(rows: TableRow[], isKnown: (title: string) => boolean): number {
  const scores = rows.slice(0, LINES_ABOVE_HEADER).map(({ cells }) => {
    const known = cells.filter((cell) => isKnown(trimmed(cell))).length
    return known === 0 ? 0 : known + cells.filter((cell) => trimmed(cell) !== '').length / 1_000
  })
  const most = Math.max(0, ...scores)
  return most === 0 ? 0 : scores.indexOf(most)
}

function withoutEmptyEnd(header: string[]): string[] {
  return header.slice(0, header.findLastIndex((title) => title !== '') + 1)
}

async function* partsBelow(
  path: string,
  { encoding, separator, below, width }: { encoding: TableEncoding; separator: string; below: number; width: number }
): AsyncGenerator<TablePart> {
  const { size } = statSync(path)
  const cutting = startCutting(separator, width)
  for await (const { lines, first, bytes } of readLines(path, encoding)) {
    const above = Math.min(lines.length, Math.max(0, below - first))
    yield { rows: cutting.add(cuttable(lines.slice(above), separator), first + above), bytes, size }
  }
  yield { rows: cutting.end(), bytes: size, size }
}

function trimmed(cell: string): string {
  return cell.replace(/^[\s\u00a0\ufeff]+|[\s\u00a0]+$/g, '').replace(/\s+/g, ' ')
}
