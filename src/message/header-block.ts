/**
 * A header block, split into fields. Values are raw: unfolded, one character per byte, nothing decoded, so that each
 * field's reader (address, date, text) sees what was really sent.
 */
export interface Header {
  fields: RawField[]
  byName: Map<string, string[]>
}

interface RawField {
  /** Lower case. */
  name: string
  raw: string
}

/** SEMANTICS A15. */
export const HEADER_LIMIT_BYTES = 256 * 1024

/** Reads a header block up to its empty line, or to its end. Lines that are no field are passed over. */
export function readHeader(block: Buffer): Header {
  const text = withoutNul(block.toString('latin1', 0, Math.min(block.length, HEADER_LIMIT_BYTES)))
  const header: Header = { fields: [], byName: new Map() }
  let name = ''
  let value = ''
  let position = 0
  while (position < text.length) {
    const newline = text.indexOf('\n', position)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(position, end > position && text.charCodeAt(end - 1) === CR ? end - 1 : end)
    position = end + 1
    if (line === '') break
    const isFolded = line.charCodeAt(0) === SPACE || line.charCodeAt(0) === TAB
    if (isFolded) {
      value += value === '' ? line.trimStart() : line
      continue
    }
    const colon = line.indexOf(':')
    const fieldName = colon > 0 ? line.slice(0, colon).trimEnd() : ''
    if (!FIELD_NAME.test(fieldName)) continue
    if (name !== '') addField(header, name, value)
    name = fieldName.toLowerCase()
    value = line.slice(colon + 1)
  }
  if (name !== '') addField(header, name, value)
  return header
}

/** The first field of that name, trimmed and raw; null where there is none. */
export function firstValue(header: Header, name: string): string | null {
  return header.byName.get(name)?.[0] ?? null
}

/** All fields of that name, topmost first. */
export function allValues(header: Header, name: string): string[] {
  return header.byName.get(name) ?? []
}

/** Where the header block ends: the index of the first byte of the body. */
export function headerEnd(bytes: Buffer): number {
  if (bytes[0] === 0x0a) return 1
  if (bytes[0] === CR && bytes[1] === 0x0a) return 2
  const full = bytes.indexOf(EMPTY_LINE)
  // Looked for above the other only: in a mail from a server it would be sought through the whole body.
  const bare = (full === -1 ? bytes : bytes.subarray(0, full)).indexOf(BARE_EMPTY_LINE)
  if (bare !== -1) return bare + 2
  return full === -1 ? bytes.length : full + 3
}

const EMPTY_LINE = Buffer.from('\n\r\n')
const BARE_EMPTY_LINE = Buffer.from('\n\n')

/** No database keeps NUL characters, and no honest header has any. */
function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09
/** Any printable character but the colon (RFC 5322, section 3.6.8). */
const FIELD_NAME = /^[!-9;-~]+$/

function addField(header: Header, name: string, value: string): void {
  const raw = value.trim()
  header.fields.push({ name, raw })
  const known = header.byName.get(name)
  if (known) known.push(raw)
  else header.byName.set(name, [raw])
}
