import { decodeText } from './charset.ts'
import { decodeHeaderText } from './encoded-words.ts'

/** A structured value such as Content-Type: `multipart/mixed; boundary="x"`. */
export interface Parameterised {
  /** Before the first semicolon, lower case, without comments. */
  value: string
  /** Names in lower case; values decoded (RFC 2231, and RFC 2047 as Outlook does it). */
  parameters: Map<string, string>
}

/** Reads a value with parameters, put together from RFC 2231 pieces, in any of the usual broken forms. Never throws. */
export function readParameters(raw: string): Parameterised {
  if (raw === '') return { value: '', parameters: new Map() }
  const pieces = new Map<string, Map<number, { text: string; isCoded: boolean }>>()
  // Some programs forget the semicolon before the first parameter.
  const [head = '', ...rest] = splitOutsideQuotes(raw.replace(/^([\w.+-]+\/[\w.+-]+)\s+(?=[\w-]+=)/, '$1;'))
  for (const item of rest) {
    const equals = item.indexOf('=')
    if (equals === -1) continue
    const [, name = '', index, coded] =
      /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(item.slice(0, equals).trim().toLowerCase()) ?? []
    if (name === '' || name === '__proto__') continue
    const indexed = pieces.get(name) ?? new Map<number, { text: string; isCoded: boolean }>()
    const position = Number(index ?? 0)
    if (!indexed.has(position))
      indexed.set(position, { text: unquote(item.slice(equals + 1).trim()), isCoded: coded !== undefined })
    pieces.set(name, indexed)
  }
  const parameters = new Map<string, string>()
  for (const [name, indexed] of pieces)
    parameters.set(name, joinPieces([...indexed].sort(([a], [b]) => a - b).map(([, piece]) => piece)))
  return { value: withoutComments(head).trim().toLowerCase(), parameters }
}

/** RFC 2231, section 4: the first coded piece begins with charset'language'. */
function joinPieces(pieces: { text: string; isCoded: boolean }[]): string {
  const first = pieces[0]
  if (!pieces.some((piece) => piece.isCoded)) return decodeHeaderText(pieces.map((piece) => piece.text).join(''))
  const [, charset = null, begin = first?.text ?? ''] = /^([^']*)'[^']*'(.*)$/s.exec(first?.text ?? '') ?? []
  const bytes = pieces.map((piece, index) => {
    const text = index === 0 ? begin : piece.text
    return piece.isCoded ? percentDecoded(text) : Buffer.from(text, 'latin1')
  })
  return decodeText(Buffer.concat(bytes), charset)
}

function percentDecoded(text: string): Buffer {
  const latin1 = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin1, 'latin1')
}

function splitOutsideQuotes(raw: string): string[] {
  if (!raw.includes('"')) return raw.split(';')
  const items: string[] = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < raw.length; index++) {
    const character = raw[index]
    if (character === '\\' && isQuoted) index++
    else if (character === '"') isQuoted = !isQuoted
    else if (character === ';' && !isQuoted) {
      items.push(raw.slice(start, index))
      start = index + 1
    }
  }
  items.push(raw.slice(start))
  return items
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return withoutComments(text).trim()
  const end = text.lastIndexOf('"')
  return text.slice(1, end > 0 ? end : text.length).replaceAll(/\\([\\"])/g, '$1')
}

function withoutComments(text: string): string {
  return text.includes('(') ? text.replaceAll(/\([^()]*\)/g, '') : text
}
