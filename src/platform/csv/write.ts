import { stringify, type Input, type Options } from 'csv-stringify/sync'

/**
 * Rows as CSV, for spreadsheets and for our own import. A text that a spreadsheet would run as a formula gets an apostrophe in
 * front, as spreadsheets do themselves to keep a text a text; so does what follows a sign at which a spreadsheet may part the
 * text, whatever signs part our file. `cellText` takes them off again (decision 031).
 */
export function csvText(rows: Input, options: Pick<Options, 'header' | 'delimiter' | 'bom'> = {}): string {
  return stringify(rows, { ...options, cast: { string: guarded } })
}

/** A number, or a telephone number: without letters it can name no function and no other cell. */
const FIGURES = /^[+-]?[\d(][\d\s().,/-]*%?$/
const FIGURES_MAX = 100

const BLANK = /[\s\0\u200b]/
const PARTS = /[;,\t\r\n]/
const RUN = /[=+@＝＋－＠-]/
const NOTABLE = /['=+@＝＋－＠-]/
/** What spreadsheets keep behind an apostrophe in front of the whole text, besides what they would run. */
const KEPT = /^(?:[\d(]|[\s\0\u200b]+[^\s\0\u200b])/

/** Apostrophes, if any, with which a cell begins, before what would be run. */
interface Beginning {
  at: number
  end: number
  isWhole: boolean
}

/**
 * Where a cell begins: at the beginning, and where a spreadsheet may part the text; quotes that we double are closed and gone there.
 * Goes through the text once, however it is made.
 */
function beginningsIn(text: string): Beginning[] {
  if (!NOTABLE.test(text)) return []
  const found: Beginning[] = []
  let state = { begins: true, isParted: false, isWhole: true }
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (PARTS.test(char)) state = { begins: true, isParted: true, isWhole: state.isWhole && BLANK.test(char) }
    else if (!state.begins || BLANK.test(char)) continue
    else if (char === '"' && state.isParted) state = { ...state, isWhole: false }
    else {
      const end = endOfApostrophes(text, at)
      const isKept = state.isWhole && end > at && KEPT.test(text.slice(end))
      if (isKept || RUN.test(text.charAt(end))) found.push({ at, end, isWhole: state.isWhole })
      state = { begins: false, isParted: false, isWhole: false }
      at = Math.max(at, end - 1)
    }
  }
  return found
}

function endOfApostrophes(text: string, from: number): number {
  let end = from
  while (text.charAt(end) === "'") end += 1
  return end
}

function guarded(text: string): string {
  return withEach(text, ({ at, end }) => {
    const rest = text.slice(end)
    const isBare = end === at && rest.length <= FIGURES_MAX && FIGURES.test(rest.trim())
    return isBare ? '' : "'".repeat(end - at + 1)
  })
}

/** The text without the apostrophes, one at each place, that `guarded` has put there. */
export function unguarded(text: string): string {
  return withEach(text, ({ at, end }) => "'".repeat(Math.max(0, end - at - 1)))
}

/** The text with other apostrophes where its cells begin. */
function withEach(text: string, apostrophes: (beginning: Beginning) => string): string {
  let told = 0
  const pieces = beginningsIn(text).map((beginning) => {
    const piece = text.slice(told, beginning.at) + apostrophes(beginning)
    told = beginning.end
    return piece
  })
  return pieces.length === 0 ? text : pieces.join('') + text.slice(told)
}

/** Whether an apostrophe that `guarded`, or a spreadsheet, has put there stands in front of the whole. */
export function isGuarded(text: string): boolean {
  const [first] = beginningsIn(text)
  return first !== undefined && first.isWhole && first.end > first.at
}
