import {
  removeUnusedSegment,
  renameInCampaigns,
  segmentUses,
  type SegmentUse
} from '#src/campaigns/segment-use-store.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import type { Condition } from '#src/insights/condition.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import { conditionOfLines, linesOf, type Understood } from '#src/insights/lines/lines.ts'
import {
  addSegment,
  changeSegment,
  countMembers,
  readSegments,
  segmentName,
  type StoredSegment
} from '#src/insights/segment-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, isLive, page, part } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { tellOvertaken } from '#src/web/components/drawn.tsx'
import { drawnIn, drawnNow, plain, sinceDrawn, type Texts } from '#src/web/drawn.ts'
import { momentOf } from '#src/web/pages/campaigns/found.ts'
import { comesLater } from '#src/web/pages/counted.ts'
import { clientsQuery, conditionOfFilter } from '#src/web/pages/clients-filter.ts'
import { readQuery } from '#src/web/form-data.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { segmentText } from '#src/web/text/segment.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { MembersWords, namesOf, SegmentForm, SegmentPage, type Editing } from './editor.tsx'
import { knowingOf, writtenIn, type Written } from './written.ts'

/** One saved audience, written by sentences. Members make them; one that a campaign uses is the owner's to change. */
export const segmentPages: Route[] = [
  get('/segments/new', 'member', showNew),
  post('/segments', 'member', create),
  post('/segments/draft', 'member', redraw),
  post('/segments/count', 'member', count),
  get('/segments/:id', 'member', showOne),
  post('/segments/:id', 'member', change),
  post('/segments/:id/removal', 'member', remove)
]

/** Begins with what the list of clients is filtered by. */
async function showNew(visit: Visit) {
  const { view, world } = visit.var
  const asked = readQuery(visit, clientsQuery)
  const knowing = await knowingOf(world.db, view)
  const lines = linesOf(await conditionOfFilter(world.db, asked), knowing)
  return show(visit, { id: '', name: '', lines }, { searched: asked.q })
}

async function showOne(visit: Visit) {
  const { view, world } = visit.var
  const segment = await segmentOf(visit)
  const { id, name, condition } = segment
  const drawn = drawnNow(view, textsOf(view, segment))
  return show(visit, { id, name, lines: linesOf(condition, await knowingOf(world.db, view)) }, { drawn })
}

/** The same form, with a condition more or less; nothing is saved. */
async function redraw(visit: Visit) {
  const { view, world } = visit.var
  const editing = await editingOf(visit, await writtenIn(visit), { isCounted: true })
  // While one adds conditions, those that are still empty are no mistakes.
  const drawn = { ...editing, faults: new Map(), uses: await usesOf(world.db, editing.written.id) }
  if (isLive(visit)) return part(visit, <SegmentForm view={view} editing={drawn} />)
  return page(visit, <SegmentPage view={view} editing={drawn} />)
}

async function count(visit: Visit) {
  const { members } = await editingOf(visit, await writtenIn(visit), { isCounted: true })
  return part(visit, <MembersWords view={visit.var.view} members={members} />)
}

async function create(visit: Visit) {
  const text = segmentText[visit.var.view.language]
  const written = await writtenIn(visit)
  const checked = await check(visit, written)
  if (checked.kind === 'wrong') return show(visit, written, checked)
  const { name, condition } = checked
  let isTaken = false
  await act(visit, async (db, { by }) => {
    const id = await addSegment(db, { name, condition }, by.id)
    isTaken = id === null
    return id === null ? null : { action: 'segment.add', subject: { kind: 'segment', id }, after: { name, condition } }
  })
  if (isTaken) return show(visit, written, { nameFault: text.nameTaken })
  return done(visit, { to: '/segments', toast: { text: text.saved(name) } })
}

async function change(visit: Visit) {
  const { view, world } = visit.var
  const text = segmentText[view.language]
  const before = await segmentOf(visit)
  demandOwner(visit, await usesOf(world.db, before.id))
  const written = { ...(await writtenIn(visit)), id: before.id }
  const checked = await check(visit, written)
  if (checked.kind === 'wrong') return show(visit, written, checked)
  const after = { name: checked.name, condition: checked.condition }
  const now = textsOf(view, before)
  const drawn = await drawnIn(visit)
  const { merged, changed, contested } = sinceDrawn({ drawn, given: textsOf(view, after) }, now)
  if (changed.length > 0) {
    const isTheirs = changed.includes('condition') && !contested.includes('condition')
    const lines = isTheirs ? linesOf(before.condition, await knowingOf(world.db, view)) : written.lines
    const subject = { kind: 'segment', id: before.id }
    const told = (field: string) => ({ label: field === 'name' ? text.name : text.who })
    const overtaken = await tellOvertaken(visit, { subject, actions: ['segment.change'], drawn, now, changed, told })
    return show(visit, { ...written, name: plain(merged['name']), lines }, { overtaken, drawn: drawnNow(view, now) })
  }
  const line = await act(visit, async (db) => {
    if (!(await changeSegment(db, { id: before.id, ...after }))) return null
    if (after.name !== before.name) await renameInCampaigns(db, { from: before.name, to: after.name })
    const subject = { kind: 'segment', id: before.id }
    return { action: 'segment.change', subject, before: { name: before.name, condition: before.condition }, after }
  })
  if (line === null) return show(visit, written, { nameFault: text.nameTaken })
  return done(visit, { to: '/segments', toast: { text: text.saved(after.name), ...undoOf(line) } })
}

async function remove(visit: Visit) {
  const { view, world } = visit.var
  const text = segmentText[view.language]
  const { id, name, condition } = await segmentOf(visit)
  const uses = await usesOf(world.db, id)
  if (uses.length > 0)
    return done(visit, { to: `/segments/${id}`, toast: { text: text.inUse(namesOf(view, uses)), tone: 'wrong' } })
  const line = await act(visit, async (db) => {
    const removal = await removeUnusedSegment(db, name)
    const subject = { kind: 'segment', id }
    return removal.kind === 'removed' ? { action: 'segment.remove', subject, before: { name, condition } } : null
  })
  return done(visit, { to: '/segments', toast: { text: text.removed(name), ...undoOf(line) } })
}

/** As people read it; conditions that say the same are the same. */
function textsOf({ language }: View, { name, condition }: { name: string; condition: Condition }): Texts {
  return { name, condition: describeCondition(condition, language) }
}

/** Whom a campaign writes to is the owner's to say. */
function demandOwner(visit: Visit, uses: SegmentUse[]): void {
  if (uses.length > 0 && memberOf(visit).role !== 'owner')
    throw new Refusal('not-allowed', segmentText[visit.var.view.language].ownerOnly)
}

type Checked = { kind: 'right'; name: string; condition: Condition } | ({ kind: 'wrong' } & Partial<Editing>)

async function check(visit: Visit, written: Written): Promise<Checked> {
  const { view, world } = visit.var
  const name = segmentName(written.name)
  const understood = conditionOfLines(written.lines, await knowingOf(world.db, view))
  if (name !== null && understood.kind === 'right') return { kind: 'right', name, condition: understood.condition }
  const nameFault = name === null ? segmentText[view.language].nameWrong : undefined
  return { kind: 'wrong', nameFault, faults: understood.kind === 'wrong' ? understood.faults : new Map() }
}

async function show(visit: Visit, written: Written, more: Partial<Editing> = {}) {
  const { view, world } = visit.var
  const editing = await editingOf(visit, written, { isCounted: !(await comesLater(visit)) })
  const drawn = { ...editing, ...more, uses: await usesOf(world.db, written.id) }
  const isWrong = more.nameFault !== undefined || more.overtaken !== undefined || (more.faults?.size ?? 0) > 0
  return page(visit, <SegmentPage view={view} editing={drawn} />, isWrong ? 422 : 200)
}

async function editingOf(visit: Visit, written: Written, { isCounted }: { isCounted: boolean }): Promise<Editing> {
  const { view, world } = visit.var
  const knowing = await knowingOf(world.db, view)
  const understood = conditionOfLines(written.lines, knowing)
  const faults = understood.kind === 'wrong' ? understood.faults : new Map()
  const members = isCounted ? await membersOf(visit, understood) : 'to-come'
  return { written, knowing, faults, members, uses: [], drawn: await drawnIn(visit) }
}

async function membersOf(visit: Visit, understood: Understood): Promise<number | null> {
  if (understood.kind === 'wrong') return null
  const { today } = await momentOf(visit)
  return countMembers(visit.var.world.db, compileCondition(understood.condition, { today: today.toString() }))
}

async function segmentOf(visit: Visit): Promise<StoredSegment> {
  const id = askedId(visit)
  const found = (await readSegments(visit.var.world.db)).find((segment) => segment.id === id)
  if (!found) throw new Refusal('not-found', 'There is no such segment.')
  return found
}

/** By the name that is saved, whatever the form says now. */
async function usesOf(db: Db, id: string): Promise<SegmentUse[]> {
  if (id === '') return []
  const segment = (await readSegments(db)).find((one) => one.id === id)
  return (await segmentUses(db)).filter((use) => use.segment === segment?.name)
}
