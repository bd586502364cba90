import { create } from 'qrcode'

/** Pixels of one module: what a phone reads off another phone's screen at arm's length. */
const MODULE = 5
/** Modules of white around the code, as its standard asks (ISO/IEC 18004). */
const QUIET = 4

/**
 * The chequered mask, told to the reader in the code itself. The library would try all eight for the one that looks best,
 * which costs more than drawing; a coupon's letters are drawn by lot and never make the plain areas that others would break.
 */
const MASK = 0

/**
 * A text as a square code (QR), for the till to scan. It is drawn as a table: a mail program that shows no pictures shows
 * it all the same, and nothing is attached or fetched. Who does not see it has the same text in words beside it.
 * @returns HTML whose cells keep their colours whatever a dark page asks of cells
 */
export function squareCode(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M', maskPattern: MASK })
  const rows = Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1)
  )
  const white = 'background:#ffffff !important'
  const side = (modules.size + 2 * QUIET) * MODULE
  const frame =
    `width:${side}px;table-layout:fixed;border:${QUIET * MODULE}px solid #ffffff;${white};` +
    'border-collapse:separate;border-spacing:0;font-size:0;line-height:0'
  const columns = `<col width="${MODULE}" />`.repeat(modules.size)
  return (
    `<table aria-hidden="true" class="square-code" cellpadding="0" cellspacing="0" style="${frame}">` +
    `<colgroup>${columns}</colgroup>${rows.map(rowOf).join('')}</table>`
  )
}

/** Neighbours of one colour are one cell: a letter stays small enough to be shown whole, and sent fast. */
function rowOf(modules: boolean[]): string {
  const cells: { isDark: boolean; count: number }[] = []
  for (const isDark of modules) {
    const last = cells.at(-1)
    if (last?.isDark === isDark) last.count++
    else cells.push({ isDark, count: 1 })
  }
  // One cell a line: a mail's lines must not grow long.
  return `<tr height="${MODULE}">${cells.map(({ isDark, count }) => cellOf(isDark, count)).join('\n')}</tr>\n`
}

function cellOf(isDark: boolean, count: number): string {
  const colour = isDark ? '#000' : '#fff'
  const span = count === 1 ? '' : ` colspan="${count}"`
  return `<td${span} bgcolor="${colour}" style="background:${colour}!important"></td>`
}
