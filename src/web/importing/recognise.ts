import { CLIENT_NEEDS, openClientTable } from '#src/clients/import/import-client-file.ts'
import { missingOf, type MappedTable } from '#src/clients/import/import-table.ts'
import { CLIENT_FIELD_WORDS } from '#src/clients/import/field-words.ts'
import { listMappings } from '#src/clients/import/mapping-store.ts'
import type { Reason } from '#src/clients/import/rows.ts'
import { readMapping } from '#src/platform/csv/columns.ts'
import type { Db } from '#src/platform/database/database.ts'
import { PURCHASE_FIELD_WORDS } from '#src/purchases/import/field-words.ts'
import { openPurchaseTable, PURCHASE_NEEDS } from '#src/purchases/import/import-purchase-file.ts'
import { uploadPath } from './files.ts'
import type { FileImport } from './import-store.ts'

/** One column of the file, and where it goes. */
export interface FileColumn {
  index: number
  /** Empty where the file gives none. */
  title: string
  /** What stands in it, of the first rows. */
  samples: string[]
  /** Empty: it is not taken. */
  field: string
  doubt: 'doubt' | 'doubtPrice' | null
}

/** A field that columns may go to. */
export interface Target {
  key: string
  words: Reason
  /** Added or kept by the owner, not built in. */
  isOwn: boolean
}

/** What is made of a file's columns. */
export interface Recognised {
  columns: FileColumn[]
  targets: Target[]
  missing: Missing[]
  program: string | null
  /** The kept columns that were taken, and all that fit this file. */
  kept: string | null
  mappings: string[]
}

export type Missing = 'person' | 'client' | 'amount' | 'date'

/** In the order of the core's needs. */
const MISSING: Record<FileImport['kind'], Missing[]> = { clients: ['person'], purchases: ['client', 'amount', 'date'] }
const SAMPLES = 3
const SAMPLE_LETTERS = 60

/**
 * Recognises a table's columns: as confirmed before, else as kept under a name, else by titles and content.
 * @param kept name of kept columns; null: none; undefined: those that fit the file, if any
 * @throws Refusal where the file is no table
 */
export async function recognise(
  db: Db,
  row: Pick<FileImport, 'id' | 'kind' | 'wishes'>,
  { folder, kept }: { folder: string; kept: string | null | undefined }
): Promise<Recognised> {
  const path = uploadPath(folder, row.id)
  const open = (map: string[]) =>
    row.kind === 'clients' ? openClientTable(db, path, { map }) : openPurchaseTable(db, path, { map })
  const bare = await open([])
  const fitting = (await listMappings(db)).filter(
    ({ kind, columns }) => kind === row.kind && fits(columns, bare.table.header)
  )
  const isConfirmed = row.wishes.map.length > 0 && kept === undefined
  const taken = isConfirmed ? undefined : fitting.find(({ name }) => (kept === undefined ? true : name === kept))
  const map = taken ? Object.entries(taken.columns).map(([field, title]) => `${field}=${title}`) : row.wishes.map
  const mapped = map.length === 0 || kept === null ? bare : await open(map)
  return {
    columns: columnsOf(mapped),
    targets: targetsOf(row.kind, mapped),
    missing: missingIn(row.kind, mapped.columns),
    program: mapped.program,
    kept: taken?.name ?? null,
    mappings: fitting.map(({ name }) => name)
  }
}

/** What is missing where columns go to these fields. */
export function missingIn(kind: FileImport['kind'], columns: Record<string, number | undefined>): Missing[] {
  const needs = kind === 'clients' ? CLIENT_NEEDS : PURCHASE_NEEDS
  const open = missingOf<(typeof needs)[number]>({ columns }, needs)
  return needs.flatMap((need, index) => (open.includes(need) ? (MISSING[kind][index] ?? []) : []))
}

/** Says of every field where it comes from, so that nothing is guessed any more. */
export function mapOf(targets: Target[], chosen: ReadonlyMap<string, number>): string[] {
  return targets.map(({ key }) => {
    const index = chosen.get(key)
    return index === undefined ? `${key}=` : `${key}=#${index + 1}`
  })
}

function fits(columns: Record<string, string>, header: string[]): boolean {
  const titles = [...readMapping(Object.entries(columns).map(([field, title]) => `${field}=${title}`)).values()]
  const isThere = (title: string) => header.includes(title) || Number(/^#(\d+)$/.exec(title)?.[1]) <= header.length
  return titles.length > 0 && titles.every(isThere)
}

function columnsOf({ table, columns, doubts }: MappedTable<string>): FileColumn[] {
  // Where a price may be of a piece or of the row, the column goes to both; the select says the one that counts.
  const fieldAt = (index: number) =>
    Object.keys(columns)
      .filter((field) => columns[field] === index)
      .toSorted((a, b) => Number(a === 'price') - Number(b === 'price'))[0] ?? ''
  return table.header.map((title, index) => {
    const filled = table.sample.flatMap((cells) => {
      const text = (cells[index] ?? '').trim()
      return text === '' ? [] : [text.slice(0, SAMPLE_LETTERS)]
    })
    const doubt = doubts.find(({ column }) => column === index)
    return {
      index,
      title: /^#\d+$/.test(title) ? '' : title,
      samples: [...new Set(filled)].slice(0, SAMPLES),
      field: fieldAt(index),
      doubt: doubt ? (doubt.refusal.code === 'which-price' ? 'doubtPrice' : 'doubt') : null
    }
  })
}

function targetsOf(kind: FileImport['kind'], mapped: MappedTable<string> & { fields?: FieldWords[] }): Target[] {
  const words: Record<string, Reason> = kind === 'clients' ? CLIENT_FIELD_WORDS : PURCHASE_FIELD_WORDS
  const builtIn = Object.entries(words).map(([key, words]) => ({ key, words, isOwn: false }))
  const own = (mapped.fields ?? []).map(({ key, label }) => ({ key, words: label, isOwn: true }))
  return [...builtIn, ...own.filter(({ key }) => words[key] === undefined)]
}

interface FieldWords {
  key: string
  label: Reason
}
