import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { writtenDay } from '#src/platform/written-day.ts'

/**
 * Where a list goes on: the order's value and the id of the last row shown. It stands in addresses, so it is read with
 * care: one that does not fit starts the list anew.
 */
export interface Cursor {
  value: string
  id: string
}

const cursorSchema = z.tuple([z.string().max(300), z.guid()])

export function writeCursor({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

/** @param order what the list is ordered by: a value of another kind would be an error of the database */
export function readCursor(text: string | undefined, order: Order): Cursor | null {
  if (!text) return null
  try {
    const [value, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return FITS[order](value) ? { value, id } : null
  } catch {
    return null
  }
}

/** What a list can be ordered by: instants, days, texts, whole numbers. */
export type Order = 'instant' | 'day' | 'text' | 'number'

const FITS: Record<Order, (value: string) => boolean> = {
  instant: (value) => HAS_YEAR.test(value) && isInstant(value),
  day: (value) => writtenDay(value) !== null,
  text: (value) => !value.includes('\0') && value.isWellFormed(),
  number: (value) => /^-?\d{1,18}$/.test(value)
}

/** PostgreSQL knows no year 0, and writes other years than these in another way. */
const HAS_YEAR = /^(?!0000)\d{4}-/

/** @throws where it is none */
function isInstant(value: string): boolean {
  return Temporal.Instant.from(value).epochMilliseconds > -Infinity
}

/** One part of a list, and where the next one begins. */
export interface Part<Row> {
  rows: Row[]
  next: string | null
}

/** Makes a part of one row too many, which tells that there is more. */
export function partOf<Row>(rows: Row[], size: number, cursorOf: (row: Row) => Cursor): Part<Row> {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > size && last ? writeCursor(cursorOf(last)) : null }
}
