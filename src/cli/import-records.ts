import { Option, type Command } from 'commander'
import { importClientFile, type ImportWorld } from '#src/clients/import/import-client-file.ts'
import { importCardFile, isCardFile } from '#src/clients/vcard/import-cards.ts'
import type { Imported, ImportOptions } from '#src/clients/import/import-table.ts'
import type { RefusedRow } from '#src/clients/import/rows.ts'
import { refreshIfDue } from '#src/insights/refresh.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { importPurchaseFile } from '#src/purchases/import/import-purchase-file.ts'
import { importStateFile } from '#src/purchases/states/import-state-file.ts'
import { STATE_KINDS, type StateKind } from '#src/purchases/states/read-state.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'
import { progressBar } from './output.ts'

/** Flags of every import of a table. */
export interface RecordFlags {
  map?: string[]
  mapping?: string
  dryRun?: true
  allOrNothing?: true
  dates?: 'day-first' | 'month-first'
  createClients?: true
  source?: string
  type?: StateKind
}

/** `maillon import clients|purchases|states FILE` */
export function registerRecordFiles(verb: Command, cli: Cli): void {
  common(
    verb
      .command('clients <file>')
      .description('add or change clients from a table (CSV of any program) or an address book (vCard); safe to repeat')
  ).action((file: string, flags: RecordFlags) => importClients(cli, file, flags))
  common(
    verb.command('purchases <file>').description('record purchases from a table (CSV of any program); safe to repeat')
  )
    .option('--create-clients', 'make a client of each id or address that is not known')
    .option('--source <name>', 'whose ids these are, where several programs number their orders', 'import')
    .action((file: string, flags: RecordFlags) => importPurchases(cli, file, flags))
  common(
    verb
      .command('states <file>')
      .description('put orders, invoices, deliveries and repairs on timelines as dated states; safe to repeat')
  )
    .addOption(new Option('--type <type>', 'what the file holds, where no column says so').choices(STATE_KINDS))
    .option('--create-clients', 'make a client of each id or address that is not known')
    .option('--source <name>', 'whose numbers these are, where several programs number theirs', 'import')
    .action((file: string, flags: RecordFlags) => importStates(cli, file, flags))
}

/** The flags that every import of a table takes. */
function common(command: Command): Command {
  return command
    .option('--map <field=column...>', 'which column holds a field: by title or as #3; FIELD= leaves a field out')
    .option('--mapping <name>', 'keep the columns under this name, and take them from it the next time')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--all-or-nothing', 'import nothing if any row is refused')
    .addOption(
      new Option(
        '--dates <order>',
        'how to read 01/02/2026 where no day of the file decides (default: day-first)'
      ).choices(['day-first', 'month-first'])
    )
}

/** Imports a client file, and prints what came of it. */
export async function importClients(cli: Cli, file: string, flags: RecordFlags): Promise<void> {
  const read = isCardFile(file) ? importCardFile : importClientFile
  await show(cli, flags, async (world, options) => read(world, file, options))
}

/** Imports a purchase file, and prints what came of it. */
export async function importPurchases(cli: Cli, file: string, flags: RecordFlags): Promise<void> {
  const { source = 'import', createClients = false } = flags
  await show(cli, flags, async (world, options) =>
    importPurchaseFile(world, file, { ...options, source, createClients })
  )
}

async function importStates(cli: Cli, file: string, flags: RecordFlags): Promise<void> {
  const { source = 'import', createClients = false, type: kind = null } = flags
  await show(cli, flags, async (world, options) =>
    importStateFile(world, file, { ...options, source, createClients, kind })
  )
}

/** Runs an import with a bar that shows how far it is, brings up to date what is computed, and prints what came of it. */
async function show(
  cli: Cli,
  flags: RecordFlags,
  work: (world: ImportWorld, options: ImportOptions) => Promise<Imported>
): Promise<void> {
  const database = await cli.database()
  const world = { database, clock: cli.clock, secrets: await cli.secrets(), by: COMMAND_LINE }
  const bar = progressBar('Reading', 0, 'KB')
  const KB = 1024
  const options: ImportOptions = {
    map: flags.map ?? [],
    mapping: flags.mapping,
    dryRun: flags.dryRun === true,
    allOrNothing: flags.allOrNothing === true,
    dates: flags.dates,
    onProgress: ({ bytes, size }) => bar.to(Math.round(bytes / KB), Math.round(size / KB))
  }
  const imported = await work(world, options).finally(() => bar.end())
  // What is computed from purchases is up to date when the command ends.
  if (imported.isStored) await refreshIfDue(database, cli.clock)
  const { isStored, refusals: _, ...told } = imported
  cli.print({ ...told, refused: told.refused.map(inEnglish), dryRun: options.dryRun }, () => summary(imported))
  if (options.allOrNothing && !options.dryRun && !isStored)
    throw new Refusal(
      'rows-refused',
      `Nothing was imported: ${imported.refused.length} rows were refused and --all-or-nothing was given.`
    )
}

/** The command line speaks English. */
function inEnglish({ line, reason }: RefusedRow): { line: number; reason: string } {
  return { line, reason: reason.en }
}

function summary({
  read,
  created,
  updated,
  unchanged,
  refused,
  again,
  columns,
  ignored,
  program,
  dates,
  decimals,
  isStored
}: Imported): string {
  const SHOWN = 50
  const SAME_SHOWN = 10
  const counts = `${read} rows read: ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused.length} refused.`
  const same = again.slice(0, SAME_SHOWN).map(({ line, first }) => `line ${line} as line ${first}`)
  const found = Object.entries(columns).map(([field, title]) => `${field}=${title}`)
  const reasons = refused.slice(0, SHOWN).map(({ line, reason }) => `Line ${line}: ${reason.en}`)
  const more = refused.length > SHOWN ? [`… and ${refused.length - SHOWN} more; --json lists them all.`] : []
  return [
    isStored ? counts : `${counts} Nothing was stored.`,
    ...(again.length === 0
      ? []
      : [
          `${again.length} rows name a client whom a row above names (${same.join(', ')}${again.length > SAME_SHOWN ? ', …' : ''}): the first row counts, the others completed what it left open.`
        ]),
    ...(found.length === 0 ? [] : [`Columns${program === null ? '' : ` of ${program}`}: ${found.join(', ')}.`]),
    ...(ignored.length > 0 ? [`Not used: ${ignored.join(', ')}.`] : []),
    ...howRead(dates, decimals),
    ...reasons,
    ...more
  ].join('\n')
}

/** How the file's days and sums were read, for the person to see a wrong guess. */
function howRead(dates: Imported['dates'], decimals: Imported['decimals']): string[] {
  const EXAMPLE = { 'day-first': '31/01/2026', 'month-first': '01/31/2026', both: 'both ways' }
  const other = dates?.order === 'month-first' ? 'day-first' : 'month-first'
  const doubt = dates?.isShown === false ? `; no day of the file decides, --dates ${other} reads the other way` : ''
  return [
    ...(dates === null ? [] : [`Days are read as in ${EXAMPLE[dates.order]}${doubt}.`]),
    ...(decimals === ',' || decimals === '.' ? [`Sums are read as in 12${decimals}50.`] : [])
  ]
}
