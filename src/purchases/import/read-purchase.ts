import type { Temporal } from 'temporal-polyfill'
import { guessDayOrder, readDay, type DayOrder } from '#src/platform/csv/days.ts'
import { readAmount } from '#src/platform/money.ts'
import type { PurchaseColumns, PurchaseField } from './columns.ts'

/** One row of a purchase file: a purchase, or one line of it. Sums are minor units of `currency`. */
export interface GivenRow {
  line: number
  /** Empty where the file gives none. */
  id: string
  /** The source's id of the client, our id, or an address. */
  client: string
  on: string
  currency: string
  amount: bigint
  discount: bigint
  cost: bigint | null
  product: string | null
  type: string | null
  brand: string | null
  /** Decimal text. */
  quantity: string | null
  payment: string | null
  channel: string | null
  refundOf: string | null
}

export interface RefusedRow {
  line: number
  reason: string
}

export interface PurchaseFormat {
  days: DayOrder
  today: Temporal.PlainDate
  /** The firm's, for rows that name none. */
  currency: string
}

/** Looks at a sample of the rows to tell how the file writes days. */
export function guessPurchaseFormat(
  sample: string[][],
  columns: PurchaseColumns,
  firm: { today: Temporal.PlainDate; currency: string }
): PurchaseFormat {
  const index = columns.date
  return { days: guessDayOrder(index === undefined ? [] : sample.map((cells) => cells[index] ?? '')), ...firm }
}

/** Reads one row; what cannot be read refuses it with every reason at once. */
export function readPurchaseRow(
  { line, cells }: { line: number; cells: string[] },
  columns: PurchaseColumns,
  format: PurchaseFormat
): GivenRow | RefusedRow {
  const cell = (field: PurchaseField) => {
    const index = columns[field]
    return index === undefined
      ? ''
      : (cells[index] ?? '')
          .replaceAll('\0', ' ')
          .replace(/[\s\u00a0]+/g, ' ')
          .trim()
  }
  if (looksLikeTotal(cells, cell('client')))
    return { line, reason: 'this looks like a line of totals, not a purchase.' }
  const complaints: string[] = []
  const currency = currencyOf(cell('currency'), cell('amount'), format.currency)
  if (currency === null) complaints.push(`currency "${cell('currency')}" is not a code such as EUR`)
  const sum = (field: PurchaseField): bigint | null => {
    const text = cell(field)
    if (text === '') return null
    const amount = signedAmount(text, currency ?? format.currency)
    if (amount === null) complaints.push(`${field} "${text}" is not a sum such as 1234.50`)
    return amount
  }
  const day = readDay(cell('date'), format.days, format.today.year)
  if (cell('client') === '') complaints.push('it names no client: repeat the client on every row')
  if (day === null)
    complaints.push(cell('date') === '' ? 'it has no date' : `date "${cell('date')}" is not a day such as 2026-01-31`)
  else if (day.since(format.today).days > 1) complaints.push(`date "${cell('date')}" lies in the future`)
  const amount = sum('amount')
  if (amount === null && cell('amount') === '') complaints.push('it has no amount')
  const discount = sum('discount') ?? 0n
  const quantity = quantityOf(cell('quantity'))
  if (quantity === undefined) complaints.push(`quantity "${cell('quantity')}" is not a number`)
  const isTooMuch = amount !== null && magnitude(discount) > magnitude(amount)
  if (isTooMuch) complaints.push('the discount is larger than the amount: amount is the price before the discount')
  const cost = sum('cost')
  if (complaints.length > 0 || day === null || amount === null || currency === null)
    return { line, reason: `${complaints.join('; ')}.` }
  return {
    line,
    id: cell('id'),
    client: cell('client'),
    on: day.toString(),
    currency,
    amount,
    discount: withSignOf(amount, discount),
    cost: cost === null ? null : withSignOf(amount, cost),
    product: cell('product') || null,
    type: cell('type') || null,
    brand: cell('brand') || null,
    quantity: quantity ?? null,
    payment: cell('payment') || null,
    channel: cell('channel') || null,
    refundOf: cell('refund_of') || null
  }
}

function looksLikeTotal(cells: string[], client: string): boolean {
  const isNamed = cells.some((cell) => /^\s*(?:sous-?total|total|totaux|grand total|sum|somme)\b/i.test(cell))
  return isNamed && (client === '' || /total|somme|sum/i.test(client))
}

function currencyOf(written: string, amount: string, usual: string): string | null {
  const sign = written === '' ? (/[€$]/.exec(amount)?.[0] ?? '') : written
  if (sign === '') return usual
  if (sign === '€' || /^euros?$/i.test(sign)) return 'EUR'
  if (/^(?:\$|\$ ?CAD?|CA\$|C\$)$/i.test(sign)) return usual === 'USD' ? 'USD' : 'CAD'
  const code = sign.toUpperCase()
  return Intl.supportedValuesOf('currency').includes(code) ? code : null
}

/** Accounting programs write negative sums in brackets, or with the sign behind. */
function signedAmount(text: string, currency: string): bigint | null {
  const bracketed = /^\((.*)\)$/.exec(text)?.[1] ?? /^(.*\d\D*)-$/.exec(text)?.[1]
  const amount = readAmount((bracketed ?? text).replace(/^(\D?)\s*-\s*/, '-$1').replace('\u2212', '-'), currency)
  if (amount === null || bracketed === undefined) return amount
  return amount > 0n ? -amount : amount
}

function quantityOf(text: string): string | null | undefined {
  if (text === '') return null
  const decimal = text.replace(/\s/g, '').replace(',', '.')
  return /^-?\d+(?:\.\d+)?$/.test(decimal) ? String(Math.round(Number(decimal) * 1000) / 1000) : undefined
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}

/** A discount or cost is written with or without a sign: it takes that of the amount, so that a refund gives both back. */
function withSignOf(amount: bigint, part: bigint): bigint {
  return amount < 0n ? -magnitude(part) : magnitude(part)
}
