import type { HtmlReading } from './html.ts'
import type { LineKind } from './reply-lines.ts'
import { isQuotedAttribution, plain } from './reply-lines.ts'
import type { Page } from './reply-page.ts'

/** From `line` on everything is old: an unmarked copy of the mail that is answered or forwarded. */
export interface Boundary {
  line: number
  isForward: boolean
}

/** Where an unmarked copy of an older mail begins; the number of lines where there is none. */
export function boundaryOf(
  page: Page,
  source: { reading: HtmlReading | null; isHtmlOnly: boolean; subject: string }
): Boundary {
  const byWords = boundaryByWords(page)
  const byHtml = boundaryByHtml(page, { ...source, above: byWords })
  const line = Math.min(byWords, byHtml)
  return { line: withHeadingAbove(page, line), isForward: isForward(page, line, source.subject) }
}

function boundaryByWords(page: Page): number {
  let hasTextAbove = false
  for (let index = 0; index < page.lines.length; index++) {
    const kind = page.kinds[index]
    if (kind === 'forward') return index
    if (kind === 'text') hasTextAbove = true
    if (kind === 'original' || kind === 'header') {
      const body = firstBelow(page.kinds, index, ['original', 'header', 'empty', 'rule'])
      if (page.kinds[body] !== 'quote') return index
      page.kinds.fill('attribution', index, body)
      index = body
    }
    if (kind === 'attribution') {
      const body = firstBelow(page.kinds, index, ['attribution', 'empty'])
      const isUnmarkedCopy = page.kinds[body] !== 'quote' && hasTextAbove
      if (isUnmarkedCopy) return index
      index = body - 1
    }
  }
  return page.lines.length
}

function firstBelow(kinds: LineKind[], from: number, passed: LineKind[]): number {
  let index = from
  while (index < kinds.length && passed.includes(kinds[index] ?? 'text')) index++
  return index
}

/**
 * The HTML part may say what the words do not: a container that its program puts around the older mail.
 * @param source.above the line above which it is worth finding
 */
function boundaryByHtml(
  page: Page,
  source: { reading: HtmlReading | null; isHtmlOnly: boolean; above: number }
): number {
  const { reading, above } = source
  if (!reading || reading.quotedFrom === null) return page.lines.length
  if (source.isHtmlOnly) return reading.quotedFrom
  const firstQuoted = reading.text
    .split('\n')
    .slice(reading.quotedFrom)
    .find((line) => plain(line).length > 3)
  if (firstQuoted === undefined) return page.lines.length
  const wanted = plain(firstQuoted)
  const found = page.lines.slice(0, above).findIndex((line) => plain(line) === wanted)
  if (found === -1) return page.lines.length
  const standsOnce = page.lines.findLastIndex((line) => plain(line) === wanted) === found
  return standsOnce ? found : page.lines.length
}

/** The rule or heading that a program draws over the copy belongs to it. */
function withHeadingAbove(page: Page, boundary: number): number {
  if (boundary === page.lines.length) return boundary
  let line = boundary
  let index = boundary - 1
  while (index >= 0 && ['empty', 'rule', 'original', 'attribution'].includes(page.kinds[index] ?? 'text')) {
    if (page.kinds[index] !== 'empty') line = index
    index--
  }
  return line
}

const FORWARD_SUBJECT =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:tr|fwd?|wg|i|rv|enc|vs|vb|vl|pd|doorst|inoltra|transf|tfr|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]/iu

function isForward(page: Page, boundary: number, subject: string): boolean {
  if (boundary === page.lines.length) return false
  return page.kinds[boundary] === 'forward' || (page.kinds[boundary] !== 'attribution' && FORWARD_SUBJECT.test(subject))
}

/**
 * Quotations marked by ">" above the boundary. A quotation that ends the text, or that stands whole between its
 * attribution and an answer below it, is old. One that is answered piece by piece stays, as what the answers are about.
 */
export function markQuotations(page: Page, end: number): void {
  markTrailingQuotation(page, end)
  let groupStart = openingQuotation(page, end)
  for (let index = Math.max(groupStart, 0); index <= end; index++) {
    const opensGroup = page.kinds[index] === 'attribution' || index === end
    if (!opensGroup) continue
    if (groupStart !== -1) markAnsweredWhole(page, groupStart, index)
    while (index < end && page.kinds[index] === 'attribution') {
      page.roles[index] = 'quoted'
      index++
    }
    groupStart = index
  }
}

/** Some programs put the attribution inside the quotation: where that opens the mail, the answer is below. */
function openingQuotation(page: Page, end: number): number {
  const first = firstBelow(page.kinds, 0, ['empty'])
  const isQuotation = first < end && page.kinds[first] === 'quote'
  return isQuotation && isQuotedAttribution(page.lines[first] ?? '') ? first : -1
}

function markTrailingQuotation(page: Page, end: number): void {
  const isOld = (index: number): boolean => page.kinds[index] === 'quote' || page.kinds[index] === 'attribution'
  for (let index = end - 1; index >= 0; index--) {
    const endsText = page.roles[index] === 'new' && !isOld(index) && page.kinds[index] !== 'empty'
    if (endsText) return
    if (isOld(index)) page.roles[index] = 'quoted'
  }
}

function markAnsweredWhole(page: Page, start: number, end: number): void {
  let pieces = 0
  for (let index = start; index < end; index++) {
    const opensPiece = page.kinds[index] === 'quote' && previousSolid(page.kinds, index, start) !== 'quote'
    if (opensPiece) pieces++
  }
  if (pieces !== 1) return
  for (let index = start; index < end; index++) if (page.kinds[index] === 'quote') page.roles[index] = 'quoted'
}

function previousSolid(kinds: LineKind[], from: number, start: number): LineKind | null {
  for (let index = from - 1; index >= start; index--) {
    const kind = kinds[index]
    if (kind !== undefined && kind !== 'empty') return kind
  }
  return null
}
