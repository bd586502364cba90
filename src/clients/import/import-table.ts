import type { DecimalSign } from '#src/platform/csv/amounts.ts'
import type { TableRow } from '#src/platform/csv/cells.ts'
import {
  fieldOfTitle,
  findColumns,
  knownTitles,
  readMapping,
  type Columns,
  type ColumnTitles,
  type Doubt
} from '#src/platform/csv/columns.ts'
import type { DayOrder, GuessedDays } from '#src/platform/csv/days.ts'
import { openTable, type Table } from '#src/platform/csv/table.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { findMapping, saveMapping, type ImportKind } from './mapping-store.ts'
import type { RefusedRow } from './rows.ts'
import { inTransactions, type Transact } from './transactions.ts'

/** How the person who imports wants it. */
export interface ImportOptions {
  /** `FIELD=COLUMN`: what the titles do not tell. COLUMN is a title or `#3`; an empty one leaves the field out. */
  map: string[]
  /** Name under which the columns are kept, and taken from if they are kept already. */
  mapping?: string | undefined
  /** Does everything, tells what it would do, and takes it back. */
  dryRun: boolean
  /** Stores nothing if any row is refused. */
  allOrNothing: boolean
  /** How days in figures are written, where nothing in the file decides; undefined: day first. */
  dates?: DayOrder | undefined
  /** Most refused rows that are told one by one; undefined: all. */
  refusedMost?: number | undefined
  onProgress?: ((progress: ImportProgress) => void) | undefined
}

/** How far an import is. */
export interface ImportProgress extends ImportSums {
  /** Of the file. */
  bytes: number
  size: number
  /** Rows so far that name a client whom an earlier row names. */
  again: number
}

/** How many rows were read, and what they came to. */
export interface ImportSums {
  read: number
  created: number
  updated: number
  unchanged: number
  refusals: number
}

/** A row that names the same client as an earlier one of the file. */
export interface SameRow {
  line: number
  /** Line of the first that named them. */
  first: number
}

/** What came of an import. */
export interface Imported extends ImportSums {
  /** In the order of lines; the first ones where only so many were wanted. */
  refused: RefusedRow[]
  /** Rows that completed what an earlier row of the file says of the same client; they are counted nowhere else. */
  again: SameRow[]
  /** Field → title of the column that was taken for it, as mapped or guessed. */
  columns: Record<string, string>
  /** Titles of columns that nothing was taken from. */
  ignored: string[]
  /** The program that the file's titles are those of, where it is known. */
  program: string | null
  encoding: string
  separator: string
  /** How days in figures were read, and whether a day of the file showed it; null where there are none. */
  dates: GuessedDays | null
  /** The sign that parts decimals of the main sums; null where none tells. */
  decimals: DecimalSign
  /** False after a dry run, and where rows were refused of an import that was to be whole. */
  isStored: boolean
}

/** How a file writes what can be written in several ways. */
export interface Guessed {
  dates: GuessedDays | null
  decimals?: DecimalSign
}

export type ImportCounts = Pick<Imported, 'created' | 'updated' | 'unchanged' | 'refused'> &
  Partial<Pick<Imported, 'again'>>

/** A table whose columns are known. */
export interface MappedTable<Field extends string> {
  table: Table
  columns: Columns<Field> & Columns<string>
  program: string | null
  kind: ImportKind
  doubts: Doubt[]
}

/** Titles of a known program's file: where all of `has` are there, `map` says what its columns are. */
export interface KnownProgram<Field extends string> {
  name: string
  has: string[]
  map: Partial<Record<Field, string>>
}

/**
 * Opens a file and finds its columns: as mapped by flags, as kept under the name, as its program writes them, as titles tell.
 * @throws Refusal where it is no table, or a column that was mapped is not there
 */
export async function openMapped<Field extends string>(
  db: Db,
  path: string,
  {
    kind,
    titles,
    programs,
    options
  }: {
    kind: ImportKind
    titles: ColumnTitles<Field> & ColumnTitles<string>
    programs: KnownProgram<Field>[]
    options: Pick<ImportOptions, 'map' | 'mapping'>
  }
): Promise<MappedTable<Field>> {
  const kept = options.mapping === undefined ? null : await findMapping(db, kind, options.mapping)
  const said = new Map([...(kept ?? []), ...readMapping(options.map)])
  const known = knownTitles<string>(titles)
  const isMapped = new Set(said.values())
  const table = await openTable(path, (title) => isMapped.has(title) || fieldOfTitle(known, title) !== null)
  const program = programs.find(({ has }) => has.every((title) => hasTitle(table, title)))
  const ofProgram = Object.entries<string | undefined>(program?.map ?? {}).flatMap(
    ([field, title]): [string, string][] =>
      title === undefined || (title !== '' && !hasTitle(table, title)) ? [] : [[field, title]]
  )
  const { columns, doubts } = findColumns<string>(table.header, known, {
    mapped: new Map([...ofProgram, ...said]),
    fields: Object.keys(titles),
    sample: table.sample
  })
  return { table, columns, program: program?.name ?? null, kind, doubts }
}

function hasTitle({ header }: Table, title: string): boolean {
  return header.some((own) => own.toLowerCase() === title.toLowerCase())
}

/** Fields of which one must be there: a file that tells no client cannot be imported. */
export interface Need {
  anyOf: readonly string[]
  /** In English, as the command line asks for it. */
  what: string
  example: string
}

/** What no column is there for. */
export function missingOf<N extends Need>({ columns }: { columns: Columns<string> }, needs: readonly N[]): N[] {
  return needs.filter(({ anyOf }) => !anyOf.some((field) => columns[field] !== undefined))
}

/** @throws Refusal where a column is in doubt, or none is there for what cannot be missing */
export function refuseOpen(mapped: MappedTable<string>, needs: readonly Need[]): void {
  const [doubt] = mapped.doubts
  if (doubt) throw doubt.refusal
  const [missing] = missingOf(mapped, needs)
  if (missing) throw missingColumn(mapped, missing)
}

function missingColumn({ table }: MappedTable<string>, { what, example }: Need): Refusal {
  if (table.header[0] === '#1')
    return new Refusal(
      'no-titles',
      `The file has no line of titles. Put one above it, or say which column holds ${what} by its place: --map ${example.replace('COLUMN', '#1')}. The first row is: ${(table.sample[0] ?? []).map((cell, index) => `#${index + 1} ${cell.trim()}`).join(', ')}.`
    )
  return new Refusal(
    'missing-column',
    `No column of the file looks like ${what}; its columns are: ${table.header.join(', ')}. Name it with --map ${example}.`
  )
}

/** What is done with the rows, a part at a time, inside the transactions it asks for. */
export interface RowTaker {
  take(rows: TableRow[], transact: Transact): Promise<ImportCounts>
  /** What is still open at the end of the file. */
  end(transact: Transact): Promise<ImportCounts>
}

/** Runs the rows of a table through an importer, as the options want it. */
export async function importTable<Field extends string>(
  { prisma }: Database,
  { table, columns, program, kind }: MappedTable<Field>,
  { taker, options, at, guessed }: { taker: RowTaker; options: ImportOptions; at: Date; guessed?: Guessed }
): Promise<Imported> {
  const outcome = startOutcome(options)
  const isStored = await inTransactions(prisma, options, outcome.sums, async (transact) => {
    for await (const { rows, bytes, size } of table.parts()) {
      outcome.sums.read += rows.length
      if (rows.length > 0) outcome.add(await taker.take(rows, transact))
      options.onProgress?.({ ...outcome.sums, bytes, size, again: outcome.again.length })
    }
    outcome.add(await taker.end(transact))
  })
  const found = titlesOf(columns, table.header)
  if (isStored && options.mapping !== undefined)
    await saveMapping(prisma, { kind, name: options.mapping, columns: found, at })
  const used = new Set(Object.values(columns))
  return {
    ...outcome.sums,
    refused: outcome.refused(),
    again: outcome.again,
    columns: found,
    ignored: table.header.filter((title, index) => title !== '' && !used.has(index)),
    program,
    encoding: table.encoding,
    separator: table.separator,
    dates: guessed?.dates ?? null,
    decimals: guessed?.decimals ?? null,
    isStored
  }
}

/** Adds up what came of the parts; of refused rows it keeps as many as are wanted. */
export function startOutcome({ refusedMost = Infinity }: Pick<ImportOptions, 'refusedMost'>) {
  const sums: ImportSums = { read: 0, created: 0, updated: 0, unchanged: 0, refusals: 0 }
  const kept: RefusedRow[] = []
  const again: SameRow[] = []
  return {
    sums,
    again,
    add({ created, updated, unchanged, refused, again: same = [] }: ImportCounts): void {
      sums.created += created
      sums.updated += updated
      sums.unchanged += unchanged
      sums.refusals += refused.length
      for (const row of same) again.push(row)
      for (const row of refused) if (kept.length < refusedMost) kept.push(row)
    },
    refused: () => kept.toSorted((a, b) => a.line - b.line)
  }
}

/** Two columns of one title are told apart by their place. */
function titlesOf(columns: Columns<string>, header: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns)
      .toSorted(([, one = 0], [, other = 0]) => one - other)
      .flatMap(([field, index]) => {
        const title = index === undefined ? '' : (header[index] ?? '')
        const isSole = title !== '' && header.indexOf(title) === header.lastIndexOf(title)
        return index === undefined ? [] : [[field, isSole ? title : `#${index + 1}`]]
      })
  )
}
