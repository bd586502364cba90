import type { MappedTable } from '#src/clients/import/import-table.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { guessDecimalSign, readSum } from '#src/platform/csv/amounts.ts'
import { cellText } from '#src/platform/csv/cell.ts'
import { readDay } from '#src/platform/csv/days.ts'
import { readNumber } from '#src/platform/csv/numbers.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { PurchaseColumns, PurchaseField } from './columns.ts'
import { documentKind } from './documents.ts'

/** What titles leave open, the cells below them tell. What the caller mapped stays as it is. */
export function knownByContent(
  { table, columns: found, doubts: known }: MappedTable<PurchaseField>,
  map: string[]
): Pick<MappedTable<PurchaseField>, 'columns' | 'doubts'> {
  const columns = { ...found }
  const doubts = [...known]
  const isSaid = (field: PurchaseField) => map.some((flag) => flag.startsWith(`${field}=`))
  const sample = (index: number | undefined) =>
    table.sample.map((cells) => cellText(cells, index)).filter((text) => text !== '')
  const most = (texts: string[], is: (text: string) => boolean) =>
    texts.length > 0 && texts.filter(is).length > texts.length * 0.8
  const isDocument = !isSaid('type') && columns.document === undefined && most(sample(columns.type), isDocumentWord)
  if (isDocument) {
    columns.document = columns.type
    delete columns.type
  }
  const isName = columns.client_email !== undefined && !isSaid('client') && most(sample(columns.client), looksLikeName)
  if (isName) {
    columns.client_name ??= columns.client
    delete columns.client
  }
  const isWhatIsLeft = () => isAfterDiscount(table.sample, columns) || isAfterPercent(table.sample, columns)
  if (!isSaid('amount') && isWhatIsLeft()) {
    columns.paid = columns.amount
    delete columns.amount
  }
  const isOpen = (index: number) => !Object.values(columns).includes(index)
  const sole = (is: (text: string) => boolean) => {
    const alike = table.header.flatMap((_, index) => (isOpen(index) && most(sample(index), is) ? [index] : []))
    return alike.length === 1 ? alike[0] : undefined
  }
  if (columns.date === undefined && !isSaid('date')) setFound(columns, 'date', sole(looksLikeDay))
  const hasClient = columns.client ?? columns.client_email ?? columns.client_name
  if (hasClient === undefined && !isSaid('client_email'))
    setFound(
      columns,
      'client_email',
      sole((text) => normalAddress(text) !== null)
    )
  const { price, quantity } = columns
  const hasPrice = columns.amount !== undefined || columns.paid !== undefined || columns.unit_price !== undefined
  if (price !== undefined && !hasPrice) {
    const isSingle = sample(quantity).every((text) => Math.abs(readNumber(text) ?? 1) === 1)
    const isInDoubt = !isSingle && columns.order_total === undefined
    if (isInDoubt) doubts.push({ column: price, refusal: whichPrice(table.header[price] ?? '') })
    columns.amount = price
  }
  return { columns, doubts }
}

function setFound(columns: PurchaseColumns, field: PurchaseField, index: number | undefined): void {
  if (index !== undefined) columns[field] = index
}

/** A day with its year, written as such: a bare number may be anything. */
function looksLikeDay(text: string): boolean {
  const LATEST_YEAR = 2100
  const isBare = /^[\d\s.,]*$/.test(text) && !/^\d{1,2}\.\d{1,2}\.\d{4}$/.test(text)
  return !isBare && readDay(text, 'day-first', LATEST_YEAR) !== null
}

function isDocumentWord(text: string): boolean {
  return documentKind(text) !== null
}

/** "J. DUPONT" rather than "C1042", "411DUPONT" or an address. */
function looksLikeName(text: string): boolean {
  return /\p{L}\.?\s+\p{L}/u.test(text) && !/[@\d]/.test(text)
}

function whichPrice(title: string): Refusal {
  return new Refusal(
    'which-price',
    `"${title}" may be the price of one piece or of the whole row: say --map unit_price="${title}" or --map amount="${title}".`
  )
}

/**
 * Whether what looks like the price is what is left of it: where a discount was given, another column holds the price before,
 * or the price before tax with the tax beside it. "Total" is either, depending on the program.
 */
function isAfterDiscount(sample: string[][], { amount, discount, quantity }: PurchaseColumns): boolean {
  if (amount === undefined || discount === undefined) return false
  const width = Math.max(0, ...sample.map((cells) => cells.length))
  const sums = Array.from({ length: width }, (_, column) => columnSums(sample, column))
  const pieces = sample.map((cells) => BigInt(Math.round(readNumber(cellText(cells, quantity)) ?? 1)))
  const discounted = sample.flatMap((_, row) => {
    const [left, off] = [sums[amount]?.[row] ?? null, sums[discount]?.[row] ?? null]
    return left === null || off === null || off === 0n ? [] : [{ row, before: left + (off < 0n ? -off : off) }]
  })
  const others = sums.filter((_, column) => column !== amount && column !== discount && column !== quantity)
  return (
    discounted.length > 0 &&
    others.some((column) =>
      discounted.every(({ row, before }) => {
        const sum = column[row] ?? null
        const hasTax = () => others.some((tax) => sum !== null && tax !== column && tax[row] === before - sum)
        return sum !== null && (sum === before || sum * (pieces[row] ?? 1n) === before || hasTax())
      })
    )
  )
}

/** The same where the discount is a share: what is left of pieces at their price. */
function isAfterPercent(
  sample: string[][],
  { amount, unit_price: price, discount_percent: percent, quantity }: PurchaseColumns
): boolean {
  if (amount === undefined || price === undefined || percent === undefined) return false
  const [amounts, prices] = [columnSums(sample, amount), columnSums(sample, price)]
  const discounted = sample.flatMap((cells, row) => {
    const share = readNumber(cellText(cells, percent).replace('%', '')) ?? 0
    const [left, each] = [amounts[row] ?? null, prices[row] ?? null]
    const pieces = readNumber(cellText(cells, quantity)) ?? 1
    return left === null || each === null || share === 0
      ? []
      : [{ left: Number(left), full: Number(each) * pieces, share }]
  })
  const isLeft = ({ left, full, share }: { left: number; full: number; share: number }) =>
    Math.abs(left - full * (1 - Math.abs(share) / 100)) <= 1
  return discounted.length > 0 && discounted.every(isLeft)
}

/** In hundredths, whatever the currency: only whether they add up is looked at. */
function columnSums(sample: string[][], column: number): (bigint | null)[] {
  const texts = sample.map((cells) => cellText(cells, column))
  const decimal = guessDecimalSign(texts)
  return texts.map((text) => readSum(text, { currency: 'EUR', decimal }))
}
