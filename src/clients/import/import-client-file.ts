import { basename } from 'node:path'
import type { Field } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Actor } from '#src/team/audit-store.ts'
import { loadUs } from '#src/team/store.ts'
import { CLIENT_TITLES, titlesOfFields, type ClientField } from './columns.ts'
import { importClientBatch } from './import-clients.ts'
import {
  importTable,
  openMapped,
  refuseOpen,
  type Imported,
  type ImportOptions,
  type MappedTable,
  type Need
} from './import-table.ts'
import { guessFormat, readClientRow } from './read-client.ts'

/** What an import needs of the program. */
export interface ImportWorld {
  database: Database
  clock: Clock
  secrets: Pick<Secrets, 'hash'>
  /** Who imports. */
  by: Actor
}

/** Without a name and an address there is no client. */
export const CLIENT_NEEDS = [
  {
    anyOf: ['email', 'name', 'last_name', 'first_name', 'company'],
    what: 'a name or an email',
    example: 'email=COLUMN'
  }
] as const satisfies Need[]

/**
 * Opens a client file and finds its columns.
 * @throws Refusal where it is no table, or a column that was mapped is not there
 */
export async function openClientTable(
  db: Db,
  path: string,
  options: Pick<ImportOptions, 'map' | 'mapping'>
): Promise<MappedTable<ClientField> & { fields: Field[] }> {
  const fields = await listFields(db)
  const titles = { ...CLIENT_TITLES, ...titlesOfFields(fields) }
  return { ...(await openMapped<ClientField>(db, path, { kind: 'clients', titles, programs: [], options })), fields }
}

/**
 * Adds or changes clients from a table of any program. Safe to repeat: clients are found by the source's id, else by address.
 * @param path of the file; `name` is what it is called where that differs, as for an upload
 * @throws Refusal where the file is no table, or holds neither names nor addresses
 */
export async function importClientFile(
  world: ImportWorld,
  path: string,
  { name = basename(path), ...options }: ImportOptions & { name?: string }
): Promise<Imported> {
  const { database, clock, secrets, by } = world
  const { prisma } = database
  const mapped = await openClientTable(prisma, path, options)
  refuseOpen(mapped, CLIENT_NEEDS)
  const { table, columns, fields } = mapped
  const settings = await readSettings(prisma)
  const now = clock.now()
  const format = guessFormat(table.sample, columns, {
    today: now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate(),
    country: settings['firm.country'],
    header: table.header,
    dates: options.dates,
    fields: fields.filter(({ key }) => columns[key] !== undefined)
  })
  const us = await loadUs(prisma)
  const context = { now, us, by, fields, file: name, secrets, named: new Map<string, number>() }
  const nothing = { created: 0, updated: 0, unchanged: 0, refused: [] }
  return importTable(database, mapped, {
    options,
    at: dateOf(now),
    guessed: { dates: format.guessedDays },
    taker: {
      async take(rows, transact) {
        const read = rows.map((row) => readClientRow(row, columns, format))
        const given = read.flatMap((row) => ('reason' in row ? [] : [row]))
        const refused = read.flatMap((row) => ('reason' in row ? [row] : []))
        const counts = await transact((tx) => importClientBatch(tx, given, context))
        return { ...counts, refused: [...refused, ...counts.refused] }
      },
      end: async () => nothing
    }
  })
}
