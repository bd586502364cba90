import { isLargeBase } from '#src/insights/base-store.ts'
import { METHOD_VERSION } from '#src/insights/method.ts'
import { dateOf, dayOf, type Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { askReport, firmDay, readRequest, type ReportRequest, type ToldReport } from './ask.ts'
import type { Report } from './report.ts'
import { storedForm, storedText } from './stored-form.ts'
import { dropStoredReports, readRecordMark, readStoredReport, writeStoredReport } from './stored-store.ts'
import { REPORTS } from './table.ts'

/** A page shows so many rows; the file has all. */
export const ROWS_SHOWN = 50

/** A report as a page shows it: its first rows, and how many there are. */
export interface ShownReport extends Omit<ToldReport, 'json'> {
  rowCount: number
  /** Null: just now, for this page. */
  computedAt: Date | null
}

/**
 * A report for its page. Of a large base, what is asked without anything particular is read from what was computed after the
 * last import or in the night. All else takes seconds there: its page stands first, and asks for it then.
 * @param isFresh computes it in any case
 * @returns null where it is still to be computed
 * @throws Refusal where what is asked makes no sense
 */
export async function showReport(
  db: Db,
  report: Report,
  { request, clock, isFresh = false }: { request: ReportRequest; clock: Clock; isFresh?: boolean }
): Promise<ShownReport | null> {
  const isLarge = await isLargeBase(db)
  if (isLarge && !isFresh) return showAtHand(db, report, { request, clock })
  const { settings, today } = await readRequest(db, report, { request, clock })
  const premises = await premisesOf(db, settings)
  const told = shown(await askReport(db, report, { request, clock }))
  if (isLarge && isUsual(report, request)) await store(db, told, { premises, today, clock })
  return told
}

async function showAtHand(
  db: Db,
  report: Report,
  { request, clock }: { request: ReportRequest; clock: Clock }
): Promise<ShownReport | null> {
  const { settings, today } = await readRequest(db, report, { request, clock })
  return isUsual(report, request) ? readShown(db, report, { premises: await premisesOf(db, settings), today }) : null
}

/** Computes all reports of a large base for their pages; of a small one none is stored, since it takes no time. */
export async function refreshReports(db: Db, clock: Clock): Promise<void> {
  await dropStoredReports(db)
  if (!(await isLargeBase(db))) return
  const settings = await readSettings(db)
  const today = firmDay(clock, settings)
  for (const report of REPORTS) {
    const premises = await premisesOf(db, settings)
    await store(db, shown(await askReport(db, report, { request: {}, clock })), { premises, today, clock })
  }
}

function isUsual(report: Report, { from, to, segment, currency, figures = {} }: ReportRequest): boolean {
  const isAsked = [from, to, segment, currency].some((value) => value !== undefined)
  return !isAsked && report.parameters.every(({ name, usual }) => [undefined, usual].includes(said(figures[name])))
}

function said(figure: string | boolean | undefined): string | undefined {
  return figure === undefined ? undefined : String(figure)
}

function shown({ rows, ...told }: ToldReport): ShownReport {
  const { report, from, to, currency, columns, ifNone, notes, warning, charts } = told
  const first = { rows: rows.slice(0, ROWS_SHOWN), rowCount: rows.length }
  return { report, from, to, currency, columns, ...first, ifNone, notes, warning, charts, computedAt: null }
}

async function readShown(
  db: Db,
  report: Report,
  { premises, today }: { premises: Premises; today: string }
): Promise<ShownReport | null> {
  const stored = await readStoredReport(db, report.name)
  const isCurrent =
    stored !== null &&
    stored.methodVersion === METHOD_VERSION &&
    dayOf(stored.computedOn).toString() === today &&
    stored.premises === written(premises)
  if (!isCurrent) return null
  // Answers of another version of the program may have another form.
  const answer = storedForm.safeParse(stored.answer)
  return answer.success ? { ...answer.data, report, computedAt: stored.computedAt } : null
}

async function store(
  db: Db,
  { report, ...answer }: ShownReport,
  { premises, today, clock }: { premises: Premises; today: string; clock: Clock }
): Promise<void> {
  await writeStoredReport(db, report.name, {
    computedAt: dateOf(clock.now()),
    computedOn: today,
    methodVersion: METHOD_VERSION,
    premises: written(premises),
    recordMark: premises.recordMark,
    answer: storedText(answer)
  })
}

/** What the owner can change that a report rests on, besides purchases. Looked at before it is computed. */
interface Premises {
  figures: string
  recordMark: string
}

async function premisesOf(db: Db, settings: Settings): Promise<Premises> {
  const figures = Object.entries(settings).filter(([key]) => /^(?:costs|tiers|firm\.(?:currency|zone))/.test(key))
  return { figures: JSON.stringify(figures), recordMark: await readRecordMark(db) }
}

function written({ figures, recordMark }: Premises): string {
  return `${figures} ${recordMark}`
}
