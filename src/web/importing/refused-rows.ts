import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { RefusedRow } from '#src/clients/import/rows.ts'
import type { Table } from '#src/platform/csv/table.ts'
import { errorCode } from '#src/platform/error.ts'

/** Most refused rows that are told one by one: with more, the whole file is wrong, and its first rows say why. */
export const REFUSED_MOST = 50_000

const rowSchema = z.object({
  line: z.number(),
  reason: z.object({ fr: z.string(), en: z.string() }),
  cells: z.array(z.string())
})
/** A refused row with what stands in it, so that it can be put right. */
export type ToldRow = z.output<typeof rowSchema>

/**
 * Writes down the refused rows with their cells, which are read from the file once more.
 * @param table null for an address book, whose cards are found by their lines
 */
export async function writeRefused(path: string, refused: RefusedRow[], table: Table | null): Promise<void> {
  const out = createWriteStream(path, { mode: 0o600 })
  const put = async (value: unknown) => {
    if (!out.write(`${JSON.stringify(value)}\n`)) await once(out, 'drain')
  }
  await put(table?.header ?? [])
  if (table === null) for (const row of refused) await put({ ...row, cells: [] })
  else {
    const reasons = new Map(refused.map(({ line, reason }) => [line, reason]))
    for await (const { rows } of table.parts())
      for (const { line, cells } of rows) {
        const reason = reasons.get(line)
        if (reason) await put({ line, reason, cells })
      }
  }
  out.end()
  await once(out, 'close')
}

/** The titles of the file, then its refused rows. Nothing where none were written down, or they are gone. */
export async function* readRefused(path: string): AsyncGenerator<ToldRow | { header: string[] }> {
  const file = createReadStream(path, 'utf8')
  try {
    let isFirst = true
    for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
      const value: unknown = JSON.parse(line)
      yield isFirst ? { header: z.array(z.string()).parse(value) } : rowSchema.parse(value)
      isFirst = false
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  } finally {
    file.destroy()
  }
}

/** The first of them, for the page. */
export async function firstRefused(path: string, most: number): Promise<ToldRow[]> {
  const rows: ToldRow[] = []
  for await (const row of readRefused(path)) {
    if ('line' in row) rows.push(row)
    if (rows.length >= most) break
  }
  return rows
}
