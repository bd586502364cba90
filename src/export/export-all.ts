import { createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import type { Field } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import { fieldText } from '#src/clients/fields/value.ts'
import { CARD_ROWS } from '#src/clients/vcard/card-store.ts'
import { cardClientForm, writeCard } from '#src/clients/vcard/write-card.ts'
import { csvText } from '#src/platform/csv/write.ts'
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
  for (const { file } of FILES) exported.push(await write(database, folder, file))
  return exported
}

interface ExportedFile extends ExportedTable {
  asText: (rows: Row[], part: { isFirst: boolean; fields: Field[] }) => string
}

const FILES: readonly ExportedFile[] = [
  ...CSV_TABLES.map((table) => ({ ...table, asText: tableText })),
  { file: 'clients.vcf', query: CARD_ROWS, asText: cardsText },
  ...JSON_TABLES.map((table) => ({ ...table, asText: jsonText }))
]

/** Names of all files that there are to export. */
export const EXPORTED_FILES: readonly string[] = FILES.map(({ file }) => file)

/**
 * Reads one file of the export, a part at a time, as it stands now.
 * @returns how many rows it has
 * @throws Refusal where there is none of this name
 */
export async function readExport(
  database: Database,
  name: string,
  onText: (text: string) => Promise<void>
): Promise<number> {
  const found = FILES.find(({ file }) => file === name)
  if (!found) throw new Refusal('not-found', `There is no file ${name} to export.`)
  const fields = await listFields(database.prisma)
  let isFirst = true
  return eachRows(database.prisma, found.query, async (part) => {
    await onText(found.asText(part, { isFirst, fields }))
    isFirst = false
  })
}

async function write(database: Database, folder: string, file: string) {
  const stream = createWriteStream(join(folder, file), { mode: 0o600 })
  const rows = await readExport(database, file, async (text) => {
    const isBuffered = stream.write(text)
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

function tableText(rows: Row[], { fields, isFirst }: { fields: Field[]; isFirst: boolean }): string {
  return csvText(
    rows.map(({ fields: held, ...row }) => ({ ...inWholeUnits(row), ...fieldColumns(held, fields) })),
    { header: isFirst }
  )
}

/** A column for each typed field, so that an import finds them again; none for rows that have no fields. */
function fieldColumns(held: unknown, fields: Field[]): Row {
  const values = heldForm.safeParse(held)
  if (!values.success) return {}
  return Object.fromEntries(fields.map((field) => [field.key, fieldText(field, values.data[field.key])]))
}
const heldForm = z.record(z.string(), z.unknown())

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
