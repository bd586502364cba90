import { decodeText } from './charset.ts'
import { readHtml, type HtmlReading } from './html.ts'
import type { FetchedPart } from './mail.ts'
import { TEXT_LIMIT_BYTES } from './structure.ts'
import { decodeTransfer } from './transfer-encoding.ts'

/** What a person reads of a mail, from its text parts. */
export interface Body {
  text: string
  textTruncated: boolean
  /** What reading its HTML once yields: safe HTML, text, containers; null where there is none. */
  html: HtmlReading | null
}

/**
 * Puts the text parts of one mail (or of a carried mail) together: of alternatives the plain one, of a sequence all.
 * @param parts text/plain and text/html, in the order of the structure
 * @param rootType the mail's own Content-Type, which tells alternatives from a sequence at the top
 */
export function readBody(parts: TextPart[], rootType: string): Body {
  const decoded = parts.map((part) => ({ ...part, text: textOf(part) }))
  const groups = groupAlternatives(decoded, rootType)
  const htmlParts = groups.flatMap((group) => group.filter((part) => part.type === 'text/html'))
  const html = htmlParts.length > 0 ? readHtml(htmlParts.map((part) => part.text).join('\n')) : null
  const isHtmlOnly = html !== null && htmlParts.length === parts.length
  const onlyHtml = htmlParts.length === 1 ? html : null
  const texts = isHtmlOnly ? [html.text] : groups.map((group) => readableText(group, onlyHtml))
  const whole = texts.filter((text) => text.trim() !== '').join('\n\n')
  const isOverlong = whole.length > TEXT_LIMIT_BYTES
  return {
    text: isOverlong ? whole.slice(0, TEXT_LIMIT_BYTES).toWellFormed() : whole,
    textTruncated: isOverlong || parts.some((part) => part.truncated),
    html
  }
}

/** A fetched part without its transfer encoding. */
export interface TextPart extends FetchedPart {
  bytes: Buffer
}

export function textPart(part: FetchedPart): TextPart {
  const content = Buffer.from(part.content.buffer, part.content.byteOffset, part.content.byteLength)
  return { ...part, bytes: decodeTransfer(content, part.encoding) }
}

/** A part's text: transfer encoding and charset taken off, lines ended by "\n". */
export function decodePart(part: FetchedPart): string {
  return textOf(textPart(part))
}

function textOf({ bytes, charset, truncated }: TextPart): string {
  const text = decodeText(bytes, charset, { truncated })
  return withNewlines(text).toWellFormed()
}

function withNewlines(text: string): string {
  const lines = text.replaceAll('\r\n', '\n')
  return lines.includes('\r') ? lines.replaceAll('\r', '\n') : lines
}

type DecodedPart = TextPart & { text: string }

/** @param onlyHtml the mail's HTML, where it was read already because it is the only one */
function readableText(group: DecodedPart[], onlyHtml: HtmlReading | null): string {
  const plain = group.find((part) => part.type === 'text/plain' && part.text.trim() !== '')
  if (plain) return plain.text
  const html = group.find((part) => part.type === 'text/html')
  return html ? (onlyHtml ?? readHtml(html.text)).text : ''
}

/** Plain text and HTML side by side below the same parent say the same thing, except in a mail that is a sequence. */
function groupAlternatives(parts: DecodedPart[], rootType: string): DecodedPart[][] {
  const groups: DecodedPart[][] = []
  for (const part of parts) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    const isAlternative =
      before !== undefined && before.type !== part.type && areAlternatives(before.part, part.part, rootType)
    if (last && isAlternative) last.push(part)
    else groups.push([part])
  }
  return groups
}

/** "1.1" and "1.2", or "1.1" and "1.2.1" where the HTML sits with its pictures in a multipart/related. */
function areAlternatives(first: string, second: string, rootType: string): boolean {
  const parent = parentOf(first)
  const isBelowSameParent = parent === '' || second.startsWith(`${parent}.`)
  return isBelowSameParent && (parent !== '' || rootType === 'multipart/alternative')
}

function parentOf(part: string): string {
  const dot = part.lastIndexOf('.')
  return dot === -1 ? '' : part.slice(0, dot)
}
