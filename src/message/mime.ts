import { decodeHeaderText } from './encoded-words.ts'
import { firstValue, headerEnd, readHeader, type Header } from './header-block.ts'
import { readParameters } from './parameters.ts'
import { NESTING_LIMIT, PART_LIMIT, type PartNode } from './structure.ts'

/** A MIME tree with the bytes of each part: `body` without its own header, `header` of a carried mail. */
export interface RawPart extends PartNode {
  body: Buffer
  childNodes?: RawPart[]
}

/** A whole mail split into its parts, numbered as an IMAP server would. Damaged and missing boundaries are borne. */
export function readMime(bytes: Buffer): { header: Header; headerSize: number; root: RawPart } {
  const end = headerEnd(bytes)
  const header = readHeader(bytes.subarray(0, end))
  const budget = { parts: PART_LIMIT + 1 }
  return { header, headerSize: end, root: readEntity(header, bytes.subarray(end), { depth: 0, budget }) }
}

interface Bounds {
  depth: number
  /** Shared by the whole tree: one part more than allowed is read, so that the excess is noticed. */
  budget: { parts: number }
}

function readEntity(header: Header, body: Buffer, { depth, budget }: Bounds): RawPart {
  budget.parts--
  const contentType = readParameters(firstValue(header, 'content-type') ?? 'text/plain')
  const disposition = readParameters(firstValue(header, 'content-disposition') ?? '')
  const node: RawPart = {
    type: contentType.value.includes('/') ? contentType.value : 'text/plain',
    parameters: Object.fromEntries(contentType.parameters),
    id: decodeHeaderText(firstValue(header, 'content-id') ?? '') || undefined,
    encoding: encodingOf(header),
    size: body.length,
    disposition: disposition.value || undefined,
    dispositionParameters: Object.fromEntries(disposition.parameters),
    body
  }
  const mayNest = depth <= NESTING_LIMIT && budget.parts > 0
  if (!mayNest) return node
  if (node.type.startsWith('multipart/'))
    return readMultipart(node, contentType.parameters.get('boundary') ?? '', { depth, budget })
  if (isCarriedMail(node)) node.childNodes = [readCarried(body, { depth: depth + 1, budget })]
  return node
}

function encodingOf(header: Header): string | undefined {
  const value = firstValue(header, 'content-transfer-encoding') ?? ''
  const bare = /[(";]/.test(value) ? value.replaceAll(/\([^()]*\)|[";]/g, '') : value
  return bare.trim().toLowerCase() || undefined
}

function isCarriedMail(node: RawPart): boolean {
  const isPlain = node.encoding !== 'base64' && node.encoding !== 'quoted-printable'
  return (node.type === 'message/rfc822' || node.type === 'message/global') && isPlain
}

function readCarried(body: Buffer, bounds: Bounds): RawPart {
  const end = headerEnd(body)
  return readEntity(readHeader(body.subarray(0, end)), body.subarray(end), bounds)
}

/** A multipart without boundary lines is read as the text that it must be. */
function readMultipart(node: RawPart, boundary: string, { depth, budget }: Bounds): RawPart {
  const bodies = boundary === '' ? [] : splitAtBoundary(node.body, boundary, budget.parts)
  if (bodies.length === 0) return { ...node, type: 'text/plain' }
  const isDigest = node.type === 'multipart/digest'
  node.childNodes = []
  for (const part of bodies) {
    if (budget.parts <= 0) break
    const end = headerEnd(part)
    const header = readHeader(part.subarray(0, end))
    if (isDigest && !header.byName.has('content-type')) header.byName.set('content-type', ['message/rfc822'])
    node.childNodes.push(readEntity(header, part.subarray(end), { depth: depth + 1, budget }))
  }
  return node
}

/** The parts between boundary lines (RFC 2046, section 5.1.1); the last may lack its closing line. */
function splitAtBoundary(body: Buffer, boundary: string, limit: number): Buffer[] {
  const delimiter = Buffer.from(`\n--${boundary}`, 'latin1')
  const parts: Buffer[] = []
  let start = -1
  let position = nextDelimiter(body, delimiter, 0)
  while (position !== -1 && parts.length < limit) {
    if (start !== -1) parts.push(body.subarray(start, beforeLineEnd(body, position)))
    const after = position + delimiter.length - 1
    const isClosing = body[after] === DASH && body[after + 1] === DASH
    if (isClosing) return parts
    const newline = body.indexOf(NEWLINE, after)
    start = newline === -1 ? body.length : newline + 1
    position = nextDelimiter(body, delimiter, start)
  }
  if (start !== -1 && start < body.length && position === -1) parts.push(body.subarray(start))
  return parts
}

const NEWLINE = 0x0a
const DASH = 0x2d

/**
 * Where the next line begins that is the delimiter and nothing else but blanks or the closing dashes. The line break is
 * searched for as well: a mail of nothing but dashes would stop a search for the dashes at every byte.
 * @param delimiter with the line break before it
 */
function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  const isAtOnce = from === 0 && body.subarray(0, delimiter.length - 1).equals(delimiter.subarray(1))
  if (isAtOnce && endsDelimiter(body, delimiter.length - 1)) return 0
  let lineBreak = body.indexOf(delimiter, Math.max(from - 1, 0))
  while (lineBreak !== -1) {
    if (endsDelimiter(body, lineBreak + delimiter.length)) return lineBreak + 1
    lineBreak = body.indexOf(delimiter, lineBreak + 1)
  }
  return -1
}

/** One boundary may begin with another's text ("x" and "x-inner"): the whole line must fit. */
function endsDelimiter(body: Buffer, after: number): boolean {
  const byte = body[after]
  const isClosing = byte === DASH && body[after + 1] === DASH
  return isClosing || byte === undefined || byte === NEWLINE || byte === 0x0d || byte === 0x20 || byte === 0x09
}

function beforeLineEnd(body: Buffer, position: number): number {
  const end = position - 1
  return end > 0 && body[end - 1] === 0x0d ? end - 1 : Math.max(end, 0)
}
