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
  if (html === null) return [partHead('plain'), quotedPrintable(text), BREAK]
  // No quoted-printable text has `=_` in it (RFC 2045, section 6.7).
  const boundary = `=_${messageId.replaceAll(/[^\w.-]/g, '').slice(0, 60)}`
  const line = (written: string) => Buffer.from(`${written}\r\n`)
  return [
    line(`Content-Type: multipart/alternative; boundary="${boundary}"\r\n`),
    line(`--${boundary}`),
    partHead('plain'),
    quotedPrintable(text),
    line(`\r\n--${boundary}`),
    partHead('html'),
    quotedPrintable(html),
    line(`\r\n--${boundary}--`)
  ]
}

const BREAK = Buffer.from('\r\n')

function partHead(kind: 'plain' | 'html'): Buffer {
  return Buffer.from(`Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`)
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
