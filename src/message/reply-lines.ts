import {
  ANSWER_ABOVE,
  ATTRIBUTION_OPENERS,
  headerLabel,
  headingKind,
  isMobileSignature,
  WROTE
} from './marker-words.ts'
import type { HeaderLabel } from './marker-words.ts'

/**
 * What a line of a mail's text is, looked at alone or with its neighbours:
 * `attribution` "Le … a écrit :", `original` and `forward` headings, `header` a line of a header block,
 * `delimiter` the "-- " over a signature, `mobile` a telephone's own line, `rule` a drawn line.
 */
export type LineKind =
  | 'text'
  | 'empty'
  | 'quote'
  | 'attribution'
  | 'original'
  | 'forward'
  | 'header'
  | 'delimiter'
  | 'mobile'
  | 'rule'

const MARKER_MAX = 200

/** One kind per line. Linear: each line is looked at a bounded number of times. */
export function classifyLines(lines: string[]): LineKind[] {
  const kinds: LineKind[] = lines.map(kindOfLine)
  markFencedCode(lines, kinds)
  let ending = -1
  for (let index = 0; index < lines.length; index++) {
    if (kinds[index] !== 'text') continue
    if (ending < index) ending = nextAttributionEnd(lines, index)
    if (ending < index + ATTRIBUTION_LINES_MAX) markAttribution(lines, kinds, index)
  }
  for (let index = 0; index < lines.length; index++) {
    if (kinds[index] === 'text') markHeaderBlock(lines, kinds, index)
  }
  return kinds
}

function kindOfLine(line: string): LineKind {
  const start = line.search(/\S/)
  if (start === -1) return 'empty'
  const first = line.charAt(start)
  const mayBeCited = line.includes('>')
  if (mayBeCited && INITIALS_QUOTE.test(line)) return 'quote'
  if (mayBeCited && GROUPWISE_ATTRIBUTION.test(line)) return 'attribution'
  if (first === '>') return /^\s*>\s*wrote\s*:\s*$/i.test(line) ? 'text' : 'quote'
  if (line.length > MARKER_MAX) return 'text'
  if (MAY_BE_DRAWN.test(first)) {
    if (isSignatureDelimiter(line)) return 'delimiter'
    if (isRule(line)) return 'rule'
  }
  const heading = headingOf(line)
  if (heading) return heading
  const words = plain(line)
  if (ANSWER_ABOVE.test(words)) return 'original'
  return isMobileSignature(line.includes('://') ? plain(withoutLinks(line)) : words) ? 'mobile' : 'text'
}

/** ">>> Jean Dupont <jean@exemple.fr> 12.03.2024 09:41 >>>" */
const GROUPWISE_ATTRIBUTION = /^\s*>>> .{0,120}\d{1,2}[.:]\d{2}.{0,8} >>>\s*$/

/** "JD> Mardi ?": some programs quote with the initials of whom they quote. */
const INITIALS_QUOTE = /^\s*\p{Lu}{2,3}>+(?: |$)/u

/** What delimiters and rules begin with. */
const MAY_BE_DRAWN = /[-–—_=*~]/u

/** "Obtenir Outlook pour iOS<https://…>": programs put the address of a link behind its words. */
function withoutLinks(line: string): string {
  return line.replace(/[<[(]\s*https?:\/\/[^\s>\])]*\s*[>\])]/gi, '')
}

/** "-- " (RFC 3676 section 4.3), with or without its space, and the dash that code forges put in its place. */
function isSignatureDelimiter(line: string): boolean {
  return /^(?:--|—|– |—)\s*$/u.test(line)
}

function isRule(line: string): boolean {
  return /^[\s*>]*(?:[-–—]{3,}|_{3,}|={3,}|\*{3,}|~{3,})[\s*]*$/u.test(line)
}

/** `-----Message d’origine-----`, `*-------- Original Message --------*`, `Begin forwarded message:`. */
function headingOf(line: string): 'original' | 'forward' | null {
  const hasRule = /[-_=—–]{2,}/u.test(line)
  const hasColon = /[:：]\s*[*_]*\s*$/u.test(line)
  if (!hasRule && !hasColon) return null
  const words = plain(line)
    .toLowerCase()
    .replace(/^[\s*_=—–|<>-]+|[\s*_=—–|<>:：.-]+$/gu, '')
    .replaceAll('’', "'")
  const found = headingKind(words)
  const announcesByColonAlone = found === 'original' && !hasRule
  return announcesByColonAlone ? null : found
}

/** What stands between two fences is shown code: none of it is a marker. */
function markFencedCode(lines: string[], kinds: LineKind[]): void {
  let opened = -1
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) continue
    if (opened !== -1) kinds.fill('text', opened, index + 1)
    opened = opened === -1 ? index : -1
  }
}

/** The next line that an attribution may end in: looked for first, since few lines have a colon and many begin like one. */
function nextAttributionEnd(lines: string[], from: number): number {
  for (let index = from; index < lines.length; index++) {
    if (MAY_END_ATTRIBUTION.test(lines[index] ?? '')) return index
  }
  return lines.length + ATTRIBUTION_LINES_MAX
}

const MAY_END_ATTRIBUTION = /[:：]|---|작성/u
const ATTRIBUTION_LINES_MAX = 5
const ATTRIBUTION_MAX = 400
/** "Jean Dupont a écrit :" without day or address; a longer line is a sentence that ends so. */
const NAME_WROTE_MAX = 45

/** Mail programs wrap attributions; one that starts here ends within a few lines, with a colon (Zoho: with a rule). */
function markAttribution(lines: string[], kinds: LineKind[], start: number): void {
  const first = plain(lines[start] ?? '')
  if (!mayOpenAttribution(first)) return
  if (QUOTES_IN_SAME_LINE.test(lines[start] ?? '')) kinds[start] = 'attribution'
  let whole = ''
  for (let end = start; end < start + ATTRIBUTION_LINES_MAX && end < lines.length; end++) {
    const line = plain(lines[end] ?? '')
    const interrupts = end > start && (endsSentence(whole) || opensAnother(line))
    if (interrupts) return
    if (line === '' && !/^(?:<|mailto:)/.test(plain(lines[end + 1] ?? ''))) return
    whole = `${whole} ${line}`.trim()
    if (whole.length > ATTRIBUTION_MAX) return
    if (!/[:：][\s*_]*$|\swrote -{3,}$|작성[.:]?$/u.test(whole)) continue
    if (!isAttribution(whole, { isBeforeQuote: isFollowedByQuote(kinds, end + 1), isWrapped: end > start })) return
    kinds.fill('attribution', start, end + 1)
    return
  }
}

/** A date within the first words, a "wrote", or an address: all that an attribution can start with. */
function mayOpenAttribution(line: string): boolean {
  return (
    line.length <= MARKER_MAX &&
    (/^[*_‪‫-]{0,6}.{0,25}\d/u.test(line) || WROTE.test(line) || /<[^>]*@|@.*>|<$/.test(line))
  )
}

/** "Le 5 mai je serai là" may stand right above "Le 3 mai 2024 à 10:20, …": only the second is the mark. */
function opensAnother(line: string): boolean {
  return (
    ATTRIBUTION_OPENERS.test(line) &&
    /\d{4}-\d{2}-|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.? \p{L}{3,}\.?,? \d{4}|\p{L}{3,}\.? \d{1,2},? \d{4}/u.test(
      line
    )
  )
}

function endsSentence(line: string): boolean {
  return /[!?…]$|[^\d\s.]{4}\.$/u.test(line.slice(-5))
}

/**
 * A sentence may say "Le 3 mai, M. Durand a écrit :" without being a program's mark. Without a quotation below it must
 * name an address or a time of day, as programs do.
 */
function isAttribution(whole: string, place: { isBeforeQuote: boolean; isWrapped: boolean }): boolean {
  const saysWrote = WROTE.test(whole)
  const hasAddress = /[\w.+-]@[\w-]/.test(whole)
  const hasTime = TIME_OF_DAY.test(whole)
  const hasDate = /\d{4}|\d{1,2}[./]\d{1,2}|\d{1,2}\.? \p{L}{3,}|\p{L}{3,} \d{1,2}/u.test(whole)
  const isParagraph = place.isWrapped && !hasAddress && !opensWithDay(whole)
  if (isParagraph) return false
  if (place.isBeforeQuote && saysWrote) return hasDate || hasTime || hasAddress || whole.length <= NAME_WROTE_MAX
  if (place.isBeforeQuote) return (hasTime || hasDate) && hasAddress
  const endsWithAddress = /<[^<>]*@[^<>]*>\W*[:：]\W*$/u.test(whole)
  if (!saysWrote) return hasDate && hasTime && endsWithAddress
  // "Le 3 mars à 10:30 votre livreur a écrit :" is a person's: programs write the year.
  const hasYear = /(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}/.test(whole)
  return (hasDate || ATTRIBUTION_OPENERS.test(whole)) && (hasAddress || (hasTime && hasYear))
}

const TIME_OF_DAY = /\d{1,2}\s?[:.hH時]\s?\d{2}/u

/** "Le lun. 11 mars …", "lundi 11 mars …", "2024-03-11 …" */
function opensWithDay(whole: string): boolean {
  return ATTRIBUTION_OPENERS.test(whole) || /^\P{L}{0,4}(?:\p{L}{1,14}[.,]{0,2} )?\d/u.test(whole)
}

function isFollowedByQuote(kinds: LineKind[], from: number): boolean {
  let index = from
  while (kinds[index] === 'empty') index++
  return kinds[index] === 'quote'
}

/** "> On 13/03/2024, Jean <jean@boutique.example> wrote:" */
export function isQuotedAttribution(line: string): boolean {
  const whole = plain(line.replace(/^[\s>]+/, ''))
  return /[:：]$/.test(whole) && WROTE.test(whole) && isAttribution(whole, { isBeforeQuote: true, isWrapped: false })
}

/** Yahoo's telephones go on in the same line: "Le mer. 13 mars 2024 à 10:02, Jean<jean@…> a écrit :   Mardi ?" */
const QUOTES_IN_SAME_LINE =
  /^\s{0,4}\p{L}{1,5}\.? [^<>]{6,80}\d{1,2}[:h]\d{2}[^<>]{0,80}<[^<>\s]+@[^<>\s]+>[^:<>]{3,25}:\s{2,}\S/u

const HEADER_BLOCK_LINES_MAX = 16
const CONTINUATION_LINES_MAX = 3

/** Outlook, webmails and telephones repeat the header of the mail they answer, in the reader's language. */
function markHeaderBlock(lines: string[], kinds: LineKind[], start: number): void {
  const opening = labelOf(lines[start] ?? '')
  if (opening === null || opening === 'other' || opening === 'cc') return
  const found = new Set<HeaderLabel>()
  let end = start
  let others = 0
  let hasAddress = false
  let isDated = false
  for (let index = start; index < start + HEADER_BLOCK_LINES_MAX && index < lines.length; index++) {
    const label = labelOf(lines[index] ?? '')
    const isOther = label === null && kinds[index] !== 'empty'
    if (isOther) others++
    // A long list of recipients goes on in the next line; what stands apart is a text.
    const isApart = isOther && kinds[index - 1] === 'empty'
    if (isApart || others > CONTINUATION_LINES_MAX) break
    if (label === null) continue
    if (found.has(label) && label !== 'other' && label !== 'date') break
    found.add(label)
    hasAddress ||= label === 'from' && /@/.test(lines[index] ?? '')
    isDated ||= label === 'date' && TIME_OF_DAY.test(lines[index] ?? '')
    others = 0
    end = index
  }
  if (isHeaderBlock(found, { hasAddress, isDated, isAnnounced: isAnnounced(kinds, start) }))
    kinds.fill('header', start, end + 1)
}

interface HeaderMarks {
  hasAddress: boolean
  isDated: boolean
  isAnnounced: boolean
}

/** People write "De : Lyon", "Objet : urgent" too; a program's block names an address or a date, or has a heading. */
function isHeaderBlock(found: Set<HeaderLabel>, { hasAddress, isDated, isAnnounced }: HeaderMarks): boolean {
  if (!found.has('from')) return false
  if (isAnnounced) return found.size >= 2
  return found.size >= 3 && (hasAddress || (found.has('subject') && isDated))
}

function isAnnounced(kinds: LineKind[], start: number): boolean {
  let index = start - 1
  while (kinds[index] === 'empty') index--
  const above = kinds[index]
  return above === 'original' || above === 'forward' || above === 'rule'
}

/** The label of `*Envoyé :* lundi`, where the line is one of a header block. */
export function labelOf(line: string): HeaderLabel | null {
  const colon = line.slice(0, 40).search(/[:：]/)
  if (colon < 1) return null
  const word = plain(line.slice(0, colon)).replace(/[*_]/g, '').replaceAll('’', "'").trim().toLowerCase()
  return headerLabel(word)
}

/** The line as a marker is compared: no invisible signs, no special spaces. */
export function plain(line: string): string {
  if (!UNUSUAL.test(line)) return line.trim()
  return line
    .replace(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Few lines have any of what `plain` takes out; looking is cheaper than replacing. */
const UNUSUAL = /[^\S ]|  |[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/
