import type { Temporal } from 'temporal-polyfill'
import { refuseRow, rowFaults, type Reason, type RefusedRow } from '#src/clients/import/rows.ts'
import { currencyIn, guessDecimalSign, readSum, type DecimalSign } from '#src/platform/csv/amounts.ts'
import { cellText, cellValue, looksLikeTotal } from '#src/platform/csv/cell.ts'
import type { TableRow } from '#src/platform/csv/cells.ts'
import { guessDays, readDay, type DayOrder, type GuessedDays } from '#src/platform/csv/days.ts'
import { readNumber } from '#src/platform/csv/numbers.ts'
import { SUM_MAX } from '#src/platform/money.ts'
import type { PurchaseColumns, PurchaseField } from './columns.ts'
import { PURCHASE_FIELD_WORDS } from './field-words.ts'
import { cancelledState, documentKind, noPurchase } from './documents.ts'
import { givenBack, magnitude, negative, priceOf, withSignOf } from './row-price.ts'

/** One row of a purchase file: a purchase, or one line of it. Sums are minor units of `currency`. */
export interface GivenRow {
  line: number
  /** Empty where the file gives none. */
  id: string
  /** Whose ids these are, where the file says so. */
  idSource: string | null
  /** The source's id of the client, our id, an address, or their name where the file has nothing else. */
  client: string
  clientEmail: string
  clientName: string
  on: string
  currency: string
  /** Before discount; null where only the whole order has a price. */
  amount: bigint | null
  discount: bigint
  cost: bigint | null
  /** What the whole order came to, after discount, where the file says so. */
  orderTotal: bigint | null
  orderDiscount: bigint | null
  orderCost: bigint | null
  /** Given back since, of the whole order; positive. */
  refunded: bigint | null
  product: string | null
  type: string | null
  brand: string | null
  /** Decimal text. */
  quantity: string | null
  payment: string | null
  channel: string | null
  refundOf: string | null
}

const SUMS = [
  'amount',
  'paid',
  'unit_price',
  'order_total',
  'order_discount',
  'order_cost',
  'discount',
  'cost',
  'unit_cost',
  'refunded'
] as const
type SumField = (typeof SUMS)[number]

/** How the file's columns write what can be written in several ways. */
export interface PurchaseFormat {
  days: DayOrder
  /** Null where no day is written in figures that could be read both ways. */
  guessedDays: GuessedDays | null
  decimals: Record<SumField, DecimalSign>
  today: Temporal.PlainDate
  /** Of rows that name none: that of the column's title, else the firm's. */
  currency: string
  header: string[]
  /** Sales stand in the file as such: orders and payments beside them would count twice. */
  hasSales: boolean
}

/** Looks at a sample of the rows to tell how the file writes days and sums. */
export function guessPurchaseFormat(
  sample: string[][],
  columns: PurchaseColumns,
  firm: { today: Temporal.PlainDate; currency: string; header: string[]; dates?: DayOrder | undefined }
): PurchaseFormat {
  const values = (field: PurchaseField) => {
    const index = columns[field]
    return index === undefined ? [] : sample.map((cells) => cellText(cells, index))
  }
  const decimal = (field: SumField) => guessDecimalSign(values(field))
  const title = firm.header[columns.amount ?? columns.paid ?? columns.unit_price ?? -1] ?? ''
  const guessedDays = guessDays(values('date'), firm.dates)
  return {
    days: guessedDays?.order ?? firm.dates ?? 'day-first',
    guessedDays,
    decimals: {
      amount: decimal('amount'),
      paid: decimal('paid'),
      unit_price: decimal('unit_price'),
      order_total: decimal('order_total'),
      order_discount: decimal('order_discount'),
      order_cost: decimal('order_cost'),
      discount: decimal('discount'),
      cost: decimal('cost'),
      unit_cost: decimal('unit_cost'),
      refunded: decimal('refunded')
    },
    today: firm.today,
    currency: currencyIn(title, firm.currency) ?? firm.currency,
    header: firm.header,
    hasSales: values('document').some((word) => documentKind(word) === 'sale')
  }
}

/**
 * Reads one row; what cannot be read refuses it with every reason at once.
 * @param open the purchase above, which this row may belong to: by its id, or as a further line of it that names neither id nor
 *   client nor day, as under merged cells. What such a row leaves blank is taken from there
 */
export function readPurchaseRow(
  row: TableRow,
  columns: PurchaseColumns,
  { format, open }: { format: PurchaseFormat; open: GivenRow | null }
): GivenRow | RefusedRow {
  const { line, cells } = row
  const complaints = rowFaults(row, format.header)
  const cell = (field: PurchaseField) => cellValue(cells, columns[field])
  const names = { client: cell('client'), clientEmail: cell('client_email'), clientName: cell('client_name') }
  const isNamed = names.client !== '' || names.clientEmail !== ''
  if (complaints.length === 0 && looksLikeTotal(cells) && !isNamed)
    return refuseRow(line, [
      {
        fr: 'cela ressemble à une ligne de totaux, pas à un achat',
        en: 'this looks like a line of totals, not a purchase'
      }
    ])
  const kind = documentKind(cell('document'))
  const other = noPurchase(kind, format) ?? cancelledState(cell('status'))
  if (other !== null) complaints.push(other)
  if (complaints.length > 0) return refuseRow(line, complaints)
  const isNameless = !isNamed && names.clientName === '' && cell('id') === '' && cell('date') === ''
  const isFurtherLine = isNameless && cell('product') !== ''
  const isOfSameId = cell('id') !== '' && cell('id') === open?.id
  const above = isOfSameId || isFurtherLine ? open : null
  const currency = currencyOf(cell('currency'), { sums: cells, columns, usual: above?.currency ?? format.currency })
  if (currency === null)
    complaints.push({
      fr: `monnaie «\u00a0${cell('currency')}\u00a0»\u00a0: il faut un code comme EUR`,
      en: `currency "${cell('currency')}" is not a code such as EUR`
    })
  const sums = readSums(cell, { currency: currency ?? format.currency, format, complaints })
  const quantity = quantityOf(cell('quantity'))
  if (quantity === undefined)
    complaints.push({
      fr: `quantité «\u00a0${cell('quantity')}\u00a0»\u00a0: il faut un nombre`,
      en: `quantity "${cell('quantity')}" is not a number`
    })
  const price = priceOf(sums, quantity ?? null)
  const on = dayIn(cell('date'), { above, format, complaints })
  const client = names.client || names.clientEmail || names.clientName || above?.client || ''
  if (client === '')
    complaints.push({
      fr: 'elle ne nomme aucun client\u00a0: répétez le client sur chaque ligne, sans cases fusionnées',
      en: 'it names no client: repeat the client on every row, without merged cells'
    })
  const isTelling = price.amount !== null || sums.order_total !== null || (above !== null && above.orderTotal !== null)
  if (!isTelling && complaints.length === 0) complaints.push({ fr: 'elle n’a pas de montant', en: 'it has no amount' })
  const isTooMuch = price.amount !== null && magnitude(price.discount) > magnitude(price.amount)
  if (isTooMuch)
    complaints.push({
      fr: 'la remise dépasse le montant\u00a0: le montant est le prix avant remise',
      en: 'the discount is larger than the amount: amount is the price before the discount'
    })
  complaints.push(...tooLong({ id: cell('id'), client, refundOf: cell('refund_of') }))
  if (complaints.length > 0 || on === null || currency === null) return refuseRow(line, complaints)
  const isRefund = kind === 'refund' || cell('refund_of') !== ''
  const signed = isRefund ? givenBack(price) : price
  return {
    line,
    id: cell('id') || (above?.id.startsWith('row:') ? '' : (above?.id ?? '')),
    idSource: cell('id_source') || null,
    client,
    clientEmail: names.clientEmail,
    clientName: names.clientName,
    on,
    currency,
    amount: signed.amount,
    discount: withSignOf(signed.amount ?? 0n, signed.discount),
    cost: signed.cost === null ? null : withSignOf(signed.amount ?? 0n, signed.cost),
    orderTotal: isRefund ? negative(sums.order_total) : sums.order_total,
    orderDiscount: sums.order_discount,
    orderCost: sums.order_cost === null ? null : withSignOf(sums.order_total ?? price.amount ?? 0n, sums.order_cost),
    refunded: sums.refunded === null ? null : magnitude(sums.refunded),
    product: cell('product') || null,
    type: cell('type') || null,
    brand: cell('brand') || null,
    quantity: quantity ?? null,
    payment: cell('payment') || above?.payment || null,
    channel: cell('channel') || above?.channel || null,
    refundOf: cell('refund_of') || null
  }
}

type Sums = Record<SumField, bigint | null> & { percent: number | null }

function readSums(
  cell: (field: PurchaseField) => string,
  { currency, format, complaints }: { currency: string; format: PurchaseFormat; complaints: Reason[] }
): Sums {
  const sum = (field: SumField): bigint | null => {
    const text = cell(field)
    if (text === '' || (field === 'discount' && isPercent(text))) return null
    const amount = readSum(text, { currency, decimal: format.decimals[field] })
    if (amount !== null && magnitude(amount) <= SUM_MAX) return amount
    complaints.push({
      fr: `${PURCHASE_FIELD_WORDS[field].fr} «\u00a0${text}\u00a0»\u00a0: il faut une somme comme 1234,50, sans séparateur de milliers`,
      en: `${field} "${text}" is not a sum such as 1234.50, or could be two: write it without thousands`
    })
    return null
  }
  const percentText = isPercent(cell('discount')) ? cell('discount') : cell('discount_percent')
  const percent = percentText === '' ? null : readNumber(percentText.replace('%', ''))
  const isShare = percent === null || (Math.abs(percent) <= 100 && percentText !== '')
  if ((percentText !== '' && percent === null) || !isShare)
    complaints.push({
      fr: `remise «\u00a0${percentText}\u00a0»\u00a0: il faut une somme, ou un nombre de 0 à 100`,
      en: `discount "${percentText}" is not a share such as 10%: write a sum, or a number from 0 to 100`
    })
  return {
    amount: sum('amount'),
    paid: sum('paid'),
    unit_price: sum('unit_price'),
    order_total: sum('order_total'),
    order_discount: sum('order_discount'),
    order_cost: sum('order_cost'),
    discount: sum('discount'),
    cost: sum('cost'),
    unit_cost: sum('unit_cost'),
    refunded: sum('refunded'),
    percent: percent === null ? null : Math.abs(percent)
  }
}

function isPercent(text: string): boolean {
  return /^-?\s*\d+(?:[.,]\d+)?\s*%$/.test(text)
}

function dayIn(
  text: string,
  { above, format, complaints }: { above: GivenRow | null; format: PurchaseFormat; complaints: Reason[] }
): string | null {
  if (text === '' && above) return above.on
  const day = readDay(text, format.days, format.today.year)
  if (day === null) {
    complaints.push(text === '' ? { fr: 'elle n’a pas de date', en: 'it has no date' } : noDay(text, format.days))
  } else if (day.since(format.today).days > 1)
    complaints.push({
      fr: `la date «\u00a0${text}\u00a0» est dans l’avenir`,
      en: `date "${text}" lies in the future`
    })
  else if (day.year < EARLIEST)
    complaints.push({
      fr: `la date «\u00a0${text}\u00a0» est avant ${EARLIEST}`,
      en: `date "${text}" lies before ${EARLIEST}`
    })
  return day?.toString() ?? null
}

const EARLIEST = 1900

function noDay(text: string, days: DayOrder): Reason {
  const isBoth = days === 'both'
  return {
    fr: `date «\u00a0${text}\u00a0»\u00a0: il faut un jour comme 31/01/2026${isBoth ? '\u00a0; la colonne écrit les jours de deux façons, écrivez 2026-01-31' : ''}`,
    en: `date "${text}" is not a day such as 2026-01-31${isBoth ? ': the column writes days both ways, write them as 2026-01-31' : ''}`
  }
}

function currencyOf(
  written: string,
  { sums, columns, usual }: { sums: string[]; columns: PurchaseColumns; usual: string }
): string | null {
  if (written !== '') return currencyIn(written.toUpperCase(), usual)
  const text = cellText(sums, columns.amount ?? columns.paid ?? columns.unit_price ?? columns.order_total)
  return (/[^\d\s.,()+-]/.test(text) ? currencyIn(text, usual) : null) ?? usual
}

/** `2`, `1,5`, `x3`, `2 pcs`. */
function quantityOf(text: string): string | null | undefined {
  if (text === '') return null
  const QUANTITY_MAX = 1e9
  const number = readNumber(text.replace(/^x\s*/i, '').replace(/\s*[a-zé²³]{1,8}\.?$/i, ''))
  if (number === null || Math.abs(number) > QUANTITY_MAX) return undefined
  return String(Math.round(number * 1000) / 1000)
}

const ID_MAX = 200

function tooLong(texts: Record<string, string>): Reason[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    text.length > ID_MAX
      ? [
          {
            fr: `un numéro ou un nom dépasse ${ID_MAX} lettres\u00a0: une colonne est-elle décalée\u00a0?`,
            en: `${name} is longer than ${ID_MAX} letters: is a column shifted?`
          }
        ]
      : []
  )
}
