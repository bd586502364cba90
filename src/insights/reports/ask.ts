import { Temporal } from 'temporal-polyfill'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { conditionSchema, type Condition } from '#src/insights/condition.ts'
import { usualAmong } from '#src/insights/currency.ts'
import { readCurrencies } from '#src/insights/history-store.ts'
import { readMembers, readSegment } from '#src/insights/segment-store.ts'
import type { Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import { readParameters } from './parameters.ts'
import type { Asked, Report, ReportAnswer, Words } from './report.ts'

/** What somebody wants to know, as written on a command line, in an address or in a form. */
export interface ReportRequest {
  /** First day, `2026-01-31`; undefined: as the report has it. */
  from?: string | undefined
  /** Last day; undefined: today. */
  to?: string | undefined
  /** Name of a saved segment, or a condition as JSON. */
  segment?: string | undefined
  currency?: string | undefined
  /** The report's own parameters. */
  figures?: Record<string, string | boolean | undefined>
  /** In whose way the figures are written; without it, as scripts write them. */
  language?: Language
}

/** A report as it came out. */
export interface ToldReport extends ReportAnswer {
  report: Report
  /** Null: from the beginning. */
  from: string | null
  to: string
  currency: string
}

interface Asking {
  request: ReportRequest
  clock: Clock
  /** How a parameter is called where it was written, for sentences that refuse it: `--from`. */
  nameOf?: (name: string) => string
}

/**
 * Computes a report.
 * @throws Refusal where a day, a currency, a segment or a parameter makes no sense
 */
export async function askReport(db: Db, report: Report, asking: Asking): Promise<ToldReport> {
  const { settings, today, from, to, figures, condition } = await readRequest(db, report, asking)
  const { currency, leftOut } = await chooseCurrency(db, settings, asking)
  const segment = condition && compileCondition(condition, { today })
  const narrowsRows = segment !== undefined && report.segment === 'rows'
  const answer = await report.run({
    db,
    settings,
    today,
    scope: { currency, from, to, segment: narrowsRows ? undefined : segment },
    members: narrowsRows ? await readMembers(db, segment) : undefined,
    figures
  })
  return { ...answer, notes: [...leftOut, ...answer.notes], report, from: from ?? null, to, currency }
}

/**
 * What is asked, read without computing anything.
 * @throws Refusal as `askReport` does
 */
export async function readRequest(
  db: Db,
  report: Report,
  { request, clock, nameOf = asWritten }: Asking
): Promise<{
  settings: Settings
  today: string
  from: string | undefined
  to: string
  figures: Asked['figures']
  condition: Condition | undefined
}> {
  const settings = await readSettings(db)
  const today = firmDay(clock, settings)
  const to = day(nameOf('to'), request.to) ?? today
  const from = day(nameOf('from'), request.from) ?? usualFrom(report, to)
  if (from !== undefined && from > to)
    throw new Refusal('bad-period', `The period ends (${to}) before it begins (${from}).`, { wrongUsage: true })
  refuseNoCurrency(request.currency, nameOf)
  const currency = request.currency ?? settings['firm.currency']
  const figures = readParameters(report.parameters, { ...request, currency }, nameOf)
  const condition = request.segment === undefined ? undefined : await conditionOf(db, request.segment)
  return { settings, today, from, to, figures, condition }
}

function asWritten(name: string): string {
  return name
}

/** What scripts get of every report. */
interface ReportJson extends Record<string, unknown> {
  report: string
  from: string | null
  to: string
  currency: string
  warning: string | null
  notes: string[]
}

/** The report as scripts get it, on the command line and from the API; its sentences are English. */
export function reportJson({ report, from, to, currency, json, warning, notes }: ToldReport): ReportJson {
  const head = { report: report.name, from, to, currency }
  return { ...head, ...json(), warning: warning?.en ?? null, notes: notes.map((note) => note.en) }
}

/** The firm's own day. */
export function firmDay(clock: Clock, settings: Pick<Settings, 'firm.zone'>): string {
  return clock.now().toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()
}

function day(name: string, written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  if (writtenDay(written) === null)
    throw new Refusal('bad-day', `${name} takes a day such as 2026-01-31, not "${written}".`, { wrongUsage: true })
  return written
}

function usualFrom(report: Report, to: string): string | undefined {
  if (report.usualFrom !== 'year') return undefined
  return Temporal.PlainDate.from(to).subtract({ years: 1 }).add({ days: 1 }).toString()
}

function refuseNoCurrency(written: string | undefined, nameOf: (name: string) => string): void {
  if (written === undefined || /^[A-Z]{3}$/i.test(written)) return
  throw new Refusal('bad-currency', `${nameOf('currency')} takes a code such as EUR, not "${written}".`, {
    wrongUsage: true
  })
}

/** The currency asked for or the usual one, with a note of what it leaves out. */
async function chooseCurrency(
  db: Db,
  settings: Settings,
  { request, nameOf = asWritten }: Asking
): Promise<{ currency: string; leftOut: Words[] }> {
  const used = await readCurrencies(db)
  const currency = request.currency?.toUpperCase() ?? usualAmong(used, settings)
  const others = used.filter((one) => one.currency !== currency)
  if (others.length === 0) return { currency, leftOut: [] }
  const left = (link: string) => others.map((one) => `${one.purchases} ${link} ${one.currency}`).join(', ')
  return {
    currency,
    leftOut: [
      {
        fr: `Les achats en d’autres monnaies ne sont pas comptés (${left('en')})\u00a0: choisissez une autre monnaie pour les voir.`,
        en: `Purchases in other currencies are left out (${left('in')}): ${nameOf('currency')} shows them.`
      }
    ]
  }
}

async function conditionOf(db: Db, segment: string): Promise<Condition> {
  if (!segment.trimStart().startsWith('{')) return (await readSegment(db, segment)).condition
  const condition = conditionSchema.safeParse(fromJson(segment))
  if (condition.success) return condition.data
  throw new Refusal('bad-condition', 'That is no condition: see "maillon segments --help" for what one looks like.', {
    wrongUsage: true,
    cause: condition.error
  })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
