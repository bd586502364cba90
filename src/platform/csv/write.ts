import { stringify, type Input, type Options } from 'csv-stringify/sync'

/**
 * Rows as CSV, for spreadsheets and for our own import. A text that a spreadsheet would run as a formula gets an apostrophe in
 * front, as spreadsheets do themselves to keep a text a text; `cellText` takes it off again (decision 031).
 */
export function csvText(rows: Input, options: Pick<Options, 'header' | 'delimiter' | 'bom'> = {}): string {
  return stringify(rows, { ...options, cast: { string: guarded } })
}

/** A number, or a telephone number: without letters it can name no function and no other cell. */
const FIGURES = /^[+-]?[\d(][\d\s().,/-]*%?$/

function guarded(text: string): string {
  const bare = text.trim()
  const isRun = /^[=+\-@＝＋－＠]/.test(bare) && !FIGURES.test(bare)
  return isRun || isGuarded(bare) ? `'${text}` : text
}

/** Whether the apostrophe at the beginning is one that `guarded`, or a spreadsheet, has put there. */
export function isGuarded(text: string): boolean {
  return /^'+[\s\d+=(@＝＋－＠-]/.test(text)
}
