/**
 * A part's bytes without their Content-Transfer-Encoding. Tolerant: damaged base64 and quoted-printable give what can be
 * read, unknown encodings are taken as they are. Never throws.
 */
export function decodeTransfer(content: Buffer, encoding: string | null): Buffer {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === 'base64') return decodeBase64(content)
  if (name === 'quoted-printable') return decodeQuotedPrintable(content)
  if (name === 'x-uuencode' || name === 'uuencode' || name === 'x-uue') return decodeUuencode(content)
  return content
}

const EQUALS = 0x3d
const NEWLINE = 0x0a

/**
 * Text labelled base64 that was never encoded (and footers added in clear after the end) must not turn into noise:
 * what is clearly not base64 is returned as it stands.
 */
function decodeBase64(content: Buffer): Buffer {
  const text = content.toString('latin1')
  const isCoded = /^[\sA-Za-z0-9+/=_-]*$/.test(text.length > 1024 ? text.slice(0, 1024) : text)
  if (!isCoded) {
    const end = text.search(/={1,2}\s/)
    const head = end === -1 ? '' : text.slice(0, end)
    return head.length > 0 && /^[\sA-Za-z0-9+/]*$/.test(head) ? Buffer.from(head, 'base64') : content
  }
  return Buffer.from(text, 'base64')
}

/** RFC 2045, section 6.7; a bare "=" and wrong hex digits stay as they are, "=" at a line's end joins the lines. */
export function decodeQuotedPrintable(content: Buffer): Buffer {
  let next = content.indexOf(EQUALS)
  if (next === -1) return content
  const decoded = Buffer.allocUnsafe(content.length)
  let length = 0
  let from = 0
  while (next !== -1) {
    length = copyRun(content, { from, to: next }, { decoded, length })
    const high = HEX_VALUES[content[next + 1] ?? 0] ?? -1
    const low = HEX_VALUES[content[next + 2] ?? 0] ?? -1
    if (high !== -1 && low !== -1) {
      decoded[length++] = high * 16 + low
      from = next + 3
    } else {
      const nextLine = softBreakEnd(content, next + 1)
      if (nextLine === -1) decoded[length++] = EQUALS
      from = nextLine === -1 ? next + 1 : nextLine
    }
    next = content.indexOf(EQUALS, from)
  }
  return decoded.subarray(0, copyRun(content, { from, to: content.length }, { decoded, length }))
}

/** A native copy costs more than it saves on the few characters between two accents. */
const SHORT_RUN = 24

function copyRun(
  content: Buffer,
  run: { from: number; to: number },
  target: { decoded: Buffer; length: number }
): number {
  const { from, to } = run
  const { decoded, length } = target
  if (to - from > SHORT_RUN) content.copy(decoded, length, from, to)
  else for (let index = from; index < to; index++) decoded[length + index - from] = content[index] ?? 0
  return length + to - from
}

/** Value of each hex digit's character code, -1 for all others. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
)

/** Where the next line begins, if nothing but blanks stands between here and the line's end; else -1. */
function softBreakEnd(content: Buffer, from: number): number {
  for (let index = from; index < content.length; index++) {
    const byte = content[index]
    if (byte === NEWLINE) return index + 1
    if (byte !== 0x0d && byte !== 0x20 && byte !== 0x09) return -1
  }
  return content.length
}

function decodeUuencode(content: Buffer): Buffer {
  const lines = content.toString('latin1').split(/\r?\n/)
  const begin = lines.findIndex((line) => line.startsWith('begin '))
  if (begin === -1) return content
  const decoded: number[] = []
  for (const line of lines.slice(begin + 1)) {
    if (line === 'end') break
    decoded.push(...decodeUuencodedLine(line))
  }
  return Buffer.from(decoded)
}

function decodeUuencodedLine(line: string): number[] {
  const length = (line.charCodeAt(0) - 32) & 63
  const bytes: number[] = []
  for (let index = 1; index < line.length && bytes.length < length; index += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((offset) => ((line.charCodeAt(index + offset) || 32) - 32) & 63)
    const group = ((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0)
    bytes.push((group >> 16) & 255, (group >> 8) & 255, group & 255)
  }
  return bytes.slice(0, length)
}
