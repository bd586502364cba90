import { z } from 'zod'
import type { Row } from './report.ts'
import type { ShownReport } from './shown.ts'

/** What is kept of an answer; the report itself stands in the program. */
export type StoredAnswer = Omit<ShownReport, 'report' | 'computedAt'>

/** JSON has no integers of that size: minor units are text. */
const minor = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text))
const words = z.object({ fr: z.string(), en: z.string() })
const cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  words,
  z.object({ minor }).transform((stored) => stored.minor),
  z.object({ total: minor, parts: z.array(minor) })
])
const row = z
  .object({ clientId: z.string().optional(), cells: z.array(cell) })
  .transform(({ clientId, cells }): Row => (clientId === undefined ? { cells } : { clientId, cells }))
const columnType = z.enum([
  'text',
  'words',
  'period',
  'day',
  'count',
  'number',
  'yes',
  'money',
  'percent',
  'change',
  'sum'
])
const chart = z.object({
  kind: z.enum(['bars', 'line']),
  title: words,
  unit: z.enum(['money', 'percent', 'count']),
  labels: z.array(z.string()),
  series: z.array(z.object({ name: words, values: z.array(z.number().nullable()) }))
})

/** An answer as it is read back. */
export const storedForm = z.object({
  from: z.string().nullable(),
  to: z.string(),
  currency: z.string(),
  columns: z.array(z.object({ type: columnType, label: words })),
  rows: z.array(row),
  rowCount: z.number(),
  ifNone: words,
  notes: z.array(words),
  warning: words.nullable(),
  charts: z.array(chart)
}) satisfies z.ZodType<StoredAnswer>

/** An answer as it is stored. */
export function storedText({ rows, ...answer }: Omit<ShownReport, 'report'>): string {
  const cells = (row: Row) => row.cells.map((cell) => (typeof cell === 'bigint' ? { minor: cell } : cell))
  return JSON.stringify(
    { ...answer, rows: rows.map((row) => ({ ...row, cells: cells(row) })) },
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  )
}
