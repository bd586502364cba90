import { foldWord, nearestName, wordsOfName } from './words.ts'

/** One instruction as written: `name` without `#`, in lower case; `value` what follows it, maybe empty. */
export interface Keyword {
  name: string
  value: string
}

/**
 * The keywords of a mail's new text (SEMANTICS F1). A keyword line holds nothing but keywords and their values and
 * stands at the top or the bottom; `#123`, `#1a` and hashtags in a sentence are text. The owner's own tags are `tags`.
 * Quoted lines, and a text that is itself a forward or a copy, give nothing.
 */
export function parseKeywords(newText: string, options: { tags?: readonly string[] } = {}): Keyword[] {
  const lines = newText.split('\n').map((line) => line.trim())
  const solid = lines.filter((line) => line !== '')
  const tags = new Set((options.tags ?? []).map(foldWord))
  const top = keywordLines(solid, tags)
  if (top.length === solid.length) return top.flat()
  const bottom = keywordLines(solid.toReversed(), tags).toReversed()
  return [...top, ...bottom].flat()
}

const KEYWORD_LINES_MAX = 20

function keywordLines(lines: readonly string[], tags: ReadonlySet<string>): Keyword[][] {
  const found: Keyword[][] = []
  for (const line of lines.slice(0, KEYWORD_LINES_MAX)) {
    const keywords = readKeywordLine(line, tags)
    if (!keywords) break
    found.push(keywords)
  }
  return found
}

const LINE_MAX = 1000
const KEYWORD_START = /(?:^|\s)[#＃](?=\p{L})/u

/** The keywords of a line that holds nothing else; null where it is text. */
function readKeywordLine(line: string, tags: ReadonlySet<string>): Keyword[] | null {
  if (line.length > LINE_MAX || !/^[#＃]\p{L}/u.test(line)) return null
  const keywords: Keyword[] = []
  for (const piece of line.split(KEYWORD_START)) {
    if (piece === '') continue
    const [, name = '', value = ''] = /^([\p{L}\p{M}\p{N}_-]+)\s*[:：]?\s*(.*)$/u.exec(piece) ?? []
    const keyword = { name: name.normalize('NFC').toLowerCase(), value: value.trim() }
    if (!isKeyword(keyword, tags)) return null
    keywords.push(keyword)
  }
  return keywords
}

/**
 * "#vip" is a tag, "#vip est un bon client" a sentence: a word that takes no value stands alone. An unknown word with
 * a value counts only where it is a slip of one that takes a value, so that its writer is told.
 */
function isKeyword(keyword: Keyword, tags: ReadonlySet<string>): boolean {
  if (keyword.name === '') return false
  if (keyword.value === '') return true
  const words = wordsOfName(keyword.name)
  if (words) return words.value !== 'none'
  if (tags.has(foldWord(keyword.name))) return false
  const meant = nearestName(keyword.name)
  return meant !== null && wordsOfName(meant)?.value !== 'none'
}
