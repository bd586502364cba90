import { BLOCK_ELEMENTS, DROPPED_ELEMENTS, IMPLIED_ENDS, PLAIN_ATTRIBUTES, SHOWN_ELEMENTS } from './html-policy.ts'
import { safeLink, safeStyle, TELLING_ATTRIBUTES, VOID_ELEMENTS } from './html-policy.ts'
import { containerKind, type ContainerKind } from './html-containers.ts'
import { lexHtml, type Attributes } from './html-lexer.ts'
import { isSpaced, TextLayout } from './html-text.ts'
import { plain } from './reply-lines.ts'

/** What one pass over a mail's HTML yields. */
export interface HtmlReading {
  /** Can be shown in a sandboxed frame: no script, no remote content, at most `SAFE_MAX` characters. */
  safe: string
  /** As a person reads it, quotations marked with "> "; at most `TEXT_MAX` characters. */
  text: string
  /** Line of `text` from which on it is an older mail, by the container its program put around it. */
  quotedFrom: number | null
  /** Lines of `text` that a program marked as signature, as `plain` writes them. */
  signatures: string[]
}

const INPUT_MAX = 512 * 1024
const SAFE_MAX = 128 * 1024
const TEXT_MAX = 64 * 1024
/** Deeper elements are read as if they were not there: nobody reads a table in a hundred tables. */
const DEPTH_MAX = 100

/** A mail's HTML made safe and small. Remote pictures keep their address in `data-remote-src`, own ones in `data-cid`. */
export function safeHtml(html: string): string {
  return readHtml(html).safe
}

/** A mail's HTML as plain text. */
export function htmlToText(html: string): string {
  return readHtml(html).text
}

/** Reads a mail's HTML once, in time linear in its length, whatever it holds. */
export function readHtml(html: string): HtmlReading {
  const reader = new Reader()
  lexHtml(html.length > INPUT_MAX ? html.slice(0, INPUT_MAX) : html, READ_ATTRIBUTES, reader)
  return reader.finish()
}

const READ_ATTRIBUTES = new Set([...PLAIN_ATTRIBUTES, ...TELLING_ATTRIBUTES, 'href', 'src', 'style', 'cite'])

/** What is the same for all start tags that are written alike. */
interface Tag {
  name: string
  isVoid: boolean
  isBlock: boolean
  isSpaced: boolean
  isCell: boolean
  isDropped: boolean
  container: ContainerKind | null
  /** Element names that it ends. */
  ended: string[] | undefined
  /** As it is shown; null where it is not. */
  shown: string | null
}

interface OpenElement {
  name: string
  isBlock: boolean
  isShown: boolean
  isDropped: boolean
  isQuote: boolean
  isSignature: boolean
}

/** Owns the stack of open elements while the mail is read; writes the safe HTML and the text side by side. */
class Reader {
  readonly #open: OpenElement[] = []
  readonly #layout = new TextLayout(TEXT_MAX)
  readonly #styles = new Map<string, string>()
  readonly #signatures: string[] = []
  #dropped = 0
  #signatureFrom: number | null = null
  #safe = ''
  #quotedFrom: number | null = null

  tag(name: string, attributes: Attributes): Tag {
    const isDropped = DROPPED_ELEMENTS.has(name) || HIDDEN.test(attributes.get('style') ?? '')
    const isShown = !isDropped && SHOWN_ELEMENTS.has(name)
    return {
      name,
      isVoid: VOID_ELEMENTS.has(name),
      isBlock: BLOCK_ELEMENTS.has(name),
      isSpaced: isSpaced(name, attributes.get('class') ?? ''),
      isCell: name === 'td' || name === 'th',
      isDropped,
      container: isDropped ? null : containerKind(name, attributes),
      ended: IMPLIED_ENDS.get(name),
      shown: isShown ? this.#openTag(name, attributes) : null
    }
  }

  open(tag: Tag): void {
    const { name, isVoid, isDropped, container } = tag
    if (tag.ended) this.#closeImplied(tag.ended)
    if (this.#dropped > 0 && (isVoid || !DROPPED_ELEMENTS.has(name))) return
    if (!isVoid && this.#open.length >= DEPTH_MAX) return
    if (tag.isBlock) this.#layout.openBlock(name, tag.isSpaced)
    if (tag.isCell) this.#layout.write(' ')
    const isQuote = container === 'quote'
    if (isQuote) this.#layout.quote(1)
    const startsOlderMail = container === 'older-mail' && this.#layout.quoteDepth === 0
    if (startsOlderMail) this.#quotedFrom ??= this.#layout.lineCount()
    const isSignature = container === 'signature' && this.#signatureFrom === null
    if (isSignature) this.#signatureFrom = this.#layout.lineCount()
    const isShown = tag.shown !== null && this.#safe.length < SAFE_MAX
    if (isShown) this.#safe += tag.shown
    if (isVoid) return this.#layout.void(name)
    if (isDropped) this.#dropped++
    this.#open.push({ name, isBlock: tag.isBlock, isShown, isDropped, isQuote, isSignature })
  }

  close(name: string): void {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const element = this.#open[index]
      // What is left out ends with its own end tag only.
      if (element?.isDropped && element.name !== name) return
      if (element?.name === name) return this.#closeDownTo(index)
    }
    if (name === 'br' || name === 'p') this.#layout.void('br')
  }

  write(text: string): void {
    if (this.#dropped > 0) return
    this.#layout.write(text)
    const room = SAFE_MAX - this.#safe.length
    if (room > 0) this.#safe += upTo(escapeHtml(text), room)
  }

  finish(): HtmlReading {
    this.#closeDownTo(0)
    const lines = this.#layout.finish()
    return { safe: this.#safe, text: lines.join('\n'), quotedFrom: this.#quotedFrom, signatures: this.#signatures }
  }

  #closeImplied(ended: string[]): void {
    let top = this.#open.at(-1)
    while (top && !top.isDropped && ended.includes(top.name)) {
      this.#closeDownTo(this.#open.length - 1)
      top = this.#open.at(-1)
    }
  }

  #closeDownTo(index: number): void {
    while (this.#open.length > index) {
      const element = this.#open.pop()
      if (!element) return
      if (element.isBlock) this.#layout.closeBlock(element.name)
      if (element.isQuote) this.#layout.quote(-1)
      if (element.isDropped) this.#dropped--
      if (element.isShown) this.#safe += `</${element.name}>`
      if (element.isSignature) this.#keepSignature()
    }
  }

  #keepSignature(): void {
    const from = this.#signatureFrom ?? 0
    this.#signatureFrom = null
    for (const line of this.#layout.linesFrom(from)) {
      const words = plain(line)
      if (words !== '') this.#signatures.push(words)
    }
  }

  #openTag(name: string, attributes: Attributes): string {
    let tag = `<${name}`
    for (const [attribute, value] of attributes) {
      if (PLAIN_ATTRIBUTES.has(attribute)) tag += ` ${attribute}="${escapeHtml(value.slice(0, 500))}"`
    }
    const style = this.#safeStyle(attributes.get('style'))
    if (style) tag += ` style="${escapeHtml(style)}"`
    if (name === 'a') tag += linkAttributes(attributes.get('href'))
    if (name === 'img') tag += pictureAttributes(attributes.get('src'))
    return `${tag}>`
  }

  /** Programs repeat the same few styles hundreds of times in one mail. */
  #safeStyle(style: string | undefined): string {
    if (!style) return ''
    const known = this.#styles.get(style)
    if (known !== undefined) return known
    const safe = safeStyle(style)
    this.#styles.set(style, safe)
    return safe
  }
}

const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden/i

function linkAttributes(href: string | undefined): string {
  const link = href === undefined ? null : safeLink(href)
  return link === null ? '' : ` href="${escapeHtml(link)}" target="_blank" rel="noopener noreferrer nofollow"`
}

function pictureAttributes(src: string | undefined): string {
  if (src === undefined) return ''
  if (/^cid:/i.test(src)) return ` data-cid="${escapeHtml(src.slice(4, 300))}"`
  const remote = safeLink(src)
  const isRemote = remote !== null && /^https?:/i.test(remote)
  return isRemote ? ` data-remote-src="${escapeHtml(remote)}"` : ''
}

/** Escaped text, cut where it is too long, and not within an escape. */
function upTo(escaped: string, room: number): string {
  return escaped.length <= room ? escaped : escaped.slice(0, room).replace(/&[^;]*$/, '')
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '') : text
}
