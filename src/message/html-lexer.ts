import { attributeValue, writeText } from './html-references.ts'

/** Who is told what a mail's HTML is made of, in order. `Tag` is what the listener makes of a start tag. */
export interface HtmlListener<Tag> {
  /** Once for each start tag that is written differently: programs repeat the same few hundreds of times in a mail. */
  tag(name: string, attributes: Attributes): Tag
  open(tag: Tag): void
  close(name: string): void
  /** A stretch of text; each character reference comes alone. */
  write(text: string): void
}

/** Names in lower case; values with their character references read; the first of a name counts. */
export type Attributes = ReadonlyMap<string, string>

/**
 * Cuts HTML into tags and text as htmlparser2's tokenizer does, leaving out comments and declarations. It leaps from sign to
 * sign where that walks, which is what makes it several times faster; unusual character references are read by htmlparser2.
 * Linear in the length of the input. Never throws.
 * @param read names of the attributes that are looked at
 */
export function lexHtml<Tag>(input: string, read: ReadonlySet<string>, listener: HtmlListener<Tag>): void {
  const known = new Map<string, { tag: Tag; special: string | null }>()
  let textFrom = 0
  let position = 0
  while (position < input.length) {
    const start = input.indexOf('<', position)
    const end = start === -1 ? input.length : start
    if (end > textFrom) writeText(input.slice(textFrom, end), listener)
    if (start === -1) return
    const markup = markupAt(input, start)
    if (markup.kind === 'start') {
      const found = startTag(start)
      if (found === null) return
      position = textFrom = found
    } else {
      if (markup.kind === 'end') listener.close(markup.name)
      if (markup.kind === 'cut') return writeText(input.slice(markup.from), listener)
      textFrom = markup.kind === 'text' ? start : markup.end
      position = markup.end
    }
  }
  if (textFrom < input.length) writeText(input.slice(textFrom), listener)

  /** @returns where the text after it begins; null where the tag never ends */
  function startTag(start: number): number | null {
    const firstEnd = input.indexOf('>', start)
    if (firstEnd === -1) return null
    const source = input.slice(start, firstEnd + 1)
    let entry = known.get(source)
    let end = firstEnd + 1
    if (entry === undefined) {
      const lexed = lexStartTag(input, start, read)
      if (lexed === null) return null
      const isSpecial = SPECIAL.has(lexed.name) && !lexed.isSelfClosing
      entry = { tag: listener.tag(lexed.name, lexed.attributes), special: isSpecial ? lexed.name : null }
      end = lexed.end
      if (end === firstEnd + 1) known.set(source, entry)
    }
    listener.open(entry.tag)
    return entry.special === null ? end : endOfSpecial(end, entry.special)
  }

  function endOfSpecial(start: number, name: string): number {
    const end = specialEnd(input, start, name)
    const content = input.slice(start, end)
    if (name === 'title') writeText(content, listener)
    else if (content !== '') listener.write(content)
    return end
  }
}

/** Elements whose content is text up to their own end tag, whatever it looks like. */
const SPECIAL = new Set(['script', 'style', 'title', 'textarea', 'xmp'])

function specialEnd(input: string, from: number, name: string): number {
  let position = input.indexOf('</', from)
  while (position !== -1) {
    const after = position + 2 + name.length
    const isName = input.slice(position + 2, after).toLowerCase() === name
    if (isName && (input.charCodeAt(after) === GT || isBlank(input.charCodeAt(after)))) return position
    position = input.indexOf('</', position + 2)
  }
  return input.length
}

type Markup =
  | { kind: 'start' }
  | { kind: 'end'; name: string; end: number }
  /** A comment or declaration. */
  | { kind: 'nothing'; end: number }
  /** A "<" that begins no markup. */
  | { kind: 'text'; end: number }
  /** Markup that never ends: what stands in it is shown. */
  | { kind: 'cut'; from: number }

const START: Markup = { kind: 'start' }

function markupAt(input: string, start: number): Markup {
  const code = input.charCodeAt(start + 1)
  if (isLetter(code)) return START
  if (code === SLASH) return endTagAt(input, start)
  if (code === EXCLAMATION) return declarationAt(input, start)
  if (code === QUESTION) return upTo(input, '>', { from: start + 2, content: start + 2 })
  return { kind: 'text', end: start + 1 }
}

function endTagAt(input: string, start: number): Markup {
  let from = start + 2
  while (isBlank(input.charCodeAt(from))) from++
  const code = input.charCodeAt(from)
  if (code === GT) return { kind: 'text', end: from + 1 }
  if (from >= input.length) return { kind: 'cut', from: start }
  if (!isLetter(code)) return upTo(input, '>', { from, content: from })
  let end = from
  while (end < input.length && input.charCodeAt(end) !== GT && !isBlank(input.charCodeAt(end))) end++
  if (end === input.length) return { kind: 'nothing', end }
  const close = input.indexOf('>', end)
  const name = input.slice(from, end).toLowerCase()
  return { kind: 'end', name, end: close === -1 ? input.length : close + 1 }
}

function declarationAt(input: string, start: number): Markup {
  if (input.startsWith('<!--', start)) return ended(input, '-->', start + 2)
  if (input.startsWith('<![CDATA[', start)) return ended(input, ']]>', start + 9)
  // The sign after "<!" is passed over unread, and so is the one after "<!-".
  const from = input.charCodeAt(start + 2) === DASH ? start + 4 : start + 3
  return upTo(input, '>', { from, content: start + 2 })
}

function ended(input: string, close: string, from: number): Markup {
  const end = input.indexOf(close, from)
  return { kind: 'nothing', end: end === -1 ? input.length : end + close.length }
}

function upTo(input: string, close: string, { from, content }: { from: number; content: number }): Markup {
  const end = input.indexOf(close, from)
  return end === -1 ? { kind: 'cut', from: content } : { kind: 'nothing', end: end + 1 }
}

interface StartTag {
  name: string
  attributes: Attributes
  isSelfClosing: boolean
  end: number
}

/** @returns null where the input ends first */
function lexStartTag(input: string, start: number, read: ReadonlySet<string>): StartTag | null {
  let position = nameEnd(input, start + 1)
  const name = input.slice(start + 1, position).toLowerCase()
  const attributes = new Map<string, string>()
  let isAfterSlash = false
  while (position < input.length) {
    const code = input.charCodeAt(position)
    if (code === GT) return { name, attributes, isSelfClosing: isAfterSlash, end: position + 1 }
    if (code === SLASH) isAfterSlash = true
    if (code === SLASH || isBlank(code)) {
      position++
      continue
    }
    isAfterSlash = false
    const attribute = attributeAt(input, position)
    if (attribute === null) return null
    if (read.has(attribute.name) && !attributes.has(attribute.name))
      attributes.set(attribute.name, attributeValue(attribute.source))
    position = attribute.end
  }
  return null
}

interface Attribute {
  name: string
  /** As it is written, with its quotes. */
  source: string
  end: number
}

function attributeAt(input: string, start: number): Attribute | null {
  let position = start + 1
  while (position < input.length && input.charCodeAt(position) !== EQUALS && !endsName(input.charCodeAt(position)))
    position++
  const name = input.slice(start, position).toLowerCase()
  while (isBlank(input.charCodeAt(position))) position++
  if (position >= input.length) return null
  if (input.charCodeAt(position) !== EQUALS) return { name, source: '', end: position }
  position++
  while (isBlank(input.charCodeAt(position))) position++
  const quote = input.charAt(position)
  if (quote === '"' || quote === "'") {
    const close = input.indexOf(quote, position + 1)
    return close === -1 ? null : { name, source: input.slice(position, close + 1), end: close + 1 }
  }
  let end = position
  while (end < input.length && input.charCodeAt(end) !== GT && !isBlank(input.charCodeAt(end))) end++
  return end === input.length ? null : { name, source: input.slice(position, end), end }
}

function nameEnd(input: string, from: number): number {
  let position = from
  while (position < input.length && !endsName(input.charCodeAt(position))) position++
  return position
}

const GT = 0x3e
const SLASH = 0x2f
const EXCLAMATION = 0x21
const QUESTION = 0x3f
const DASH = 0x2d
const EQUALS = 0x3d

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b)
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}

function endsName(code: number): boolean {
  return code === SLASH || code === GT || isBlank(code)
}
