import { createReadStream, openSync, readSync, closeSync } from 'node:fs'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { Refusal } from '#src/platform/refusal.ts'
import { errorText } from '#src/platform/error.ts'
import { guessEncoding, SAMPLE_BYTES, type TableEncoding } from './encoding.ts'

/** A table in a text file, whatever program wrote it. */
export interface Table {
  encoding: TableEncoding
  separator: string
  /** Titles of the columns, as written. */
  header: string[]
  /** The first rows, for guessing what the columns hold. */
  sample: string[][]
  /** Every row below the header, with the number of the line it ends at; memory does not grow with the file. */
  rows(): AsyncGenerator<TableRow>
}

export interface TableRow {
  line: number
  cells: string[]
}

const SEPARATORS = [';', ',', '\t', '|']
const SAMPLE_ROWS = 1_000
/** Some programs write a title, a date and the firm's name above the table. */
const LINES_ABOVE_HEADER = 20

/**
 * Opens a table: encoding and separator are guessed, and the header is the first line in which a column is known.
 * @param isKnown whether a title is that of a column that the caller looks for
 * @throws Refusal where the file cannot be read or holds no table
 */
export async function openTable(path: string, isKnown: (title: string) => boolean): Promise<Table> {
  const bytes = beginning(path)
  if (bytes.length === 0) throw new Refusal('empty-file', `${path} is empty: export the table again.`)
  const encoding = guessEncoding(bytes)
  const isWholeFile = bytes.length < SAMPLE_BYTES
  const text = iconv.decode(bytes, encoding)
  const separator = guessSeparator(text)
  const rows = await firstRows(isWholeFile ? text : text.slice(0, text.lastIndexOf('\n')), separator)
  const at = headerAt(rows, isKnown)
  const header = rows[at]?.cells.map(trimmed) ?? []
  return {
    encoding,
    separator,
    header,
    sample: rows.slice(at + 1, at + 1 + SAMPLE_ROWS).map(({ cells }) => cells),
    rows: () => rowsBelow(path, { encoding, separator, headerLine: rows[at]?.line ?? 0 })
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

/** The sign that parts the first lines into the most columns, the same number in each. */
function guessSeparator(text: string): string {
  const lines = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 50)
  const scores = SEPARATORS.map((separator) => ({ separator, score: evenness(lines, separator) }))
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).separator
}

function evenness(lines: string[], separator: string): number {
  const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(separator).length)
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 1
  if (usual < 2) return 0
  return counts.filter((count) => count === usual).length / counts.length + usual / 1_000
}

function headerAt(rows: TableRow[], isKnown: (title: string) => boolean): number {
  const known = rows
    .slice(0, LINES_ABOVE_HEADER)
    .map(({ cells }) => cells.filter((cell) => isKnown(trimmed(cell))).length)
  const most = Math.max(0, ...known)
  return most === 0 ? 0 : known.indexOf(most)
}

async function firstRows(text: string, separator: string): Promise<TableRow[]> {
  const rows: TableRow[] = []
  const parser = parse({ ...options(separator), to: SAMPLE_ROWS + LINES_ABOVE_HEADER })
  parser.end(text)
  for await (const { info, record } of parser) rows.push({ line: info.lines, cells: record })
  return rows
}

async function* rowsBelow(
  path: string,
  { encoding, separator, headerLine }: { encoding: TableEncoding; separator: string; headerLine: number }
): AsyncGenerator<TableRow> {
  const decoded = createReadStream(path).pipe(iconv.decodeStream(encoding))
  const parser = decoded.pipe(parse(options(separator)))
  decoded.on('error', (error) => parser.destroy(error))
  for await (const { info, record } of parser) {
    if (info.lines > headerLine) yield { line: info.lines, cells: record }
  }
}

function options(delimiter: string) {
  return {
    delimiter,
    bom: true,
    info: true as const,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: 1024 * 1024
  }
}

function trimmed(cell: string): string {
  return cell.replace(/^[\s\u00a0\ufeff]+|[\s\u00a0]+$/g, '')
}
