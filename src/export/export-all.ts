import { createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { CARD_ROWS } from '#src/clients/vcard/card-store.ts'
import { cardClientForm, writeCard } from '#src/clients/vcard/write-card.ts'
import { eachRows, type Row } from '#src/platform/database/cursor.ts'
import type { Database } from '#src/platform/database/database.ts'
import { decimalText } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { CSV_TABLES, JSON_TABLES, type ExportedTable } from './tables.ts'

/** What was written, with the number of rows per file. */
export type Exported = { file: string; rows: number }[]

/**
 * Writes everything that is held into a folder: clients and purchases as CSV that can be imported again, the rest as JSON lines.
 * @throws Refusal where the folder holds something already
 */
export async function exportAll(database: Database, folder: string): Promise<Exported> {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0)
    throw new Refusal('folder-not-empty', `${folder} is not empty: name a new folder, so that nothing is written over.`)
  const exported: Exported = []
  for (const table of CSV_TABLES) exported.push(await write(database, folder, table, csvText))
  exported.push(await write(database, folder, { file: 'clients.vcf', query: CARD_ROWS }, cardsText))
  for (const table of JSON_TABLES) exported.push(await write(database, folder, table, jsonText))
  return exported
}

type AsText = (rows: Row[], isFirst: boolean) => string

async function write(database: Database, folder: string, { file, query }: ExportedTable, asText: AsText) {
  const stream = createWriteStream(join(folder, file), { mode: 0o600 })
  let isFirst = true
  const rows = await eachRows(database.prisma, query, async (part) => {
    const isBuffered = stream.write(asText(part, isFirst))
    isFirst = false
    if (!isBuffered) await new Promise<void>((drained) => stream.once('drain', () => drained()))
  })
  stream.end()
  await finished(stream)
  return { file, rows }
}

function jsonText(rows: Row[]): string {
  return rows.map(({ row }) => `${JSON.stringify(row)}\n`).join('')
}

function cardsText(rows: Row[]): string {
  return rows.map(({ row }) => writeCard(cardClientForm.parse(row))).join('')
}

function csvText(rows: Row[], isFirst: boolean): string {
  return stringify(rows.map(inWholeUnits), { header: isFirst })
}

/** Sums leave as people write them: `amount_minor` in cents becomes `amount` in euros. */
function inWholeUnits(row: Row): Row {
  const currency = typeof row['currency'] === 'string' ? row['currency'] : 'EUR'
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name !== 'position')
      .map(([name, value]) =>
        name.endsWith('_minor') ? [name.slice(0, -6), sum(value, currency)] : [name, value ?? '']
      )
  )
}

function sum(value: unknown, currency: string): string {
  return typeof value === 'bigint' ? decimalText(value, currency) : ''
}
