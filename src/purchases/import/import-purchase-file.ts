import type { ImportWorld } from '#src/clients/import/import-client-file.ts'
import {
  importTable,
  openMapped,
  refuseOpen,
  type Imported,
  type ImportCounts,
  type ImportOptions,
  type MappedTable,
  type Need
} from '#src/clients/import/import-table.ts'
import type { Transact } from '#src/clients/import/transactions.ts'
import type { DecimalSign } from '#src/platform/csv/amounts.ts'
import { cellValue } from '#src/platform/csv/cell.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { loadUs } from '#src/team/store.ts'
import { PURCHASE_TITLES, type PurchaseColumns, type PurchaseField } from './columns.ts'
import { knownByContent } from './content.ts'
import { startGrouping, startLooking, type FilePurchase, type Grouped } from './group-rows.ts'
import { importPurchaseBatch } from './import-purchases.ts'
import { PURCHASE_PROGRAMS } from './programs.ts'
import { guessPurchaseFormat, readPurchaseRow, type PurchaseFormat } from './read-purchase.ts'

/** Purchases per transaction. */
const BATCH = 2_000

/** Without a client, a price and a day there is no purchase. */
export const PURCHASE_NEEDS = [
  { anyOf: ['client', 'client_email', 'client_name'], what: 'a client', example: 'client=COLUMN' },
  { anyOf: ['amount', 'paid', 'unit_price', 'order_total'], what: 'an amount', example: 'amount=COLUMN' },
  { anyOf: ['date'], what: 'a date', example: 'date=COLUMN' }
] as const satisfies Need[]

/**
 * Opens a purchase file and finds its columns, by their titles and what is in them.
 * @throws Refusal where it is no table, or a column that was mapped is not there
 */
export async function openPurchaseTable(
  db: Db,
  path: string,
  options: Pick<ImportOptions, 'map' | 'mapping'>
): Promise<MappedTable<PurchaseField>> {
  const opened = await openMapped<PurchaseField>(db, path, {
    kind: 'purchases',
    titles: PURCHASE_TITLES,
    programs: PURCHASE_PROGRAMS,
    options
  })
  return { ...opened, ...knownByContent(opened, options.map) }
}

/**
 * Records purchases from a table of any program. Safe to repeat: the same id of the same source changes the purchase.
 * @throws Refusal where the file is no table, or no column tells the client, the day or the price
 */
export async function importPurchaseFile(
  { database, clock, secrets }: ImportWorld,
  path: string,
  options: ImportOptions & { source: string; createClients: boolean }
): Promise<Imported> {
  const { prisma } = database
  const mapped = await openPurchaseTable(prisma, path, options)
  refuseOpen(mapped, PURCHASE_NEEDS)
  const { table, columns } = mapped
  const settings = await readSettings(prisma)
  const now = clock.now()
  const format = guessPurchaseFormat(table.sample, columns, {
    today: now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate(),
    currency: settings['firm.currency'],
    header: table.header,
    dates: options.dates
  })
  const context = {
    now,
    us: await loadUs(prisma),
    secrets,
    source: options.source,
    createClients: options.createClients
  }
  const grouping = startGrouping(await scatteredIds(mapped))
  let waiting: FilePurchase[] = []

  async function flush(transact: Transact, least: number): Promise<ImportCounts> {
    const counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, refused: [] }
    while (waiting.length >= least) {
      const batch = waiting.slice(0, BATCH)
      waiting = waiting.slice(BATCH)
      const { created, updated, unchanged, refused } = await transact((tx) => importPurchaseBatch(tx, batch, context))
      counts.created += created
      counts.updated += updated
      counts.unchanged += unchanged
      counts.refused.push(...refused)
    }
    return counts
  }

  return importTable(database, mapped, {
    options,
    at: dateOf(now),
    guessed: { dates: format.guessedDays, decimals: mainDecimals(format, columns) },
    taker: {
      async take(rows, transact) {
        const refused: ImportCounts['refused'] = []
        for (const row of rows) {
          const read = readPurchaseRow(row, columns, { format, open: grouping.open() })
          const isRefused = 'reason' in read
          const grouped: Grouped = isRefused
            ? grouping.spoil({ id: cellValue(row.cells, columns.id), line: row.line })
            : grouping.add(read)
          if (isRefused) refused.push(read)
          refused.push(...grouped.refused)
          waiting.push(...grouped.done)
        }
        const counts = await flush(transact, BATCH)
        return { ...counts, refused: [...refused, ...counts.refused] }
      },
      async end(transact) {
        waiting.push(...grouping.end())
        return flush(transact, 1)
      }
    }
  })
}

function mainDecimals({ decimals }: PurchaseFormat, columns: PurchaseColumns): DecimalSign {
  const main = (['amount', 'paid', 'unit_price', 'order_total'] as const).find((field) => columns[field] !== undefined)
  return main ? decimals[main] : null
}

/** Purchases whose rows stand in several places wait for the end of the file, in memory: so many may. */
const SCATTERED_MAX = 200_000

/** @throws Refusal where there are too many of them */
async function scatteredIds({ table, columns }: MappedTable<PurchaseField>): Promise<ReadonlySet<number>> {
  const looking = startLooking()
  if (columns.id === undefined) return looking.scattered
  for await (const { rows } of table.parts()) for (const { cells } of rows) looking.see(cellValue(cells, columns.id))
  if (looking.scattered.size <= SCATTERED_MAX) return looking.scattered
  const title = table.header[columns.id] ?? 'id'
  throw new Refusal(
    'scattered-purchases',
    `The rows of ${looking.scattered.size} purchases stand in several places: sort the file by "${title}" and import it again.`
  )
}
