import { z } from 'zod'

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

export function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null
  try {
    const [value, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { value, id }
  } catch {
    return null
  }
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
