import { readForward } from './forward.ts'
import type { HtmlReading } from './html.ts'
import { readHtml } from './html.ts'
import type { Forwarded, ReplyText } from './mail.ts'
import { useParents } from './parent-text.ts'
import { boundaryOf, markQuotations, type Boundary } from './quotation.ts'
import { linesWith, pageOf } from './reply-page.ts'
import type { Page } from './reply-page.ts'
import { markSignatures } from './signature.ts'

export interface ReplySource {
  /** text/plain as decoded; where the mail is HTML only null, blank, or what `readHtml` made of it. */
  text: string | null
  /** text/html as decoded, or what `readHtml` already made of it. */
  html: string | HtmlReading | null
  subject: string
  /** Texts of the mails this one answers, as far as we hold them, nearest first. */
  parents?: string[]
}

/**
 * The new text of a mail, what it quotes and its signature (SEMANTICS E). The three hold every line of the mail once.
 * Where it is not certain that a line is old, it is new: keeping old text is the lesser fault (E2).
 */
export function splitReply(source: ReplySource): SplitReply {
  const reading = typeof source.html === 'string' ? readHtml(source.html) : source.html
  const isHtmlOnly = source.text === null || source.text.trim() === '' || source.text === reading?.text
  const lines = ((isHtmlOnly ? reading?.text : source.text) ?? '').split(/\r\n|\n|\r/)
  const context = { reading, isHtmlOnly, subject: source.subject }
  const parents = source.parents ?? []
  return (parents.length === 0 ? splitByTop(lines, context) : null) ?? splitWhole(lines, context, parents)
}

interface SplitReply {
  reply: ReplyText
  forwarded: Forwarded | null
}

type SplitContext = Omit<ReplySource, 'text' | 'html' | 'parents'> & {
  reading: HtmlReading | null
  isHtmlOnly: boolean
}

const TOP_LINES = 80
/** A mark is recognised by what follows it within so many lines. */
const MARK_LINES = 30

/**
 * Long mails are mostly old ones, copied below a few lines: where the copy begins near the top, what is in it does not matter.
 * @returns null where all lines must be looked at
 */
function splitByTop(lines: string[], context: SplitContext): SplitReply | null {
  if (lines.length <= TOP_LINES) return null
  const page = pageOf(lines, TOP_LINES)
  const boundary = boundaryOf(page, context)
  if (boundary.line > TOP_LINES - MARK_LINES) return null
  markOld(page, boundary, context)
  return hasNewText(page) ? splitAt(page, boundary) : null
}

function splitWhole(lines: string[], context: SplitContext, parents: string[]): SplitReply {
  const page = pageOf(lines)
  const boundary = boundaryOf(page, context)
  markOld(page, boundary, context)
  useParents(page, parents)
  if (!hasNewText(page)) keepAll(page, boundary.line)
  return splitAt(page, boundary)
}

function markOld(page: Page, boundary: Boundary, { reading }: SplitContext): void {
  page.roles.fill('quoted', boundary.line)
  markSignatures(page, { end: boundary.line, known: reading?.signatures ?? [] })
  markQuotations(page, boundary.line)
}

function splitAt(page: Page, { line, isForward }: Boundary): SplitReply {
  return { reply: replyText(page), forwarded: isForward ? readForward(page.lines.slice(line)) : null }
}

/**
 * The new text of a stored mail, now that we hold mails it may quote (E1): what stands in them is no longer new, and what was
 * typed into a copy of them is.
 *
 * @param mail its whole text, and the new text that was found when it was read
 * @param parents texts of earlier mails of its thread, nearest first
 */
export function newTextGiven(mail: { text: string; replyText: string; subject: string }, parents: string[]): string {
  if (parents.length === 0) return mail.replyText
  const { text, replyText, subject } = mail
  // Where the HTML part told what the words do not, the text alone would be read worse than it was.
  const isReadAlike = splitReply({ text, html: null, subject }).reply.text === replyText
  return splitReply({ text: isReadAlike ? text : replyText, html: null, subject, parents }).reply.text
}

function hasNewText(page: Page): boolean {
  return page.roles.some((role, index) => role === 'new' && page.kinds[index] !== 'empty')
}

/**
 * Nothing new was found. A forward without comment keeps its body as its text, and so does a mail that may have been
 * answered inside an unmarked copy; what is marked line by line as quotation is a reply in which nothing was written.
 */
function keepAll(page: Page, boundary: number): void {
  const hasUnmarkedBody = page.kinds.some((kind, index) => index >= boundary && kind === 'text')
  const isOnlyQuotation = !hasUnmarkedBody && page.kinds.includes('attribution')
  if (isOnlyQuotation) return
  for (let index = 0; index < page.roles.length; index++) {
    if (page.roles[index] === 'quoted' && page.kinds[index] !== 'attribution') page.roles[index] = 'new'
  }
}

function replyText(page: Page): ReplyText {
  return {
    text: linesWith(page, 'new'),
    quoted: linesWith(page, 'quoted'),
    signature: linesWith(page, 'signature')
  }
}
