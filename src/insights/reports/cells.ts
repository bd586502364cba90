import { Temporal } from 'temporal-polyfill'
import { formatChange, formatDay, formatNumber, formatPercent, type Language } from '#src/platform/i18n.ts'
import { decimalText, formatMoney } from '#src/platform/money.ts'
import type { Cell, Column, Sum, Words } from './report.ts'
import type { ToldReport } from './ask.ts'

/** How cells are written: in which language, and of which currency money is. */
export interface Manner {
  language: Language
  currency: string
}

/** Titles and rows for `csvText`: numbers with a point and no signs around them, so that any program reads them. */
export function csvRows({ columns, rows, currency }: ToldReport, language: Language): string[][] {
  const titles = columns.map((column) => column.label[language])
  const manner = { language, currency }
  return [titles, ...rows.map(({ cells }) => columns.map((_, index) => csvCell(cells[index] ?? null, manner)))]
}

function csvCell(cell: Cell, { language, currency }: Manner): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return YES[language][cell ? 'yes' : 'no']
  if (typeof cell === 'bigint') return decimalText(cell, currency)
  if (typeof cell === 'number') return String(rounded(cell))
  if (typeof cell === 'object') return isSum(cell) ? sumText(cell, (sum) => decimalText(sum, currency)) : cell[language]
  return cell
}

/** A cell as people read it: `1 234,50 €`, `+12,5 %`, « novembre 2026 », a dash for what is not known. */
export function shownCell(cell: Cell, { type }: Column, { language, currency }: Manner): string {
  if (cell === null) return '–'
  if (typeof cell === 'boolean') return YES[language][cell ? 'yes' : 'no']
  if (typeof cell === 'bigint') return formatMoney(cell, currency, language)
  if (typeof cell === 'object')
    return isSum(cell) ? shownSum(cell, (sum) => formatMoney(sum, currency, language)) : cell[language]
  if (typeof cell === 'string')
    return type === 'period' ? period(cell, language) : type === 'day' ? dayText(cell, language) : cell
  if (type === 'percent') return formatPercent(cell / 100, language)
  if (type === 'change') return formatChange(cell / 100, language)
  return formatNumber(cell, language)
}

/** On a narrow screen a line does not end with a sign. */
function shownSum(sum: Sum, write: (minor: bigint) => string): string {
  return sumText(sum, write).replaceAll(/([=−+]) /g, '$1\u00a0')
}

/** `210.00 = 300.00 − 30.00 − 60.00`; parts that are zero are left out. */
export function sumText({ total, parts: [first = 0n, ...rest] }: Sum, write: (minor: bigint) => string): string {
  const terms = rest
    .filter((part) => part !== 0n)
    .map((part) => (part < 0n ? ` − ${write(-part)}` : ` + ${write(part)}`))
  return `${write(total)} = ${write(first)}${terms.join('')}`
}

const YES = { fr: { yes: 'oui', no: 'non' }, en: { yes: 'yes', no: 'no' } }

function isSum(cell: Words | Sum): cell is Sum {
  return 'total' in cell
}

/** More figures would feign knowledge. */
const DECIMALS = 4

function rounded(number: number): number {
  return Number(number.toFixed(DECIMALS))
}

function period(written: string, language: Language): string {
  if (!/^\d{4}-\d{2}$/.test(written)) return written
  const at = Date.parse(`${written}-01`)
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at)
}

function dayText(written: string, language: Language): string {
  return formatDay(Temporal.PlainDate.from(written), language)
}
