import { Tokenizer } from 'htmlparser2'
import { BLOCK_ELEMENTS, DROPPED_ELEMENTS, IMPLIED_ENDS, PLAIN_ATTRIBUTES, SHOWN_ELEMENTS } from './html-policy.ts'
import { safeLink, safeStyle, TELLING_ATTRIBUTES, VOID_ELEMENTS } from './html-policy.ts'
import { containerKind } from './html-containers.ts'
import { TextLayout } from './html-text.ts'
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
  const input = html.length > INPUT_MAX ? html.slice(0, INPUT_MAX) : html
  const reader = new Reader()
  let name = ''
  let attribute = ''
  let value = ''
  let attributes: Attributes = new Map()
  const endOpenTag = (): void => reader.open(name, attributes)
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        name = input.slice(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        attribute = input.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        if (READ_ATTRIBUTES.has(attribute)) value += input.slice(start, end)
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint)
      },
      onattribend() {
        if (READ_ATTRIBUTES.has(attribute) && !attributes.has(attribute)) attributes.set(attribute, value)
      },
      onopentagend: endOpenTag,
      onselfclosingtag: endOpenTag,
      onclosetag: (start, end) => reader.close(input.slice(start, end).toLowerCase()),
      ontext: (start, end) => reader.write(input.slice(start, end)),
      ontextentity: (codepoint) => reader.write(String.fromCodePoint(codepoint)),
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {}
    }
  )
  tokenizer.write(input)
  tokenizer.end()
  return reader.finish()
}

type Attributes = Map<string, string>

const READ_ATTRIBUTES = new Set([...PLAIN_ATTRIBUTES, ...TELLING_ATTRIBUTES, 'href', 'src', 'style', 'cite'])

interface OpenElement {
  name: string
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
  readonly #hidden = new Map<string, boolean>()
  readonly #signatures: string[] = []
  #dropped = 0
  #signatureFrom: number | null = null
  #safe = ''
  #quotedFrom: number | null = null

  open(name: string, attributes: Attributes): void {
    this.#closeImplied(name)
    if (this.#dropped > 0 && (VOID_ELEMENTS.has(name) || !DROPPED_ELEMENTS.has(name))) return
    const isVoid = VOID_ELEMENTS.has(name)
    if (!isVoid && this.#open.length >= DEPTH_MAX) return
    const style = attributes.get('style') ?? ''
    const isDropped = DROPPED_ELEMENTS.has(name) || this.#isHidden(style)
    const container = isDropped ? null : containerKind(name, attributes)
    const isQuote = container === 'quote'
    if (BLOCK_ELEMENTS.has(name)) this.#layout.openBlock(name, attributes.get('class') ?? '')
    if (name === 'td' || name === 'th') this.#layout.write(' ')
    if (isQuote) this.#layout.quote(1)
    const startsOlderMail = container === 'older-mail' && this.#layout.quoteDepth === 0
    if (startsOlderMail) this.#quotedFrom ??= this.#layout.lineCount()
    const isSignature = container === 'signature' && this.#signatureFrom === null
    if (isSignature) this.#signatureFrom = this.#layout.lineCount()
    const isShown = !isDropped && SHOWN_ELEMENTS.has(name) && this.#safe.length < SAFE_MAX
    if (isShown) this.#safe += this.#openTag(name, attributes)
    if (isVoid) return this.#layout.void(name)
    if (isDropped) this.#dropped++
    this.#open.push({ name, isShown, isDropped, isQuote, isSignature })
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
    if (room > 0) this.#safe += escapeHtml(text.length > room ? text.slice(0, room) : text)
  }

  finish(): HtmlReading {
    this.#closeDownTo(0)
    const lines = this.#layout.finish()
    return { safe: this.#safe, text: lines.join('\n'), quotedFrom: this.#quotedFrom, signatures: this.#signatures }
  }

  #closeImplied(name: string): void {
    const ended = IMPLIED_ENDS.get(name)
    if (!ended) return
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
      if (BLOCK_ELEMENTS.has(element.name)) this.#layout.closeBlock(element.name)
      if (element.isQuote) this.#layout.quote(-1)
      if (element.isDropped) this.#dropped--
      if (element.isShown) this.#safe += `</${element.name}>`
      if (element.isSignature) this.#keepSignature()
    }
  }

  #isHidden(style: string): boolean {
    if (style === '') return false
    const known = this.#hidden.get(style)
    if (known !== undefined) return known
    const isHidden = HIDDEN.test(style)
    this.#hidden.set(style, isHidden)
    return isHidden
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

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '') : text
}
