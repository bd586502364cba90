import { askReport, type ReportRequest } from '#src/insights/reports/ask.ts'
import { csvRows } from '#src/insights/reports/cells.ts'
import type { Chart as Picture, Report } from '#src/insights/reports/report.ts'
import { showReport, type ShownReport } from '#src/insights/reports/shown.ts'
import { reportNamed } from '#src/insights/reports/table.ts'
import { readSegments, type Segment } from '#src/insights/segment-store.ts'
import { minorDigits } from '#src/platform/money.ts'
import { csvText } from '#src/platform/csv/write.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { page } from '#src/web/answer.tsx'
import { Chart } from '#src/web/charts/chart.tsx'
import type { Tone } from '#src/web/charts/plot.ts'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { ToCome } from '#src/web/components/to-come.tsx'
import { capital, calendarDay, moment } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { insightsText } from '#src/web/text/insights.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { Question, type Given } from './report-question.tsx'
import { Rows } from './report-rows.tsx'

/** A page for each report: what is asked, what it tells, the pictures, and the rows behind them. */
export const reportPages: Route[] = [
  get('/insights/:report', 'member', show),
  get('/insights/:report/csv', 'member', download)
]

async function show(visit: Visit) {
  const { view, world } = visit.var
  const report = reportNamed(visit.req.param('report') ?? '')
  const given = visit.req.query()
  const segments = await readSegments(world.db)
  try {
    const told = await showReport(world.db, report, {
      request: requestOf(report, given, view.language),
      clock: world.clock,
      isFresh: given['fresh'] !== undefined
    })
    return page(visit, <ReportPage {...{ view, report, given, segments, told: told ?? 'to-come' }} />)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return page(visit, <ReportPage {...{ view, report, given, segments }} told="wrong" />, 422)
  }
}

async function download(visit: Visit) {
  const { view, world } = visit.var
  const report = reportNamed(visit.req.param('report') ?? '')
  const request = requestOf(report, visit.req.query(), view.language)
  const told = await askReport(world.db, report, { request, clock: world.clock })
  return visit.body(csvText(csvRows(told, view.language), { bom: true }), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${report.name}.csv"`
  })
}

/** A form sends what is left empty too: it counts as not said. */
function requestOf(report: Report, given: Given, language: View['language']): ReportRequest {
  const said = (name: string) => given[name] || undefined
  const figures = Object.fromEntries(report.parameters.map(({ name }) => [name, said(name)]))
  return { from: said('from'), to: said('to'), segment: said('segment'), currency: said('currency'), figures, language }
}

interface Props {
  view: View
  report: Report
  given: Given
  segments: Segment[]
  /** `to-come` while it is still to be computed, `wrong` where what was asked makes no sense. */
  told: ShownReport | 'to-come' | 'wrong'
}

function ReportPage({ view, report, given, segments, told }: Props) {
  const { language } = view
  const text = insightsText[language]
  const asked = new URLSearchParams(given).toString()
  const hasRows = told !== 'wrong' && (told === 'to-come' || told.rows.length > 0)
  return (
    <Framed view={view} title={report.title[language]}>
      <Head
        title={report.title[language]}
        lead={`${capital(report.summary[language])}.`}
        back={{ href: '/insights', label: text.title }}
      >
        {hasRows ? (
          <a class="button" href={`/insights/${report.name}/csv${asked === '' ? '' : `?${asked}`}`} download>
            <Icon name="download" /> {text.csv}
          </a>
        ) : null}
      </Head>
      <Question {...{ view, report, given, segments }} isWrong={told === 'wrong'} />
      {told === 'wrong' ? null : told === 'to-come' ? (
        <ToCome
          view={view}
          id="answer"
          address={freshAddress(report, given)}
          says={text.toCome}
          link={text.toComeLink}
        />
      ) : (
        <Answer view={view} told={told} />
      )}
    </Framed>
  )
}

/** Where the same is computed anew. */
function freshAddress(report: Report, given: Given): string {
  return `/insights/${report.name}?${new URLSearchParams({ ...given, fresh: '1' }).toString()}`
}

/** Puts what an address answers in the place of the answer that stands. */
const IN_PLACE = { 'hx-select': '#answer', 'hx-target': '#answer', 'hx-swap': 'outerHTML' }

function Answer({ view, told }: { view: View; told: ShownReport }) {
  const { language } = view
  const text = insightsText[language]
  const { from, to, warning, notes, charts, rows, rowCount, computedAt } = told
  const on = (day: string) => calendarDay(view, new Date(`${day}T00:00:00Z`))
  return (
    <div class="stack wide" id="answer">
      {warning ? (
        <Note tone="post" icon="chart">
          {warning[language]}
        </Note>
      ) : null}
      {charts.filter(isWorthDrawing).map((chart) => (
        <Sheet title={chart.title[language]}>
          <Drawn view={view} chart={chart} currency={told.currency} />
        </Sheet>
      ))}
      <div class="soft small stack tight">
        <p>{from === null ? text.until(on(to)) : text.all(on(from), on(to))}</p>
        {notes.map((note) => (
          <p>{note[language]}</p>
        ))}
        {computedAt ? (
          <p>
            {text.computed(moment(view, computedAt))}{' '}
            <a href={freshAddress(told.report, {})} hx-get={freshAddress(told.report, {})} {...IN_PLACE}>
              {text.computeAgain}
            </a>
          </p>
        ) : null}
      </div>
      <Sheet flush>
        {rows.length === 0 ? <Empty icon="chart" title={told.ifNone[language]} /> : <Rows view={view} told={told} />}
      </Sheet>
      {rowCount > rows.length ? <p class="soft small">{text.more(rowCount - rows.length)}</p> : null}
    </div>
  )
}

/** A line needs two points; where all is nothing, a picture says nothing. */
function isWorthDrawing({ kind, labels, series }: Picture): boolean {
  const isSomething = series.some(({ values }) => values.some((value) => value !== null && value !== 0))
  return isSomething && labels.length > (kind === 'line' ? 1 : 0)
}

const TONES: Tone[] = ['green', 'post', 'blue', 'wax', 'soft']
const UNITS = { money: 'money', percent: 'share', count: 'count' } as const
const PERCENT = 100

function Drawn({ view, chart, currency }: { view: View; chart: Picture; currency: string }) {
  const { language } = view
  const scale = chart.unit === 'money' ? 10 ** minorDigits(currency) : chart.unit === 'percent' ? 1 / PERCENT : 1
  return (
    <Chart
      view={{ ...view, currency }}
      title={chart.title[language]}
      head={insightsText[language].label}
      rowNames={chart.labels.map((label) => monthIn(label, language, 'long'))}
      plot={{
        kind: chart.kind === 'line' ? 'lines' : 'bars',
        unit: UNITS[chart.unit],
        labels: chart.labels.map((label) => monthIn(label, language, 'short')),
        series: chart.series.map(({ name, values }, index) => ({
          name: name[language],
          tone: TONES[index % TONES.length] ?? 'soft',
          values: values.map((value) => (value === null ? null : value * scale))
        }))
      }}
    />
  )
}

/** `2026-11` becomes « nov. 26 » along an axis, « novembre 2026 » in a table; other labels stay as they are. */
function monthIn(label: string, language: View['language'], length: 'short' | 'long'): string {
  if (!/^\d{4}-\d{2}$/.test(label)) return label
  const year = length === 'short' ? '2-digit' : 'numeric'
  const format = new Intl.DateTimeFormat(language, { month: length, year, timeZone: 'UTC' })
  return format.format(Date.parse(`${label}-01`))
}
