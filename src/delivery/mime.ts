import { domainToASCII } from 'node:url'
import { encodeWord, encodeWords, foldLines, isPlainText, quoteString } from 'nodemailer/lib/mime-funcs'
import { quotedPrintable } from './quoted-printable.ts'

/** A mail of ours, ready to be written as MIME: one recipient, text always, HTML where there is any (SEMANTICS H3, H10). */
export interface OutgoingContent {
  /** Without angle brackets. */
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  /** Who is answered instead of the sender. */
  replyTo?: { name: string; address: string } | null
  subject: string
  text: string
  html: string | null
  /** Message-ID this answers, without angle brackets. */
  inReplyTo: string | null
  references: string[]
  /** Written by the program and not by a person: marked so that nobody's machine answers it (D3). */
  automatic: boolean
  /** Further header fields, such as List-Unsubscribe; values are ASCII or encoded by the composer. */
  headers: { name: string; value: string }[]
  date: Date
}

/** DKIM key of the sending domain; the signature covers List-Unsubscribe and List-Unsubscribe-Post too (H9). */
export interface DkimKey {
  domain: string
  selector: string
  /** PEM */
  privateKey: string
}

/** RFC 8058 wants both unsubscribe fields under the signature; the library's own list leaves the second one out. */
const SIGNED_FIELDS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'In-Reply-To:References:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post'

/**
 * Writes the mail as MIME, signed where a key is given.
 * @returns the bytes to transmit and to keep in Sent: both are the same
 */
export async function writeMime(content: OutgoingContent, dkim: DkimKey | null): Promise<Buffer> {
  const lines = headerFields(content).map(([name, value]) => foldLines(`${name}: ${oneLine(value)}`, LINE_MAX))
  const head = Buffer.from([...lines, ''].join('\r\n'), 'utf8')
  const mime = Buffer.concat([head, ...bodyOf(content)])
  return dkim ? signed(mime, dkim) : mime
}

const LINE_MAX = 76

function headerFields(content: OutgoingContent): [string, string][] {
  const { messageId, date, from, to, replyTo, subject, inReplyTo, references, automatic, headers } = content
  return [
    ['Message-ID', `<${messageId}>`],
    // Some providers write an id of their own over the other; reports of what came back then tell ours here (SEMANTICS B5).
    ['X-Maillon-Message-ID', `<${messageId}>`],
    // RFC 5322 wants the offset in figures.
    ['Date', date.toUTCString().replace(/GMT$/, '+0000')],
    ['From', mailbox(from)],
    ['To', mailbox(to)],
    ...(replyTo ? [['Reply-To', mailbox(replyTo)] satisfies [string, string]] : []),
    ['Subject', encodeWords(oneLine(subject), 'Q', LINE_MAX, true)],
    ...(inReplyTo === null ? [] : [['In-Reply-To', `<${inReplyTo}>`] satisfies [string, string]]),
    ...(references.length === 0
      ? []
      : [['References', references.map((id) => `<${id}>`).join(' ')] satisfies [string, string]]),
    ...(automatic ? [['Auto-Submitted', 'auto-generated'] satisfies [string, string]] : []),
    ...headers.map(({ name, value }): [string, string] => [name, encodeWords(oneLine(value), 'Q', LINE_MAX, true)]),
    ['MIME-Version', '1.0']
  ]
}

/** A name and address as RFC 5322 writes them; the domain in ASCII. */
function mailbox({ name, address }: { name: string; address: string }): string {
  const at = address.lastIndexOf('@') + 1
  const reached = oneLine(`${address.slice(0, at)}${domainToASCII(address.slice(at)) || address.slice(at)}`)
  if (name.trim() === '') return reached
  const shown = oneLine(name).trim()
  if (/^[\w' ]+$/.test(shown)) return `${shown} <${reached}>`
  return isPlainText(shown) ? `${quoteString(shown)} <${reached}>` : `${encodeWord(shown, 'Q', 52)} <${reached}>`
}

/** The text, or text and HTML as alternatives, with the fields that say so. */
function bodyOf({ messageId, text, html }: OutgoingContent): Buffer[] {
  if (html === null) return [partHead('plain', 'quoted-printable'), quotedPrintable(text), BREAK]
  // No quoted-printable text has `=_` in it (RFC 2045, section 6.7), and no HTML the id that this mail is just given.
  const boundary = `=_${messageId.replaceAll(/[^\w.-]/g, '').slice(0, 60)}`
  const line = (written: string) => Buffer.from(`${written}\r\n`)
  const ascii = asciiHtml(html)
  return [
    line(`Content-Type: multipart/alternative; boundary="${boundary}"\r\n`),
    line(`--${boundary}`),
    partHead('plain', 'quoted-printable'),
    quotedPrintable(text),
    line(`\r\n--${boundary}`),
    partHead('html', ascii === null ? 'quoted-printable' : '7bit'),
    ascii === null ? quotedPrintable(html) : Buffer.from(ascii),
    line(`\r\n--${boundary}--`)
  ]
}

const BREAK = Buffer.from('\r\n')

function partHead(kind: 'plain' | 'html', encoding: 'quoted-printable' | '7bit'): Buffer {
  return Buffer.from(`Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`)
}

/** RFC 5322, section 2.1.1. */
const LINE_AT_MOST = 998
/** Pairs of surrogates are named: with the flag `u` this takes five times as long. */
const NOT_ASCII = /[\ud800-\udbff][\udc00-\udfff]|[^\0-\x7f]/g
/** In a style sheet a reference is no reference. */
const STYLE_WITH_REFERENCE = /<style[^>]*>[^<]*&#/i
/** Some servers write `>From`, and break a signature with it. */
const LOOKS_LIKE_A_POSTMARK = '\r\nFrom '

/**
 * HTML that may go as it is, its letters beyond ASCII as references (`&#233;`): every `=` of its tags would else be three
 * signs, and every byte looked at.
 * @returns null where it must be encoded: a line is too long, or something stands in it that not every server leaves alone
 */
function asciiHtml(html: string): string | null {
  const lines = html.includes('\r') ? html.replaceAll(/\r\n?/g, '\n') : html
  const ascii = lines.replaceAll(NOT_ASCII, (letter) => `&#${letter.codePointAt(0)};`).replaceAll('\n', '\r\n')
  const isLeftAlone =
    !ascii.includes('\0') && !STYLE_WITH_REFERENCE.test(ascii) && !ascii.includes(LOOKS_LIKE_A_POSTMARK)
  return isLeftAlone && !hasLongLine(ascii) ? ascii : null
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\r\n', start)
    if ((end === -1 ? text.length : end) - start > LINE_AT_MOST) return true
    if (end === -1) return false
    start = end + 2
  }
  return false
}

async function signed(mime: Buffer, key: DkimKey): Promise<Buffer> {
  const { default: DKIM } = await import('nodemailer/lib/dkim')
  const signer = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
    headerFieldNames: SIGNED_FIELDS
  })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(mime)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Header values hold no CR or LF: a value from a record could otherwise add headers of its own (H10). */
function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ')
}
