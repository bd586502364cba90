import { create } from 'qrcode'

/** Pixels of one module: what a phone reads off another phone's screen at arm's length. */
const MODULE = 5
/** Modules of white around the code, as its standard asks (ISO/IEC 18004). */
const QUIET = 4

/**
 * A text as a square code (QR), for the till to scan. It is drawn as a table: a mail program that shows no pictures shows
 * it all the same, and nothing is attached or fetched. Who does not see it has the same text in words beside it.
 * @returns HTML whose cells keep their colours whatever a dark page asks of cells
 */
export function squareCode(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const rows = Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1)
  )
  const frame = `border:${QUIET * MODULE}px solid #ffffff;background:#ffffff !important;border-collapse:collapse`
  return (
    `<table aria-hidden="true" class="square-code" cellpadding="0" cellspacing="0" style="${frame}">` +
    `${rows.map(rowOf).join('')}</table>`
  )
}

/** Neighbours of one colour are one cell: a letter stays small enough to be shown whole. */
function rowOf(modules: boolean[]): string {
  const cells: { isDark: boolean; count: number }[] = []
  for (const isDark of modules) {
    const last = cells.at(-1)
    if (last?.isDark === isDark) last.count++
    else cells.push({ isDark, count: 1 })
  }
  return `<tr>${cells.map(({ isDark, count }) => cellOf(isDark, count)).join('')}</tr>`
}

function cellOf(isDark: boolean, count: number): string {
  const colour = isDark ? '#000000' : '#ffffff'
  const size = `width:${count * MODULE}px;height:${MODULE}px`
  return `<td colspan="${count}" bgcolor="${colour}" style="background:${colour} !important;${size};padding:0;font-size:0;line-height:0"></td>`
}
