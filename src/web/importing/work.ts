import { openClientTable, importClientFile, type ImportWorld } from '#src/clients/import/import-client-file.ts'
import type { Imported, ImportOptions, ImportProgress } from '#src/clients/import/import-table.ts'
import { importCardFile } from '#src/clients/vcard/import-cards.ts'
import { refreshIfDue } from '#src/insights/refresh.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { importPurchaseFile, openPurchaseTable } from '#src/purchases/import/import-purchase-file.ts'
import { audit } from '#src/team/audit-store.ts'
import { deleteUpload, refusedPath, uploadPath } from './files.ts'
import { findImport, noteProgress, turnImport, withSame, type FileImport } from './import-store.ts'
import { REFUSED_MOST, writeRefused } from './refused-rows.ts'

/** What the thread works with. */
export type ImportingWorld = Omit<ImportWorld, 'by'> & { folder: string }

/**
 * Does the step of an import that was claimed: its dry run, or the import itself. The same as on the command line does the
 * work. What comes of it, a refusal as well, stands in its row when this ends.
 * @throws only what is a fault
 */
export async function doStep(world: ImportingWorld, id: string): Promise<void> {
  const { prisma } = world.database
  const row = await findImport(prisma, id)
  const isUnderWay = row?.state === 'checking' || row?.state === 'importing'
  if (!row || !isUnderWay) return
  try {
    await (row.state === 'checking' ? check(world, row) : importAll(world, row))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await endByRefusal(prisma, row, { code: error.code, at: dateOf(world.clock.now()) })
  }
}

/** A table's columns can be put right; an address book, or an import that began, cannot. */
export async function endByRefusal(db: Db, row: FileImport, { code, at }: { code: string; at: Date }): Promise<void> {
  const to = row.state === 'checking' && row.form === 'table' ? 'columns' : 'failed'
  await turnImport(db, row.id, { from: [row.state], to, at, failure: code })
}

async function check(world: ImportingWorld, row: FileImport): Promise<void> {
  const imported = await read(world, row, { dryRun: true })
  await keepRefused(world, row, imported)
  await turnImport(world.database.prisma, row.id, {
    from: ['checking'],
    to: 'checked',
    at: dateOf(world.clock.now()),
    failure: null,
    ...outcomeOf(imported)
  })
}

async function importAll(world: ImportingWorld, row: FileImport): Promise<void> {
  const { database, clock, folder } = world
  const imported = await read(world, row, { dryRun: false })
  await keepRefused(world, row, imported)
  // What is computed from purchases is up to date when the page says that it is done.
  await refreshIfDue(database, clock)
  const at = dateOf(clock.now())
  await database.prisma.$transaction(async (tx) => {
    const isDone = await turnImport(tx, row.id, {
      from: ['importing'],
      to: 'imported',
      at,
      failure: null,
      ...outcomeOf(imported)
    })
    if (isDone) await noteImport(tx, { ...row, ...outcomeOf(imported) }, at)
  })
  await deleteUpload(folder, row.id)
}

/** The journal says who imported what, with what came of it; further rows for one client too. */
export async function noteImport(db: Db, row: FileImport, at: Date): Promise<void> {
  const { fileName, memberId, read, created, updated, unchanged, refusals } = row
  const same = row.readAs?.same.count
  await audit(db, {
    at,
    by: { kind: 'member', id: memberId },
    action: row.state === 'interrupted' ? 'import.interrupt' : 'import.file',
    subject: { kind: 'file-import', id: row.id },
    after: { file: fileName, read, created, updated, unchanged, ...(same ? { same } : {}), refused: refusals }
  })
}

async function read(world: ImportingWorld, row: FileImport, { dryRun }: { dryRun: boolean }): Promise<Imported> {
  const { map, keepAs, dates, source, createClients } = row.wishes
  const progress = startProgress(world.database.prisma, row)
  const options: ImportOptions & { name: string } = {
    name: row.fileName,
    map,
    mapping: keepAs ?? undefined,
    dryRun,
    allOrNothing: false,
    dates: dates ?? undefined,
    refusedMost: REFUSED_MOST,
    onProgress: progress.note
  }
  const by = { kind: 'member' as const, id: row.memberId }
  const path = uploadPath(world.folder, row.id)
  try {
    if (row.form === 'cards') return await importCardFile({ ...world, by }, path, options)
    if (row.kind === 'clients') return await importClientFile({ ...world, by }, path, options)
    return await importPurchaseFile({ ...world, by }, path, { ...options, source, createClients })
  } finally {
    await progress.end()
  }
}

/** Of the rows that name a client again, so many are told one by one. */
const SAME_SHOWN = 5

const NOTE_EVERY_MS = 500

/** Writes down how far it is, now and then, one statement at a time. */
function startProgress(db: Db, { id, state, readAs }: FileImport) {
  let notedAt = -Infinity
  let writing: Promise<void> = Promise.resolve()
  return {
    note: ({ bytes, read, created, updated, unchanged, refusals, again }: ImportProgress): void => {
      if (performance.now() - notedAt < NOTE_EVERY_MS) return
      notedAt = performance.now()
      const soFar = { bytes, read, created, updated, unchanged, refusals }
      // What the dry run found of the whole file gives way to what was done so far: an import can stop on its way.
      const counted = state === 'importing' && readAs ? { readAs: withSame(readAs, again) } : {}
      writing = writing.then(() => noteProgress(db, id, { ...soFar, ...counted }))
      // It is awaited at the end.
      writing.catch(() => null)
    },
    end: () => writing
  }
}

function outcomeOf({ read, created, updated, unchanged, refusals, dates, decimals, again }: Imported) {
  const same = { count: again.length, rows: again.slice(0, SAME_SHOWN) }
  return { read, created, updated, unchanged, refusals, readAs: { dates, decimals, same } }
}

async function keepRefused({ database, folder }: ImportingWorld, row: FileImport, imported: Imported): Promise<void> {
  const { prisma } = database
  const path = uploadPath(folder, row.id)
  const { map } = row.wishes
  const isTable = row.form === 'table'
  const open = row.kind === 'clients' ? openClientTable : openPurchaseTable
  const table = isTable && imported.refused.length > 0 ? (await open(prisma, path, { map })).table : null
  await writeRefused(refusedPath(folder, row.id), imported.refused, table)
}
