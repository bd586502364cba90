import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { LARGEST_MAIL_BYTES } from './mail-file.ts'
import type { MailFile, SkipRule } from './mail-file.ts'

const CHUNK_BYTES = 4 * 1024 * 1024
const LINE_LIMIT_BYTES = 1024

/**
 * Reads an mbox file of any dialect (RFC 4155; mboxo, mboxrd, Google Takeout, Thunderbird), one mail at a time: memory does
 * not grow with the file. Length headers are not believed; a mail begins at a postmark line after an empty line.
 */
export async function* readMbox(path: string): AsyncGenerator<MailFile> {
  let number = 0
  for await (const entry of splitAtPostmarks(createReadStream(path, { highWaterMark: CHUNK_BYTES }))) {
    number += 1
    const name = `${basename(path)}#${number}`
    if (entry.kind === 'too-large')
      yield { kind: 'unreadable', name, reason: `larger than ${LARGEST_MAIL_BYTES / 1024 / 1024} MiB` }
    else yield asMail(name, entry.bytes)
  }
}

type Entry = { kind: 'entry'; bytes: Buffer } | { kind: 'too-large' }

async function* splitAtPostmarks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  let held = Buffer.alloc(0)
  let searched = 0
  let isTooLarge = false
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk])
    let start = 0
    for (let at = nextPostmark(held, searched); at !== -1; at = nextPostmark(held, at)) {
      yield isTooLarge ? { kind: 'too-large' } : { kind: 'entry', bytes: held.subarray(start, at) }
      isTooLarge = false
      start = at
    }
    held = held.subarray(start)
    if (held.length > LARGEST_MAIL_BYTES) {
      isTooLarge = true
      held = held.subarray(held.length - 2 * LINE_LIMIT_BYTES)
    }
    // A postmark may lie across two chunks, together with the line that follows it.
    searched = Math.max(0, held.length - 2 * LINE_LIMIT_BYTES)
  }
  const last = nextPostmark(held, searched, true)
  if (last !== -1) {
    yield { kind: 'entry', bytes: held.subarray(0, last) }
    held = held.subarray(last)
  }
  if (held.toString('latin1').trim() !== '') yield isTooLarge ? { kind: 'too-large' } : { kind: 'entry', bytes: held }
}

/** Where the next mail begins, or -1. A line of prose that begins with "From" is none: it carries no date and time. */
function nextPostmark(held: Buffer, from: number, isEnd = false): number {
  for (let at = held.indexOf('\nFrom ', from); at !== -1; at = held.indexOf('\nFrom ', at + 1)) {
    const start = at + 1
    if (!followsEmptyLine(held, at)) continue
    const isCutOff = held.length < start + 2 * LINE_LIMIT_BYTES && !isEnd
    if (isCutOff && !isWholePostmark(held, start)) continue
    if (isPostmark(held, start)) return start
  }
  return -1
}

function followsEmptyLine(held: Buffer, newline: number): boolean {
  const LF = 10
  const CR = 13
  const previous = held[newline - 1]
  return previous === LF || (previous === CR && held[newline - 2] === LF)
}

function isPostmark(held: Buffer, start: number): boolean {
  const [postmark = '', next = ''] = linesAt(held, start)
  const carriesTime =
    /^From .*\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})/.test(postmark)
  // Some programs write the sender alone.
  const isSenderAlone = /^From (?:\S+@\S+|MAILER-DAEMON|-)\s*$/.test(postmark)
  const beginsHeader = /^(?:[!-9;-~]+[ \t]*:|>?From )/.test(next)
  return (carriesTime || isSenderAlone) && beginsHeader
}

function isWholePostmark(held: Buffer, start: number): boolean {
  return linesAt(held, start).length > 2
}

function linesAt(held: Buffer, start: number): string[] {
  return held.toString('latin1', start, Math.min(held.length, start + 2 * LINE_LIMIT_BYTES)).split('\n')
}

function asMail(name: string, entry: Buffer): MailFile {
  const hasPostmark = entry.toString('latin1', 0, 5) === 'From '
  const postmarkEnd = hasPostmark ? entry.indexOf('\n') + 1 : 0
  const postmark = entry.toString('latin1', 0, postmarkEnd)
  const bytes = withoutQuoting(withoutLastEmptyLine(entry.subarray(postmarkEnd)))
  return { kind: 'mail', name, bytes, receivedAt: instantOf(postmark), skip: skipRule(bytes) }
}

/** The empty line before the next postmark belongs to the container. */
function withoutLastEmptyLine(body: Buffer): Buffer {
  const tail = body.toString('latin1', Math.max(0, body.length - 4))
  const extra = tail.endsWith('\r\n\r\n') ? 2 : tail.endsWith('\n\n') ? 1 : 0
  return body.subarray(0, body.length - extra)
}

/** Lines of the mail that began with "From " were given a ">" when it was put into the file. */
function withoutQuoting(body: Buffer): Buffer {
  if (!body.includes('\n>From ') && !body.includes('\n>>From ')) return body
  return Buffer.from(body.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}

/** `From sender Mon Jan  1 12:00:00 2024`, UTC by custom; Takeout writes the offset before the year. */
function instantOf(postmark: string): string | null {
  const found = /(\w{3}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?)(?: +([+-]\d{4}))? +(\d{4})/.exec(postmark)
  if (!found) return null
  const [, month, day, time, offset = '+0000', year] = found
  const instant = Date.parse(`${day} ${month} ${year} ${time} ${offset}`)
  return Number.isNaN(instant) ? null : new Date(instant).toISOString()
}

/** Gmail's own folder names as Takeout writes them, in French and English. */
const TAKEOUT_LABELS: [RegExp, SkipRule][] = [
  [/\b(?:Trash|Corbeille)\b/i, 'deleted'],
  [/\b(?:Drafts?|Brouillons?)\b/i, 'draft'],
  [/\bSpam\b/i, 'junk']
]
/** Thunderbird marks what is deleted but not yet compacted (nsMsgMessageFlags::Expunged). */
const MOZILLA_EXPUNGED = 0x0008

function skipRule(bytes: Buffer): SkipRule | null {
  const header = bytes.toString('latin1', 0, 16 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? ''
  const status = /^X-Mozilla-Status:\s*([0-9a-f]{4})/im.exec(header)?.[1]
  if (status && (Number.parseInt(status, 16) & MOZILLA_EXPUNGED) !== 0) return 'deleted'
  const labels = /^X-Gmail-Labels:((?:.*)(?:\r?\n[ \t].*)*)/im.exec(header)?.[1]
  if (labels === undefined) return null
  return TAKEOUT_LABELS.find(([name]) => name.test(labels))?.[1] ?? null
}
