/** RFC 2045, section 6.7: a line has at most 76 characters, the `=` of a soft break included. */
const LINE_MAX = 76
const [TAB, LF, CR, SPACE, EQUALS, TILDE] = [0x09, 0x0a, 0x0d, 0x20, 0x3d, 0x7e]
const HEX = Buffer.from('0123456789ABCDEF')

/**
 * Encodes a text as quoted-printable (RFC 2045, section 6.7), in UTF-8; its line breaks become CRLF. Much faster than what
 * the mail library does, which is most of what writing a mail would cost.
 */
export function quotedPrintable(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll(/\r\n?|\n/g, '\r\n'), 'utf8')
  const out = roomFor(bytes.length)
  let end = 0
  let column = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const isBreak = byte === CR && bytes[at + 1] === LF
    if (isBreak) {
      out[end++] = CR
      out[end++] = LF
      at += 1
      column = 0
      continue
    }
    const isAtLineEnd = at + 1 === bytes.length || bytes[at + 1] === CR
    const isBlank = byte === SPACE || byte === TAB
    const isPlain = isBlank ? !isAtLineEnd : byte > SPACE && byte <= TILDE && byte !== EQUALS
    const width = isPlain ? 1 : 3
    const room = isAtLineEnd ? LINE_MAX : LINE_MAX - 1
    if (column + width > room) {
      out[end++] = EQUALS
      out[end++] = CR
      out[end++] = LF
      column = 0
    }
    if (isPlain) out[end++] = byte
    else {
      out[end++] = EQUALS
      out[end++] = HEX[byte >> 4] ?? 0
      out[end++] = HEX[byte & 15] ?? 0
    }
    column += width
  }
  return Buffer.from(out.subarray(0, end))
}

let room = Buffer.alloc(0)

/** One place to write for all, since no call is interrupted: at worst each byte takes three, and every 24 of them a soft break. */
function roomFor(bytes: number): Buffer {
  const size = bytes * 4 + LINE_MAX
  if (room.length < size) room = Buffer.alloc(size)
  return room
}
