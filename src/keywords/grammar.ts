import { classifyLines } from '#src/message/reply-lines.ts'
import type { Keyword } from './keyword.ts'
import { keywordNamed, keywordNames } from './table.ts'
import { foldWord, nearestName } from './words.ts'

/** One instruction as written: `name` without `#`, in lower case; `value` what follows it, maybe empty. */
export interface WrittenKeyword {
  name: string
  value: string
}

/** The owner's own words, besides those of the table (SEMANTICS F6). */
export interface Vocabulary {
  tags?: readonly string[]
  /** Their word and the keyword that it stands for. */
  synonyms?: Readonly<Record<string, string>>
}

/** The keyword of the table that a written word stands for, directly or by the owner's synonym. */
export function keywordMeant(name: string, { synonyms = {} }: Vocabulary): Keyword | null {
  const known = keywordNamed(name)
  if (known) return known
  const written = foldWord(name)
  const synonym = Object.entries(synonyms).find(([word]) => foldWord(word) === written)
  return synonym ? keywordNamed(synonym[1]) : null
}

/**
 * The keywords of a mail's new text (SEMANTICS F1). A keyword line holds nothing but keywords and their values and
 * stands at the top or the bottom; `#123`, `#1a` and hashtags in a sentence are text. Quoted lines, and a text that is
 * itself a forward or a copy, give nothing.
 */
export function parseKeywords(newText: string, vocabulary: Vocabulary = {}): WrittenKeyword[] {
  return keywordLinesIn(newText, vocabulary).flatMap(({ words }) => words.map(({ keyword }) => keyword))
}

/**
 * A text without its keywords, such as the client is to get it: empty where it held nothing else.
 * @param newText what is new in it, where keywords count; the text holds its lines
 * @param stays whether a keyword stays in the text, by its place among those that `parseKeywords` finds
 */
export function withoutKeywords(
  text: string,
  { newText, vocabulary, stays }: { newText: string; vocabulary: Vocabulary; stays: (index: number) => boolean }
): string {
  const lines = text.split('\n')
  const places = placesIn(lines, newText.split('\n'))
  const left = new Map<number | undefined, string>()
  let index = 0
  for (const { at, words } of keywordLinesIn(newText, vocabulary)) {
    const staying = words.filter(() => stays(index++)).map(({ source }) => source)
    left.set(places[at], staying.join(' '))
  }
  const kept: string[] = []
  let isSeam = false
  for (const [place, line] of lines.entries()) {
    const now = left.get(place) ?? line
    const isTakenOut = left.has(place) && now === ''
    const isDoubleGap = isSeam && line.trim() === '' && (kept.at(-1)?.trim() ?? '') === ''
    if (!isTakenOut && !isDoubleGap) kept.push(now)
    isSeam = isTakenOut || (isSeam && line.trim() === '')
  }
  return kept.join('\n').trim()
}

/** A hash with only signs before it on its line; a quoted line is another's. */
const HASH_FIRST = /^[^\p{L}>#＃]*[#＃]/u
const HASHED_WORD = /[#＃][\s\p{Cf}]*([\p{L}\p{M}\p{N}_-]+)/gu

/**
 * The lines of a text that begin as if a keyword were meant, known or a slip of one, however long. In a text whose keywords were
 * taken out, these stand where none is read.
 */
export function strayKeywordLines(text: string, vocabulary: Vocabulary): string[] {
  const known = [...keywordNames(), ...(vocabulary.tags ?? []), ...Object.keys(vocabulary.synonyms ?? {})]
  const isMeant = (line: string) =>
    [...line.matchAll(HASHED_WORD)].some(([, name = '']) => nearestName(name, known) !== null)
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => HASH_FIRST.test(line) && isMeant(line))
}

/** At which line of a text each line of what is new in it stands. */
function placesIn(lines: readonly string[], newLines: readonly string[]): (number | undefined)[] {
  let from = 0
  return newLines.map((line) => {
    const place = lines.findIndex((other, at) => at >= from && other.trim() === line.trim())
    if (place === -1) return undefined
    from = place + 1
    return place
  })
}

/** A line that holds nothing but keywords: which line of the text, and each keyword with its source. */
interface KeywordLine {
  at: number
  words: { keyword: WrittenKeyword; source: string }[]
}

function keywordLinesIn(newText: string, vocabulary: Vocabulary): KeywordLine[] {
  const solid = ownLines(newText)
  const top = keywordLines(solid, vocabulary)
  if (top.length === solid.length) return top
  const bottom = keywordLines(solid.toReversed(), vocabulary).toReversed()
  return [...top, ...bottom]
}

interface SolidLine {
  at: number
  line: string
}

/** What stands below the heading of an older mail is not this writer's, though it may have been kept as new text (E2). */
function ownLines(newText: string): SolidLine[] {
  const lines = newText.split('\n')
  const kinds = classifyLines(lines)
  const copy = kinds.findIndex((kind) => kind === 'forward' || kind === 'original' || kind === 'header')
  const own = copy === -1 ? lines : lines.slice(0, copy)
  return own.map((line, at) => ({ at, line: line.trim() })).filter(({ line }) => line !== '')
}

const KEYWORD_LINES_MAX = 20

function keywordLines(lines: readonly SolidLine[], vocabulary: Vocabulary): KeywordLine[] {
  const found: KeywordLine[] = []
  for (const { at, line } of lines.slice(0, KEYWORD_LINES_MAX)) {
    const words = readKeywordLine(line, vocabulary)
    if (!words) break
    found.push({ at, words })
  }
  return found
}

const LINE_MAX = 1000
const KEYWORD_START = /(?:^|\s)[#＃](?=\p{L})/u

/** The keywords of a line that holds nothing else; null where it is text. */
function readKeywordLine(line: string, vocabulary: Vocabulary): KeywordLine['words'] | null {
  if (line.length > LINE_MAX || !/^[#＃]\p{L}/u.test(line)) return null
  const words: KeywordLine['words'] = []
  for (const piece of line.split(KEYWORD_START)) {
    if (piece === '') continue
    const [, name = '', value = ''] = /^([\p{L}\p{M}\p{N}_-]+)\s*[:：]?\s*(.*)$/u.exec(piece) ?? []
    const keyword = { name: name.normalize('NFC').toLowerCase(), value: value.trim() }
    if (!isKeyword(keyword, vocabulary)) return null
    words.push({ keyword, source: `#${piece.trim()}` })
  }
  return words
}

/**
 * "#vip" is a tag, "#vip est un bon client" a sentence: a word that takes no value stands alone. An unknown word with
 * a value counts only where it is a slip of one that takes a value, so that its writer is told.
 */
function isKeyword(keyword: WrittenKeyword, vocabulary: Vocabulary): boolean {
  if (keyword.name === '') return false
  if (keyword.value === '') return true
  const known = keywordMeant(keyword.name, vocabulary)
  if (known) return known.value !== 'none'
  const isTag = vocabulary.tags?.some((tag) => foldWord(tag) === foldWord(keyword.name)) ?? false
  if (isTag) return false
  const meant = nearestName(keyword.name, keywordNames())
  return meant !== null && keywordNamed(meant)?.value !== 'none'
}
