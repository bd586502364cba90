import { createHash } from 'node:crypto'
import type { GivenPurchase } from '#src/purchases/store.ts'
import type { GivenRow, RefusedRow } from './read-purchase.ts'

/** A purchase of the file whose client is still as written. */
export interface FilePurchase extends Omit<GivenPurchase, 'clientId'> {
  line: number
  client: string
}

/** Puts the rows of one purchase together, as they come. */
export interface Grouping {
  /** @returns the purchase before, when a row of another one comes; or why the row cannot belong anywhere */
  add(row: GivenRow): { done: FilePurchase | null; refused: RefusedRow | null }
  /** The purchase that was still open. */
  end(): FilePurchase | null
}

/**
 * Rows that follow each other with the same id are lines of one purchase. What was seen is kept as one number per purchase,
 * so that a million fit in little memory.
 */
export function startGrouping(): Grouping {
  const seen = new Set<number>()
  let open: GivenRow[] = []

  function close(): FilePurchase | null {
    const [first] = open
    return first ? purchaseOf(first, open) : null
  }

  return {
    add(row) {
      const [first] = open
      const belongs = first !== undefined && row.id !== '' && row.id === first.id
      if (belongs) {
        const refused = otherwise(first, row)
        if (refused) return { done: null, refused }
        open.push(row)
        return { done: null, refused: null }
      }
      const named = row.id === '' ? { ...row, id: unusedId(row, seen) } : row
      const mark = fingerprint(named.id)
      if (seen.has(mark))
        return {
          done: null,
          refused: {
            line: row.line,
            reason: `purchase ${row.id} stands further up too: put the rows of one purchase together.`
          }
        }
      seen.add(mark)
      const done = close()
      open = [named]
      return { done, refused: null }
    },
    end: close
  }
}

function otherwise(first: GivenRow, row: GivenRow): RefusedRow | null {
  const isSame = first.client === row.client && first.on === row.on && first.currency === row.currency
  if (isSame) return null
  return {
    line: row.line,
    reason: `purchase ${row.id} has another client, date or currency on line ${first.line}: give each purchase an id of its own.`
  }
}

/** Without an id, what a row says is its id; the same row again is another purchase, numbered. */
function unusedId(row: GivenRow, seen: Set<number>): string {
  const { client, on, currency, amount, discount, product, quantity } = row
  const said = [client, on, currency, amount, discount, product, quantity].join('\u001f')
  const base = `row:${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}:${number}`
    if (!seen.has(fingerprint(id))) return id
  }
}

/** 52 bits of a hash, the most that a number holds: of a million ids, two are alike once in 9,000 files. */
function fingerprint(id: string): number {
  const digest = createHash('sha256').update(id).digest()
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) & 15)
}

function purchaseOf(first: GivenRow, rows: GivenRow[]): FilePurchase {
  const total = (of: (row: GivenRow) => bigint) => rows.reduce((sum, row) => sum + of(row), 0n)
  const isCostKnown = rows.every(({ cost }) => cost !== null)
  const optional = (value: string | null) => value ?? undefined
  return {
    line: first.line,
    client: first.client,
    externalId: first.id,
    on: first.on,
    currency: first.currency,
    amount: total(({ amount }) => amount),
    discount: total(({ discount }) => discount),
    cost: isCostKnown ? total(({ cost }) => cost ?? 0n) : undefined,
    paymentMeans: optional(first.payment),
    channel: optional(first.channel),
    refundOf: optional(first.refundOf),
    lines: rows.map((row) => ({
      product: optional(row.product),
      type: optional(row.type),
      brand: optional(row.brand),
      quantity: optional(row.quantity),
      amount: row.amount,
      discount: row.discount,
      cost: row.cost ?? undefined
    }))
  }
}
