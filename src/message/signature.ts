import { plain } from './reply-lines.ts'
import type { LineKind } from './reply-lines.ts'
import type { Page } from './reply-page.ts'

/**
 * Tells signatures and footers from new text: what follows "-- ", what the HTML part names a signature (`known`, its
 * lines as compared by `plain`), telephones' own lines, legal notices, and contact details under a closing formula.
 */
export function markSignatures(page: Page, limits: { end: number; known: readonly string[] }): void {
  markDelimited(page, limits.end)
  for (let index = 0; index < limits.end; index++) {
    if (page.kinds[index] === 'mobile') page.roles[index] = 'signature'
  }
  markKnown(page, limits)
  for (const block of blocksOfNewText(page, limits.end)) {
    markLegalNotices(page, block)
    markContactDetails(page, block)
    markUnderRule(page, block)
  }
}

/** "-- " is RFC 3676; without its space people also draw it between two paragraphs, so it has to be short. */
const DELIMITED_LINES_MAX = 12
const DELIMITED_STRICT_LINES_MAX = 40

function markDelimited(page: Page, end: number): void {
  for (let start = 0; start < end; start++) {
    if (page.kinds[start] !== 'delimiter') continue
    const stop = endOfBlock(page.kinds, start + 1, end)
    const length = page.kinds.slice(start, stop).filter((kind) => kind !== 'empty').length - 1
    const limit = page.lines[start] === '-- ' ? DELIMITED_STRICT_LINES_MAX : DELIMITED_LINES_MAX
    if (length <= limit) page.roles.fill('signature', start, stop)
    start = stop - 1
  }
}

function endOfBlock(kinds: LineKind[], from: number, end: number): number {
  let index = from
  while (index < end && kinds[index] !== 'quote' && kinds[index] !== 'attribution') index++
  return index
}

/** The HTML part told which lines are the signature: those at the end of a block of new text are it here too. */
function markKnown(page: Page, limits: { end: number; known: readonly string[] }): void {
  if (limits.known.length === 0) return
  const known = new Set(limits.known)
  for (const block of blocksOfNewText(page, limits.end)) {
    for (let index = block.end - 1; index >= block.start; index--) {
      const isSignature = page.kinds[index] === 'empty' || known.has(plain(page.lines[index] ?? ''))
      if (!isSignature) break
      page.roles[index] = 'signature'
    }
  }
}

interface Block {
  start: number
  end: number
}

/** Stretches of lines that are new and not quoted, in order. */
function blocksOfNewText(page: Page, end: number): Block[] {
  const blocks: Block[] = []
  let start = -1
  for (let index = 0; index <= end; index++) {
    const kind = page.kinds[index]
    const isInside = index < end && page.roles[index] === 'new' && kind !== 'quote' && kind !== 'attribution'
    if (isInside && start === -1) start = index
    if (!isInside && start !== -1) {
      blocks.push({ start, end: index })
      start = -1
    }
  }
  return blocks
}

/** How notices open that gateways and programs add; many an ordinary sentence opens so too. */
const NOTICE_OPENING =
  /^[\s*_]*(?:ce (?:message|courriel|mail|courrier électronique)|cet (?:e-?mail|envoi)|les? (?:informations?|contenu|présent)|l'intégrité|avis|clause|confidentialité|avant d'imprimer|pensez|n'imprimez|afin de|internet ne|this (?:e-?mail|message|communication)|the (?:information|content)|any (?:unauthori[sz]ed|views)|if you (?:are not|have received)|si vous (?:n'êtes pas|avez reçu)|toute? (?:utilisation|diffusion|reproduction)|confidentiality|disclaimer|please consider|think before|before printing|diese (?:e-?mail|nachricht)|este (?:mensaje|correo)|questo messaggio|dit bericht)/iu

/** What notices speak of; two of these words in a paragraph that opens as one make one. */
const NOTICE_WORDS =
  /confiden|destinataire|intended|recipient|privileged|unauthori[sz]ed|disclos|virus|malware|imprim(?:er|ez)|print|environn?e?ment|secret professionnel|non autorisée|liab|vertraulich|destinatari|confidenci|riservat|vertrouwelijk/giu

/** A line that says enough by itself. */
const VIRUS_NOTE =
  /^[\s*_]*(?:garanti sans virus|sans virus\.|virus-?free\.|l'absence de virus dans ce|dieses? e-?mail wurde von avast|no virus found in)/iu

const NOTICE_LENGTH_MAX = 4000

/** Paragraphs below the first that are legal notices; what is written below them, or between, stays. */
function markLegalNotices(page: Page, block: Block): void {
  for (const paragraph of paragraphsOf(page, block).slice(1)) {
    const words = page.lines.slice(paragraph.start, paragraph.end).map(plain).join(' ').slice(0, NOTICE_LENGTH_MAX)
    if (isLegalNotice(words.replaceAll('’', "'"))) page.roles.fill('signature', paragraph.start, paragraph.end)
  }
}

function isLegalNotice(words: string): boolean {
  if (VIRUS_NOTE.test(words)) return true
  if (!NOTICE_OPENING.test(words)) return false
  const spoken = new Set(words.match(NOTICE_WORDS)?.map((word) => word.toLowerCase()))
  return spoken.size >= 2
}

function paragraphsOf(page: Page, block: Block): Block[] {
  const paragraphs: Block[] = []
  let start = -1
  for (let index = block.start; index <= block.end; index++) {
    const isInside = index < block.end && page.kinds[index] === 'text'
    if (isInside && start === -1) start = index
    if (!isInside && start !== -1) {
      paragraphs.push({ start, end: index })
      start = -1
    }
  }
  return paragraphs
}

const CLOSING =
  /^[\s*_]*(?:(?:bien |très |sincèrement |meilleures |cordiales |avec mes |mes |nos |salutations |sincères )*(?:cordialement|à vous|à toi|salutations|sentiments|amicalement|cordiales|respectueusement|distinguées|sincèrement)|cdlt|cdt|bàv|bàt|bonne (?:journée|soirée|réception|fin de journée)|(?:kind |best |warm |with |many )*(?:regards|wishes|thanks)|sincerely|yours|cheers|merci(?: d'avance| beaucoup)?|thanks|thank you)\b[^?]{0,40}$/iu

const CONTACT_LINES_MAX = 10
const CONTACT_LINE_MAX = 90

/**
 * Name, firm, telephone and address under a closing formula. The formula and the name below it stay: they are what a
 * person wrote. At least two different contact details must be there, and nothing but short lines without a question.
 */
function markContactDetails(page: Page, block: Block): void {
  const closing = lastClosing(page, block)
  if (closing === -1) return
  const below = solidLines(page, { start: closing + 1, end: block.end }).filter((index) => page.roles[index] === 'new')
  const [name, ...details] = below
  if (name === undefined || details.length === 0 || details.length > CONTACT_LINES_MAX) return
  const texts = details.map((index) => plain(page.lines[index] ?? ''))
  if (texts.some(isSentence)) return
  const seen = new Set(texts.flatMap(contactKinds))
  const [firstDetail] = details
  if (seen.size >= 2 && firstDetail !== undefined) {
    for (const index of details) page.roles[index] = 'signature'
  }
}

const RULED_LINES_MAX = 8

/** A few short lines with contact details under a drawn line, at the end: "______ / Claire Martin / 04 78 00 00 00". */
function markUnderRule(page: Page, block: Block): void {
  const rule = page.kinds.lastIndexOf('rule', block.end - 1)
  if (rule <= block.start) return
  const below = solidLines(page, { start: rule + 1, end: block.end })
  const texts = below.map((index) => plain(page.lines[index] ?? ''))
  const isShort = texts.length > 0 && texts.length <= RULED_LINES_MAX
  const areDetails = isShort && texts.flatMap(contactKinds).length > 0 && !texts.some(isSentence)
  if (areDetails) page.roles.fill('signature', rule, block.end)
}

/** Four words in small letters in a row, a question, a call, a keyword, a postscript: somebody says something. */
function isSentence(line: string): boolean {
  const says = /[?!#]|^[Pp]\.? ?[Ss]\.? ?[:,]|^[Pp][Ss] |(?:\p{Ll}{2,}[\s']){3}\p{Ll}{2,}/u
  return line.length > CONTACT_LINE_MAX || says.test(line)
}

function lastClosing(page: Page, block: Block): number {
  for (let index = block.end - 1; index >= block.start && index > block.end - 3 * CONTACT_LINES_MAX; index--) {
    const line = plain(page.lines[index] ?? '').replaceAll('’', "'")
    if (line.length <= CONTACT_LINE_MAX && CLOSING.test(line)) return index
  }
  return -1
}

function solidLines(page: Page, block: Block): number[] {
  const solid: number[] = []
  for (let index = block.start; index < block.end; index++) if (page.kinds[index] !== 'empty') solid.push(index)
  return solid
}

function contactKinds(line: string): string[] {
  const kinds: string[] = []
  if (/(?:^|[^\d])\+?\d{1,4}(?:[\s.()-]*\d{2,4}){3,5}(?:$|[^\d])/.test(line)) kinds.push('telephone')
  if (/[\w.+-]{1,64}@[\w-]+\.\w/.test(line)) kinds.push('address')
  if (/(?:https?:\/\/|www\.)\S/i.test(line)) kinds.push('site')
  if (
    /^\d{1,5}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|bd|boulevard|place|chemin|impasse|quai|route)\b|\b\d{5} \p{Lu}|^\d{1,5} .{2,40} (?:street|st\.?|road|rd\.?|avenue|ave\.?)\b/iu.test(
      line
    )
  ) {
    kinds.push('street')
  }
  return kinds
}
