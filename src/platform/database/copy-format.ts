/** One column of rows that are copied into a table: its name there, and how a row's value is written. */
export interface Column<Row> {
  name: string
  write: (to: RowWriter, row: Row) => void
}

export function text<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeText) }
}

/** A text that is UTF-8 already. */
export function utf8<Row>(name: string, of: (row: Row) => Buffer | null): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeUtf8) }
}

export function texts<Row>(name: string, of: (row: Row) => string[]): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeTexts) }
}

export function uuid<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), (to, id) => to.hex(id.replaceAll('-', ''))) }
}

export function int<Row>(name: string, of: (row: Row) => number): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), (to, value) => to.int32(value)) }
}

export function boolean<Row>(name: string, of: (row: Row) => boolean): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), (to, value) => to.byte(value ? 1 : 0)) }
}

export function timestamptz<Row>(name: string, of: (row: Row) => Date): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeInstant) }
}

export function jsonb<Row>(name: string, of: (row: Row) => unknown): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeJson) }
}

/** The same of JSON that is UTF-8 already. */
export function jsonbUtf8<Row>(name: string, of: (row: Row) => Buffer | null): Column<Row> {
  return { name, write: (to, row) => to.field(of(row), writeJsonUtf8) }
}

/**
 * Rows in PostgreSQL's binary format, as its manual describes it under COPY; what types look like is told by their *_recv.
 * @returns portions of some size, made while they are asked for
 */
export function* encodeRows<Row>(columns: Column<Row>[], rows: Row[]): Generator<Buffer> {
  const to = new RowWriter()
  to.header()
  for (const row of rows) {
    to.int16(columns.length)
    for (const column of columns) column.write(to, row)
    if (to.length >= PORTION_BYTES) yield to.take()
  }
  to.int16(-1)
  yield to.take()
}

const SIGNATURE = Buffer.from('PGCOPY\n\u00FF\r\n\0', 'latin1')
/** The server holds a whole portion in memory, and reads the first while we write the next. */
const PORTION_BYTES = 128 * 1024
/** A row above the size of a portion, of usual mails. */
const FIRST_BYTES = PORTION_BYTES + 32 * 1024
const NULL_LENGTH = -1
/** UTF-8 takes at most this for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3

/** Bytes that grow as they are written. */
export class RowWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #end = 0

  get length(): number {
    return this.#end
  }

  /** What was written since it was last taken. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end)
    this.#bytes = Buffer.allocUnsafe(FIRST_BYTES)
    this.#end = 0
    return taken
  }

  header(): void {
    this.#makeRoom(SIGNATURE.length + 8)
    this.#end += SIGNATURE.copy(this.#bytes, this.#end)
    // No flags, and no extension of the header.
    this.int32(0)
    this.int32(0)
  }

  /** A value behind its length, which is known once it is written. */
  field<Value>(value: Value | null, write: (to: RowWriter, value: Value) => void): void {
    if (value === null) return this.int32(NULL_LENGTH)
    const start = this.#end
    this.int32(0)
    write(this, value)
    this.#bytes.writeInt32BE(this.#end - start - 4, start)
  }

  byte(value: number): void {
    this.#makeRoom(1)
    this.#end = this.#bytes.writeUInt8(value, this.#end)
  }

  int16(value: number): void {
    this.#makeRoom(2)
    this.#end = this.#bytes.writeInt16BE(value, this.#end)
  }

  int32(value: number): void {
    this.#makeRoom(4)
    this.#end = this.#bytes.writeInt32BE(value, this.#end)
  }

  int64(value: bigint): void {
    this.#makeRoom(8)
    this.#end = this.#bytes.writeBigInt64BE(value, this.#end)
  }

  utf8(value: string): void {
    this.#makeRoom(value.length * BYTES_PER_UNIT)
    this.#end += this.#bytes.write(value, this.#end)
  }

  bytes(value: Buffer): void {
    this.#makeRoom(value.length)
    this.#end += value.copy(this.#bytes, this.#end)
  }

  hex(value: string): void {
    this.#makeRoom(value.length)
    this.#end += this.#bytes.write(value, this.#end, 'hex')
  }

  #makeRoom(bytes: number): void {
    const needed = this.#end + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

/** PostgreSQL stores no NUL. Half of a surrogate pair becomes U+FFFD as it is made UTF-8. */
function writeText(to: RowWriter, value: string): void {
  to.utf8(value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value)
}

function writeUtf8(to: RowWriter, value: Buffer): void {
  if (value.includes(0)) writeText(to, value.toString('utf8'))
  else to.bytes(value)
}

/** `text` in pg_type. */
const TEXT_OID = 25

/** An array: dimensions, whether it holds NULLs, the elements' type; per dimension its length and first subscript. */
function writeTexts(to: RowWriter, values: string[]): void {
  to.int32(values.length === 0 ? 0 : 1)
  to.int32(0)
  to.int32(TEXT_OID)
  if (values.length === 0) return
  to.int32(values.length)
  to.int32(1)
  for (const value of values) to.field(value, writeText)
}

/** Between 1970, where JavaScript begins, and 2000, where PostgreSQL does. */
const EPOCH_GAP_MS = 946_684_800_000

/** Microseconds. */
function writeInstant(to: RowWriter, value: Date): void {
  to.int64(BigInt(value.getTime() - EPOCH_GAP_MS) * 1000n)
}

const JSONB_VERSION = 1

function writeJson(to: RowWriter, value: unknown): void {
  to.byte(JSONB_VERSION)
  to.utf8(storableJson(JSON.stringify(value)))
}

function writeJsonUtf8(to: RowWriter, value: Buffer): void {
  to.byte(JSONB_VERSION)
  if (value.includes(ESCAPE)) to.utf8(storableJson(value.toString('utf8')))
  else to.bytes(value)
}

const ESCAPE = String.raw`\u`

/**
 * JSON that PostgreSQL takes: it stores no NUL, and no half of a surrogate pair, which JSON writes as escapes. The
 * lookbehind leaves alone what is an escaped backslash before the letter u.
 */
export function storableJson(json: string): string {
  return json.includes(ESCAPE)
    ? json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\uFFFD')
    : json
}
