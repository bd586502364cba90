import type { ImportWorld } from '#src/clients/import/import-client-file.ts'
import {
  importTable,
  needColumn,
  openMapped,
  type Imported,
  type ImportCounts,
  type ImportOptions,
  type MappedTable,
  type Transact
} from '#src/clients/import/import-table.ts'
import { cellText, cellValue } from '#src/platform/csv/cell.ts'
import { readNumber } from '#src/platform/csv/numbers.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { loadUs } from '#src/team/store.ts'
import { PURCHASE_PROGRAMS, PURCHASE_TITLES, type PurchaseField } from './columns.ts'
import { documentKind } from './documents.ts'
import { startGrouping, type FilePurchase, type Grouped } from './group-rows.ts'
import { importPurchaseBatch } from './import-purchases.ts'
import { guessPurchaseFormat, readPurchaseRow } from './read-purchase.ts'

/** Purchases per transaction. */
const BATCH = 2_000

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
  const opened = await openMapped<PurchaseField>(prisma, path, {
    kind: 'purchases',
    titles: PURCHASE_TITLES,
    programs: PURCHASE_PROGRAMS,
    options
  })
  const mapped = { ...opened, columns: knownByContent(opened, options.map) }
  const { table, columns } = mapped
  needColumn(mapped, { anyOf: ['client', 'client_email', 'client_name'], what: 'a client', example: 'client=COLUMN' })
  needColumn(mapped, {
    anyOf: ['amount', 'paid', 'unit_price', 'order_total'],
    what: 'an amount',
    example: 'amount=COLUMN'
  })
  needColumn(mapped, { anyOf: ['date'], what: 'a date', example: 'date=COLUMN' })
  const settings = await readSettings(prisma)
  const now = clock.now()
  const format = guessPurchaseFormat(table.sample, columns, {
    today: now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate(),
    currency: settings['firm.currency'],
    header: table.header
  })
  const context = {
    now,
    us: await loadUs(prisma),
    secrets,
    source: options.source,
    createClients: options.createClients
  }
  const grouping = startGrouping()
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
    taker: {
      async take(rows, _, transact) {
        const refused: ImportCounts['refused'] = []
        for (const row of rows) {
          const read = readPurchaseRow(row, columns, { format, open: grouping.open() })
          const isRefused = 'reason' in read
          const grouped: Grouped = isRefused
            ? grouping.spoil(cellValue(row.cells, columns.id), row.line)
            : grouping.add(read)
          if (isRefused) refused.push(read)
          refused.push(...grouped.refused)
          waiting.push(...grouped.done)
        }
        const counts = await flush(transact, BATCH)
        return { ...counts, refused: [...refused, ...counts.refused] }
      },
      async end(_, transact) {
        waiting.push(...grouping.end())
        return flush(transact, 1)
      }
    }
  })
}

/** What titles leave open, the cells below them tell. What the caller mapped stays as it is. */
function knownByContent(
  { table, columns: found }: MappedTable<PurchaseField>,
  map: string[]
): MappedTable<PurchaseField>['columns'] {
  const columns = { ...found }
  const isSaid = (field: PurchaseField) => map.some((flag) => flag.startsWith(`${field}=`))
  const sample = (index: number | undefined) =>
    table.sample.map((cells) => cellText(cells, index)).filter((text) => text !== '')
  const most = (texts: string[], is: (text: string) => boolean) =>
    texts.length > 0 && texts.filter(is).length > texts.length * 0.8
  const isDocument = !isSaid('type') && columns.document === undefined && most(sample(columns.type), isDocumentWord)
  if (isDocument) {
    columns.document = columns.type
    delete columns.type
  }
  const isName = columns.client_email !== undefined && !isSaid('client') && most(sample(columns.client), looksLikeName)
  if (isName) {
    columns.client_name ??= columns.client
    delete columns.client
  }
  const { price, quantity } = columns
  const hasPrice = columns.amount !== undefined || columns.paid !== undefined || columns.unit_price !== undefined
  if (price !== undefined && !hasPrice) {
    const isSingle = sample(quantity).every((text) => Math.abs(readNumber(text) ?? 1) === 1)
    if (!isSingle && columns.order_total === undefined) throw whichPrice(table.header[price] ?? '')
    columns.amount = price
  }
  return columns
}

function isDocumentWord(text: string): boolean {
  return documentKind(text) !== null
}

/** "J. DUPONT" rather than "C1042", "411DUPONT" or an address. */
function looksLikeName(text: string): boolean {
  return /\p{L}\.?\s+\p{L}/u.test(text) && !/[@\d]/.test(text)
}

function whichPrice(title: string): Refusal {
  return new Refusal(
    'which-price',
    `"${title}" may be the price of one piece or of the whole row: say --map unit_price="${title}" or --map amount="${title}".`
  )
}
