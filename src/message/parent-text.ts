import type { Page } from './reply-page.ts'

/** A stretch that stands in the parent is quotation from this many words on: fewer may be a greeting that both use. */
const QUOTATION_WORDS_MIN = 12
/** How much of an unmarked copy must stand in the parent before what does not is taken for answers written into it. */
const COPY_SHARE_MIN = 0.7
const SHINGLE = 3

/**
 * We hold the mail that is answered (SEMANTICS E1): lines that stand in it are quotation even where nothing marks them,
 * and lines that do not stand in it are new even inside an unmarked copy (answers typed into Outlook's copy).
 */
export function useParents(page: Page, parents: readonly string[]): void {
  if (parents.length === 0) return
  const parent = indexParent(parents)
  const matches = page.lines.map((line) => matchLine(parent, line))
  const isCopied = markUnmarkedCopies(page, matches)
  if (!isCopied) findAnswersInside(page, matches)
}

interface ParentIndex {
  shingles: Set<string>
  shortLines: Set<string>
}

function indexParent(parents: readonly string[]): ParentIndex {
  const index: ParentIndex = { shingles: new Set(), shortLines: new Set() }
  for (const parent of parents) {
    for (const shingle of shinglesOf(wordsOf(parent))) index.shingles.add(shingle)
    for (const line of parent.split('\n')) {
      const words = wordsOf(line)
      if (words.length > 0 && words.length < SHINGLE) index.shortLines.add(words.join(' '))
    }
  }
  return index
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function shinglesOf(words: string[]): string[] {
  const shingles: string[] = []
  for (let index = 0; index + SHINGLE <= words.length; index++) {
    shingles.push(`${words[index]} ${words[index + 1]} ${words[index + 2]}`)
  }
  return shingles
}

/** `words` is how many words the line has; `null` for `inParent` where it says nothing (no words). */
interface Match {
  words: number
  inParent: boolean | null
}

function matchLine(parent: ParentIndex, line: string): Match {
  const words = wordsOf(line)
  if (words.length === 0) return { words: 0, inParent: null }
  if (words.length < SHINGLE) return { words: words.length, inParent: parent.shortLines.has(words.join(' ')) }
  return { words: words.length, inParent: shinglesOf(words).every((shingle) => parent.shingles.has(shingle)) }
}

function markUnmarkedCopies(page: Page, matches: Match[]): boolean {
  let start = -1
  let words = 0
  let isCopied = false
  for (let index = 0; index <= matches.length; index++) {
    const match = matches[index]
    const isInside = match !== undefined && match.inParent !== false && page.roles[index] === 'new'
    if (isInside) {
      if (start === -1) start = index
      words += match.words
      continue
    }
    if (start !== -1 && words >= QUOTATION_WORDS_MIN && hasNewElsewhere(page, matches)) {
      page.roles.fill('quoted', start, index)
      isCopied = true
    }
    start = -1
    words = 0
  }
  return isCopied
}

/** A mail that is sent again word for word is not an empty reply. */
function hasNewElsewhere(page: Page, matches: Match[]): boolean {
  return matches.some((match, index) => match.inParent === false && page.roles[index] === 'new')
}

function findAnswersInside(page: Page, matches: Match[]): void {
  const isBody = (index: number): boolean => page.roles[index] === 'quoted' && page.kinds[index] === 'text'
  let old = 0
  let all = 0
  for (const [index, match] of matches.entries()) {
    if (!isBody(index) || match.inParent === null) continue
    all += match.words
    if (match.inParent) old += match.words
  }
  const isCopyOfParent = old >= QUOTATION_WORDS_MIN && old >= COPY_SHARE_MIN * all
  if (!isCopyOfParent) return
  for (const [index, match] of matches.entries()) {
    if (isBody(index) && match.inParent === false) page.roles[index] = 'new'
  }
}
