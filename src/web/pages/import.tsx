import { stream } from 'hono/streaming'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { isCardFile } from '#src/clients/vcard/import-cards.ts'
import { dateOf } from '#src/platform/clock.ts'
import { csvText } from '#src/platform/csv/write.ts'
import { newId } from '#src/platform/ids.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { memberNames } from '#src/web/accounts/member-store.ts'
import { done, isLive, page, part } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { readQuery } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { deleteFiles, isHere, refusedPath, uploadPath } from '#src/web/importing/files.ts'
import {
  addImport,
  findImport,
  hasClients,
  isAnotherUnderWay,
  listImports,
  turnImport,
  type FileImport,
  type ImportState,
  type Wishes
} from '#src/web/importing/import-store.ts'
import { mapOf, missingIn, recognise, type Recognised } from '#src/web/importing/recognise.ts'
import { firstRefused, readRefused, REFUSED_MOST } from '#src/web/importing/refused-rows.ts'
import { receiveUpload } from '#src/web/importing/upload.ts'
import { noteImport } from '#src/web/importing/work.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { statusOf } from '#src/web/status.ts'
import { importText } from '#src/web/text/import.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import type { Shown } from './import-parts.tsx'
import { ImportPage, ImportStep, StartPage } from './import-view.tsx'

/** Clients and purchases in by a file (M9): choose it, confirm its columns, see the dry run, import. */
export const importPages: Route[] = [
  get('/settings/import', 'owner', (visit) => showStart(visit)),
  post('/settings/import', 'owner', takeFile, { isStreamed: true }),
  get('/settings/import/:id', 'owner', (visit) => showImport(visit)),
  get('/settings/import/:id/refused.csv', 'owner', sendRefused),
  post('/settings/import/:id/columns', 'owner', confirmColumns),
  post('/settings/import/:id/dates', 'owner', readDates),
  post('/settings/import/:id/again', 'owner', (visit) => turn(visit, ['checked'], 'columns')),
  post('/settings/import/:id/run', 'owner', (visit) => turn(visit, ['checked', 'interrupted'], 'import-asked')),
  post('/settings/import/:id/stop', 'owner', stop),
  post('/settings/import/:id/drop', 'owner', drop)
]

const BEFORE_SHOWN = 20
const REFUSED_SHOWN = 8

const kinds = z.enum(['clients', 'purchases'])
const startQuery = z.object({ kind: kinds.optional() })

interface Start {
  kind?: FileImport['kind'] | undefined
  failure?: string
  status?: 413 | 422
}

async function showStart(visit: Visit, { kind, failure, status }: Start = {}) {
  const { view, world } = visit.var
  const [before, names] = await Promise.all([listImports(world.db, BEFORE_SHOWN), memberNames(world.db)])
  const chosen = kind ?? readQuery(visit, startQuery).kind ?? null
  const drawn = <StartPage {...{ view, before, names }} failure={failure ?? null} kind={chosen} />
  return page(visit, drawn, status ?? 200)
}

/** What the page itself can say of a file that was not taken. */
const ABOUT_THE_FILE = [
  'file-too-large',
  'no-upload',
  'upload-cut-off',
  'disk-full',
  'empty-file',
  'not-csv',
  'long-line',
  'no-file'
]

async function takeFile(visit: Visit) {
  const { world } = visit.var
  const { folder } = world.imports
  await limit(world, 'upload', memberOf(visit).id)
  const id = newId()
  const fields: Record<string, string> = {}
  const kindOf = () => kinds.safeParse(fields['kind']).data
  try {
    const { fileName, size } = await receiveUpload(visit, { folder, id, fields })
    const kind = kindOf()
    const isCards = isCardFile(uploadPath(folder, id), fileName)
    const failure = kind === undefined ? 'kind' : isCards && kind === 'purchases' ? 'cards-of-clients' : null
    if (kind === undefined || failure !== null) {
      await deleteFiles(folder, id)
      return await showStart(visit, { kind, failure: failure ?? 'kind', status: 422 })
    }
    const given = {
      id,
      kind,
      fileName,
      size,
      memberId: memberOf(visit).id,
      form: isCards ? ('cards' as const) : ('table' as const),
      state: isCards ? ('check-asked' as const) : ('columns' as const),
      wishes: await firstWishes(visit)
    }
    // What is no table is said at once, beside the choice of another file, and leaves nothing in the list.
    if (!isCards) await recognise(world.db, given, { folder, kept: undefined })
    await addImport(world.db, given, dateOf(world.clock.now()))
    world.imports.look()
    return visit.redirect(pathOf({ id }), 303)
  } catch (error) {
    const isSaid = error instanceof Refusal && ABOUT_THE_FILE.includes(error.code)
    await deleteFiles(folder, id)
    if (!isSaid) throw error
    return showStart(visit, { kind: kindOf(), failure: error.code, status: statusOf(error) === 413 ? 413 : 422 })
  }
}

/** Where there is no client yet, purchases may make them: they come from nowhere else. */
async function firstWishes({ var: { world } }: Visit): Promise<Wishes> {
  const createClients = !(await hasClients(world.db))
  return { map: [], keepAs: null, dates: null, source: 'import', createClients }
}

const importQuery = z.object({ kept: z.string().max(100).optional() })

async function showImport(visit: Visit) {
  const row = await importOf(visit)
  const shown = await shownOf(visit, row)
  if (isLive(visit)) return part(visit, <ImportStep view={visit.var.view} shown={shown} />)
  return page(visit, <ImportPage view={visit.var.view} shown={shown} />)
}

/** What a page needs to know of an import, at the step at which it is. */
async function shownOf(visit: Visit, row: FileImport): Promise<Shown> {
  const { world } = visit.var
  const { folder } = world.imports
  const needsFile = ['columns', 'check-asked', 'checked', 'import-asked', 'interrupted'].includes(row.state)
  if (needsFile && (row.filesGoneAt !== null || !isHere(folder, row.id))) return { kind: 'gone', row }
  if (row.state === 'columns') return showColumns(visit, row)
  if (row.state === 'checked' || row.state === 'imported') {
    const isKept = row.filesGoneAt === null
    const refused = isKept ? await firstRefused(refusedPath(folder, row.id), REFUSED_SHOWN) : []
    return { kind: 'outcome', row, refused, most: REFUSED_MOST }
  }
  if (row.state === 'failed') return { kind: 'failed', row, failure: row.failure ?? '' }
  const isAsked = row.state === 'check-asked' || row.state === 'import-asked'
  return { kind: 'under-way', row, isBehind: isAsked && (await isAnotherUnderWay(world.db, row.id)) }
}

async function showColumns(visit: Visit, row: FileImport): Promise<Shown> {
  const { db, imports } = visit.var.world
  const { kept } = readQuery(visit, importQuery)
  try {
    const recognised = await recognise(db, row, { folder: imports.folder, kept: kept === '' ? null : kept })
    return { kind: 'columns', row, recognised, wrong: { columns: new Set(), missing: [] } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'failed', row, failure: error.code }
  }
}

const columnsForm = z.object({
  keepAs: z.string().trim().max(60).default(''),
  source: z.string().trim().max(60).default(''),
  createClients: z.literal('yes').optional()
})

async function confirmColumns(visit: Visit) {
  const { view } = visit.var
  const row = await importOf(visit)
  const shown = await shownOf(visit, row)
  if (shown.kind !== 'columns') return visit.redirect(pathOf(row), 303)
  const body = await visit.req.parseBody()
  const { columns, chosen, doubled } = chosenIn(body, shown.recognised)
  const missing = missingIn(row.kind, Object.fromEntries(chosen))
  const form = columnsForm.safeParse(body)
  if (doubled.size > 0 || missing.length > 0 || !form.success) {
    const wrong = { columns: doubled, missing }
    return page(
      visit,
      <ImportPage view={view} shown={{ ...shown, recognised: { ...shown.recognised, columns }, wrong }} />,
      422
    )
  }
  const { keepAs, source, createClients } = form.data
  const wishes = {
    ...row.wishes,
    map: mapOf(shown.recognised.targets, chosen),
    keepAs: keepAs === '' ? null : keepAs,
    source: source === '' ? 'import' : source,
    createClients: createClients === 'yes'
  }
  return turn(visit, ['columns'], 'check-asked', { wishes })
}

/** Which column was chosen for which field; those that were chosen for one that has another already. */
function chosenIn(body: Record<string, unknown>, { columns, targets }: Recognised) {
  const chosen = new Map<string, number>()
  const doubled = new Set<number>()
  const said = columns.map((column) => {
    const field = body[`column-${column.index}`]
    const isKnown = typeof field === 'string' && targets.some(({ key }) => key === field)
    if (!isKnown) return { ...column, field: '' }
    if (chosen.has(field)) doubled.add(column.index)
    else chosen.set(field, column.index)
    return { ...column, field }
  })
  return { columns: said, chosen, doubled }
}

async function readDates(visit: Visit) {
  const row = await importOf(visit)
  const dates = z.enum(['day-first', 'month-first']).safeParse((await visit.req.parseBody())['dates'])
  const wishes = { ...row.wishes, dates: dates.success ? dates.data : null }
  return turn(visit, ['checked'], 'check-asked', { wishes })
}

/** Goes on, unless somebody did already; either way the page shows where it is. */
async function turn(visit: Visit, from: ImportState[], to: ImportState, change: { wishes?: Wishes } = {}) {
  const { world } = visit.var
  const row = await importOf(visit)
  await turnImport(world.db, row.id, { from, to, at: dateOf(world.clock.now()), failure: null, ...change })
  world.imports.look()
  return visit.redirect(pathOf(row), 303)
}

/** A dry run leads back to the columns; of an import, what is stored stays. */
async function stop(visit: Visit) {
  const { view, world } = visit.var
  const row = await importOf(visit)
  const at = dateOf(world.clock.now())
  const isImport = row.state === 'importing' || row.state === 'import-asked'
  const to = isImport ? 'interrupted' : row.form === 'cards' ? 'given-up' : 'columns'
  await world.db.$transaction(async (tx) => {
    const from: ImportState[] = isImport ? ['import-asked', 'importing'] : ['check-asked', 'checking']
    const isStopped = await turnImport(tx, row.id, { from, to, at })
    if (isStopped && row.state === 'importing') await noteImport(tx, { ...row, state: to }, at)
  })
  return done(visit, { to: pathOf(row), toast: { text: importText[view.language].stopped } })
}

async function drop(visit: Visit) {
  const { view, world } = visit.var
  const row = await importOf(visit)
  const from: ImportState[] = ['columns', 'checked', 'interrupted']
  const isDropped = await turnImport(world.db, row.id, { from, to: 'given-up', at: dateOf(world.clock.now()) })
  if (!isDropped) return visit.redirect(pathOf(row), 303)
  await deleteFiles(world.imports.folder, row.id)
  const { dropped, stopped } = importText[view.language]
  return done(visit, { to: '/settings/import', toast: { text: row.state === 'interrupted' ? stopped : dropped } })
}

/** The refused rows as they stand in the file, with the reasons behind them: to put right and import again. */
async function sendRefused(visit: Visit) {
  const { view, world } = visit.var
  const text = importText[view.language]
  const row = await importOf(visit)
  const path = refusedPath(world.imports.folder, row.id)
  if (row.filesGoneAt !== null || !existsSync(path))
    throw new Refusal('list-gone', 'The list of refused rows is no longer there: import the file again.')
  visit.header('Content-Type', 'text/csv; charset=utf-8')
  visit.header('Content-Disposition', 'attachment; filename="refused.csv"')
  return stream(visit, async (out) => {
    let width = 0
    // Excel reads UTF-8 where this mark says so.
    await out.write('\ufeff')
    for await (const told of readRefused(path)) {
      if ('header' in told) {
        width = told.header.length
        await out.write(csvText([[...told.header, text.refusedLine, text.refusedWhy]], { delimiter: ';' }))
        continue
      }
      const cells = [...told.cells, ...Array.from({ length: Math.max(0, width - told.cells.length) }, () => '')]
      await out.write(csvText([[...cells, String(told.line), told.reason[view.language]]], { delimiter: ';' }))
    }
  })
}

async function importOf(visit: Visit): Promise<FileImport> {
  const row = await findImport(visit.var.world.db, askedId(visit))
  if (!row) throw new Refusal('no-import', 'There is no such import.')
  return row
}

function pathOf({ id }: Pick<FileImport, 'id'>): string {
  return `/settings/import/${id}`
}
