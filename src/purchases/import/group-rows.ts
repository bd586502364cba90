import { createHash } from 'node:crypto'
import type { GivenPurchase } from '#src/purchases/store.ts'
import { refuseRow, type Reason, type RefusedRow } from '#src/clients/import/rows.ts'
import type { GivenRow } from './read-purchase.ts'
import { withSignOf } from './row-price.ts'

/** A purchase of the file whose client is still as written. */
export interface FilePurchase extends Omit<GivenPurchase, 'clientId'> {
  line: number
  idSource: string | null
  client: string
  /** What else the file says of the client. */
  clientEmail: string
  clientName: string
}

/** Purchases that are complete, and rows that cannot belong to one. */
export interface Grouped {
  done: FilePurchase[]
  refused: RefusedRow[]
}

/** Puts the rows of one purchase together, as they come. */
export interface Grouping {
  add(row: GivenRow): Grouped
  /**
   * A row of this purchase was refused: without it the purchase would be wrong, so its other rows, before and after, are
   * refused as well.
   */
  spoil(row: { id: string; line: number }): Grouped
  /** The first row of the purchase that the row before belonged to. */
  open(): GivenRow | null
  /** The purchases that were still open. */
  end(): FilePurchase[]
}

interface Group {
  id: string
  rows: GivenRow[]
  /** Line of the row that was refused. */
  spoiledBy: number | null
}

/**
 * Rows that follow each other with the same id are lines of one purchase.
 * @param scattered marks (`markOf`) of the ids whose rows stand in several places: these purchases wait for the end of the file
 */
export function startGrouping(scattered: ReadonlySet<number>): Grouping {
  const unnamed = new Set<number>()
  const apart = new Map<string, Group>()
  let current: Group | null = null

  /** The group that a row of this id goes to, and the purchase that is complete because of it. */
  function turnTo(id: string): { group: Group; done: FilePurchase[] } {
    if (current?.id === id) return { group: current, done: [] }
    const done = current === null || apart.has(current.id) ? [] : close(current)
    const group = apart.get(id) ?? { id, rows: [], spoiledBy: null }
    if (scattered.has(markOf(id))) apart.set(id, group)
    current = group
    return { group, done }
  }

  return {
    add(row) {
      const named = row.id === '' ? { ...row, id: unusedId(row, unnamed) } : row
      const { group, done } = turnTo(named.id)
      return { done, refused: put(group, named) }
    },
    spoil({ id, line }) {
      const { group, done } = turnTo(id)
      return { done, refused: id === '' ? [] : refuseWhole(group, line) }
    },
    open: () => current?.rows[0] ?? null,
    end() {
      const last = current === null || apart.has(current.id) ? [] : close(current)
      return [...last, ...[...apart.values()].flatMap(close)]
    }
  }
}

function close({ rows, spoiledBy }: Group): FilePurchase[] {
  const [first] = rows
  return first && spoiledBy === null ? purchasesOf(first, rows) : []
}

function put(group: Group, row: GivenRow): RefusedRow[] {
  if (group.spoiledBy !== null) return [notWhole(row, group.spoiledBy)]
  const [first] = group.rows
  const otherwise = first ? disagreement(first, row) : null
  if (otherwise !== null) return [...refuseWhole(group, row.line), refuseRow(row.line, [otherwise])]
  group.rows.push(row)
  return []
}

function refuseWhole(group: Group, line: number): RefusedRow[] {
  const refused = group.rows.map((row) => notWhole(row, line))
  group.rows = []
  group.spoiledBy ??= line
  return refused
}

function notWhole({ id, line }: GivenRow, other: number): RefusedRow {
  return refuseRow(line, [
    {
      fr: `l’achat ${id} n’est pas entier sans la ligne ${other}\u00a0: corrigez-la et importez à nouveau`,
      en: `purchase ${id} is not whole without line ${other}: put that right and import it again`
    }
  ])
}

function disagreement(first: GivenRow, row: GivenRow): Reason | null {
  const isSame = first.client === row.client && first.on === row.on && first.currency === row.currency
  return isSame
    ? null
    : {
        fr: `l’achat ${row.id} a un autre client, une autre date ou une autre monnaie à la ligne ${first.line}\u00a0: donnez à chaque achat son propre numéro`,
        en: `purchase ${row.id} has another client, date or currency on line ${first.line}: give each purchase an id of its own`
      }
}

/** Without an id, what a row says is its id; the same row again is another purchase, numbered. */
function unusedId(row: GivenRow, used: Set<number>): string {
  const { client, on, currency, amount, discount, product, quantity } = row
  const said = [client, on, currency, amount, discount, product, quantity].join('\u001f')
  const base = `row:${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}:${number}`
    const mark = markOf(id)
    if (used.has(mark)) continue
    used.add(mark)
    return id
  }
}

/** 52 bits of a hash, the most that a number holds: of a million ids, two are alike once in 9,000 files. */
function markOf(id: string): number {
  const digest = createHash('sha256').update(id).digest()
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) & 15)
}

/** Looks for ids whose rows do not follow each other; one number is kept per id, so that a million fit in little memory. */
export function startLooking(): { see(id: string): void; scattered: ReadonlySet<number> } {
  const seen = new Set<number>()
  const scattered = new Set<number>()
  let last = ''
  return {
    see(id) {
      if (id === '' || id === last) return
      last = id
      const mark = markOf(id)
      if (seen.has(mark)) scattered.add(mark)
      else seen.add(mark)
    },
    scattered
  }
}

function purchasesOf(first: GivenRow, rows: GivenRow[]): FilePurchase[] {
  const purchase = purchaseOf(first, rows)
  const refunded = rows.find((row) => row.refunded !== null)?.refunded ?? 0n
  return refunded > 0n ? [purchase, refundOf(purchase, refunded)] : [purchase]
}

function purchaseOf(first: GivenRow, rows: GivenRow[]): FilePurchase {
  const isCostKnown = rows.every(({ cost }) => cost !== null)
  const ofLines = isCostKnown ? total(rows, ({ cost }) => cost) : undefined
  const optional = (value: string | null) => value ?? undefined
  return {
    line: first.line,
    idSource: first.idSource,
    client: first.client,
    clientEmail: first.clientEmail,
    clientName: first.clientName,
    externalId: first.id,
    on: first.on,
    currency: first.currency,
    ...priceOf(rows),
    cost: rows.find(({ orderCost }) => orderCost !== null)?.orderCost ?? ofLines,
    paymentMeans: optional(first.payment),
    channel: optional(first.channel),
    refundOf: optional(first.refundOf),
    lines: rows.map((row) => ({
      product: optional(row.product),
      type: optional(row.type),
      brand: optional(row.brand),
      quantity: optional(row.quantity),
      amount: row.amount ?? undefined,
      discount: row.discount,
      cost: row.cost ?? undefined
    }))
  }
}

/** What the file says of the whole order counts, be it with carriage and taxes that no line names; else the sum of the lines. */
function priceOf(rows: GivenRow[]): { amount: bigint; discount: bigint } {
  const ofOrder = (of: (row: GivenRow) => bigint | null) => rows.map(of).find((sum) => sum !== null) ?? null
  const lines = { amount: total(rows, ({ amount }) => amount), discount: total(rows, ({ discount }) => discount) }
  const paid = ofOrder(({ orderTotal }) => orderTotal)
  const saved = ofOrder(({ orderDiscount }) => orderDiscount)
  const discount = saved === null ? lines.discount : withSignOf(paid ?? lines.amount, saved)
  return settled(paid === null ? lines.amount : paid + discount, discount)
}

/** Sales and returns on one bill can leave a discount that is larger than the amount, or of its other sign: then it is taken off. */
function settled(amount: bigint, discount: bigint): { amount: bigint; discount: bigint } {
  const isOfOneSign = discount === 0n || (amount > 0n && discount > 0n) || (amount < 0n && discount < 0n)
  return isOfOneSign ? { amount, discount } : { amount: amount - discount, discount: 0n }
}

function total(rows: GivenRow[], of: (row: GivenRow) => bigint | null): bigint {
  return rows.reduce((sum, row) => sum + (of(row) ?? 0n), 0n)
}

/** A file that tells of an order and of what was given back of it since: two purchases, of one day for want of a better one. */
function refundOf(purchase: FilePurchase, refunded: bigint): FilePurchase {
  return {
    ...purchase,
    externalId: `${purchase.externalId}:refund`,
    amount: -refunded,
    discount: 0n,
    cost: undefined,
    refundOf: purchase.externalId,
    lines: []
  }
}
