import { basename } from 'node:path'
import type { Temporal } from 'temporal-polyfill'
import type { Command } from 'commander'
import { CLIENT_TITLES } from '#src/clients/import/columns.ts'
import { importClientBatch } from '#src/clients/import/import-clients.ts'
import { guessFormat, readClientRow } from '#src/clients/import/read-client.ts'
import { findErased, isAnybodyErased } from '#src/clients/ingest-store.ts'
import { addressHash } from '#src/clients/erased-people.ts'
import { refreshIfDue } from '#src/insights/refresh.ts'
import { refreshInsights } from '#src/insights/refresh.ts'
import { findColumns, knowsTitle, readMapping, type Columns, type ColumnTitles } from '#src/platform/csv/columns.ts'
import { openTable, type Table, type TableRow } from '#src/platform/csv/table.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { PURCHASE_TITLES } from '#src/purchases/import/columns.ts'
import { startGrouping, type FilePurchase } from '#src/purchases/import/group-rows.ts'
import { importPurchaseBatch } from '#src/purchases/import/import-purchases.ts'
import { guessPurchaseFormat, readPurchaseRow } from '#src/purchases/import/read-purchase.ts'
import { loadUs } from '#src/team/store.ts'
import type { Cli } from './context.ts'

/** Flags of both imports. */
export interface RecordFlags {
  map: string[]
  dryRun?: true
  allOrNothing?: true
  createClients?: true
  source: string
}

interface Outcome {
  read: number
  created: number
  updated: number
  unchanged: number
  refused: { line: number; reason: string }[]
}

/** What is done with the rows: a batch at a time, inside the transaction it is given. */
type Importer = (db: Db, outcome: Outcome, rows: AsyncIterable<TableRow>, transact: Transact) => Promise<void>
type Transact = (work: (tx: Db) => Promise<void>) => Promise<void>

const BATCH = 2_000
/** Everything in one transaction may take long: a million rows, some minutes. */
const WHOLE_MS = 3_600_000

/** `maillon import clients|purchases FILE` */
export function registerRecordFiles(verb: Command, cli: Cli): void {
  common(
    verb
      .command('clients <file>')
      .description('add or change clients from a table (CSV of any program); safe to repeat')
  ).action((file: string, flags: RecordFlags) => importClients(cli, file, flags))
  common(
    verb.command('purchases <file>').description('record purchases from a table (CSV of any program); safe to repeat')
  )
    .option('--create-clients', 'make a client of each id or address that is not known')
    .option('--source <name>', 'whose ids these are, where several programs number their orders', 'import')
    .action((file: string, flags: RecordFlags) => importPurchases(cli, file, flags))
}

function common(command: Command): Command {
  return command
    .option('--map <field=column...>', 'which column holds a field, where its title does not say', [])
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--all-or-nothing', 'import nothing if any row is refused')
}

/** Imports a client file, and prints what came of it. */
export async function importClients(cli: Cli, file: string, flags: RecordFlags): Promise<void> {
  const { table, columns } = await open(file, CLIENT_TITLES, flags)
  if (columns.email === undefined && columns.name === undefined && columns.last_name === undefined)
    throw missing(table, 'name or an email', 'email=COLUMN')
  const settings = await readSettings((await cli.database()).prisma)
  const secrets = await cli.secrets()
  const format = guessFormat(table.sample, columns, {
    today: firmDay(cli, settings),
    country: settings['firm.country'],
    width: table.header.length
  })
  const importer: Importer = async (db, outcome, rows, transact) => {
    const us = await loadUs(db)
    const context = {
      now: cli.clock.now(),
      us,
      file: basename(file),
      erasedAmong: (keys: string[]) => erasedAmong(db, keys, secrets)
    }
    for await (const batch of inBatches(rows)) {
      outcome.read += batch.length
      const read = batch.map((row) => readClientRow(row, columns, format))
      const given = read.flatMap((row) => ('reason' in row ? [] : [row]))
      outcome.refused.push(...read.flatMap((row) => ('reason' in row ? [row] : [])))
      await transact(async (tx) => add(outcome, await importClientBatch(tx, given, context)))
    }
  }
  await run(cli, { flags, table, columns, importer })
}

/** Imports a purchase file, and prints what came of it. */
export async function importPurchases(cli: Cli, file: string, flags: RecordFlags): Promise<void> {
  const { table, columns } = await open(file, PURCHASE_TITLES, flags)
  if (columns.client === undefined) throw missing(table, 'client', 'client=COLUMN')
  if (columns.amount === undefined) throw missing(table, 'amount', 'amount=COLUMN')
  if (columns.date === undefined) throw missing(table, 'date', 'date=COLUMN')
  const settings = await readSettings((await cli.database()).prisma)
  const format = guessPurchaseFormat(table.sample, columns, {
    today: firmDay(cli, settings),
    currency: settings['firm.currency']
  })
  const context = { now: cli.clock.now(), source: flags.source, createClients: flags.createClients === true }
  const importer: Importer = async (_db, outcome, rows, transact) => {
    const grouping = startGrouping()
    let purchases: FilePurchase[] = []
    const flush = async () => {
      const batch = purchases
      purchases = []
      if (batch.length > 0) await transact(async (tx) => add(outcome, await importPurchaseBatch(tx, batch, context)))
    }
    for await (const row of rows) {
      outcome.read += 1
      const read = readPurchaseRow(row, columns, format)
      const { done, refused } = 'reason' in read ? { done: null, refused: read } : grouping.add(read)
      if (refused) outcome.refused.push(refused)
      if (done) purchases.push(done)
      if (purchases.length === BATCH) await flush()
    }
    const last = grouping.end()
    if (last) purchases.push(last)
    await flush()
  }
  await run(cli, { flags, table, columns, importer })
  const database = await cli.database()
  if (flags.dryRun !== true) await refreshIfDue(database, cli.clock)
}

async function open<Field extends string>(
  file: string,
  titles: ColumnTitles<Field>,
  flags: RecordFlags
): Promise<{ table: Table; columns: Columns<Field> }> {
  const mapped = readMapping(flags.map)
  const isMapped = new Set(mapped.values())
  const table = await openTable(file, (title) => isMapped.has(title) || knowsTitle(titles, title))
  return { table, columns: findColumns(table.header, titles, mapped) }
}

function missing(table: Table, field: string, example: string): Refusal {
  return new Refusal(
    'missing-column',
    `No column of the file looks like a ${field}; its columns are: ${table.header.join(', ')}. Name it with --map ${example}.`
  )
}

async function run<Field extends string>(
  cli: Cli,
  { flags, table, columns, importer }: { flags: RecordFlags; table: Table; columns: Columns<Field>; importer: Importer }
): Promise<void> {
  const { prisma } = await cli.database()
  const outcome: Outcome = { read: 0, created: 0, updated: 0, unchanged: 0, refused: [] }
  const isWhole = flags.dryRun === true || flags.allOrNothing === true
  if (isWhole) {
    await prisma
      .$transaction(
        async (tx) => {
          await importer(tx, outcome, table.rows(), (work) => work(tx))
          if (flags.dryRun) throw new RolledBack()
          if (outcome.refused.length > 0) throw new RolledBack()
        },
        { timeout: WHOLE_MS, maxWait: WHOLE_MS }
      )
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error
      })
  } else {
    await importer(prisma, outcome, table.rows(), (work) =>
      prisma.$transaction(work, { timeout: WHOLE_MS, maxWait: WHOLE_MS })
    )
  }
  outcome.refused.sort((a, b) => a.line - b.line)
  const isNothingDone = flags.dryRun === true || (flags.allOrNothing === true && outcome.refused.length > 0)
  if (!isNothingDone) await refreshAfter(cli)
  const found = Object.fromEntries(
    Object.entries<number | undefined>(columns).map(([field, index]) => [field, table.header[index ?? -1] ?? ''])
  )
  cli.print({ ...outcome, columns: found, encoding: table.encoding, dryRun: flags.dryRun === true }, () =>
    summary(outcome, isNothingDone)
  )
  if (flags.allOrNothing && outcome.refused.length > 0 && !flags.dryRun)
    throw new Refusal(
      'rows-refused',
      `Nothing was imported: ${outcome.refused.length} rows were refused and --all-or-nothing was given.`
    )
}

/** Takes back what a dry run did. */
class RolledBack extends Error {}

/** What is computed from purchases and records is up to date when the command ends. */
async function refreshAfter(cli: Cli): Promise<void> {
  const { prisma } = await cli.database()
  const settings = await readSettings(prisma)
  await refreshInsights(prisma, { today: firmDay(cli, settings).toString(), settings })
}

function add(outcome: Outcome, batch: Omit<Outcome, 'read'>): void {
  outcome.created += batch.created
  outcome.updated += batch.updated
  outcome.unchanged += batch.unchanged
  outcome.refused.push(...batch.refused)
}

async function erasedAmong(db: Db, keys: string[], secrets: Parameters<typeof addressHash>[0]): Promise<Set<string>> {
  if (keys.length === 0 || !(await isAnybodyErased(db))) return new Set()
  const hashes = new Map(keys.map((key) => [addressHash(secrets, key), key]))
  const erased = await findErased(db, [...hashes.keys()])
  return new Set([...hashes].flatMap(([hash, key]) => (erased.has(hash) ? [key] : [])))
}

async function* inBatches(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow[]> {
  let batch: TableRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function firmDay(cli: Cli, settings: Settings): Temporal.PlainDate {
  return cli.clock.now().toZonedDateTimeISO(settings['firm.zone']).toPlainDate()
}

function summary({ read, created, updated, unchanged, refused }: Outcome, isNothingDone: boolean): string {
  const SHOWN = 50
  const counts = `${read} rows read: ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused.length} refused.`
  const reasons = refused.slice(0, SHOWN).map(({ line, reason }) => `Line ${line}: ${reason}`)
  const more = refused.length > SHOWN ? [`… and ${refused.length - SHOWN} more; --json lists them all.`] : []
  return [isNothingDone ? `${counts} Nothing was stored.` : counts, ...reasons, ...more].join('\n')
}
