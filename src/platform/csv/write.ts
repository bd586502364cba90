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

const BLANK = String.raw`\s\0\u200b`
const RUN = '[=+@＝＋－＠-]'
/** Where a cell begins: at the beginning, and where a spreadsheet may part; quotes that we double are closed and gone there. */
const BEGINS = String.raw`(?<=^[${BLANK}]*|[;,\t\r\n][${BLANK}"]*)`
/** Apostrophes in front of a whole text keep figures too, as spreadsheets do. */
const KEPT_WHOLE = `^[${BLANK}]*'+(?=${RUN}|[\\d(]|[${BLANK}]+[^${BLANK}])`
const GUARDED_WHOLE = new RegExp(KEPT_WHOLE)
const APOSTROPHES = new RegExp(`${KEPT_WHOLE}|${BEGINS}'+(?=${RUN})`, 'g')
const TO_GUARD = new RegExp(`${KEPT_WHOLE}|${BEGINS}'*(?=${RUN})`, 'g')

function guarded(text: string): string {
  return text.replace(TO_GUARD, (before: string, at: number) => {
    const rest = text.slice(at + before.length).trim()
    return !before.endsWith("'") && FIGURES.test(rest) ? before : `${before}'`
  })
}

/** The text without the apostrophes, one at each place, that `guarded` has put there. */
export function unguarded(text: string): string {
  return text.includes("'") ? text.replace(APOSTROPHES, (before) => before.slice(0, -1)) : text
}

/** Whether an apostrophe that `guarded`, or a spreadsheet, has put there stands in front of the whole. */
export function isGuarded(text: string): boolean {
  return GUARDED_WHOLE.test(text)
}
