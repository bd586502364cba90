import { stringify } from 'csv-stringify/sync'
import { askReport, type ReportRequest } from '#src/insights/reports/ask.ts'
import { csvRows, shownCell } from '#src/insights/reports/cells.ts'
import type { Chart as Picture, Column, Parameter, Report } from '#src/insights/reports/report.ts'
import { showReport, type ShownReport } from '#src/insights/reports/shown.ts'
import { reportNamed } from '#src/insights/reports/table.ts'
import { readSegments, type Segment } from '#src/insights/segment-store.ts'
import { minorDigits } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { page } from '#src/web/answer.tsx'
import { Chart } from '#src/web/charts/chart.tsx'
import type { Tone } from '#src/web/charts/plot.ts'
import { Check, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { calendarDay, moment } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { insightsText } from '#src/web/text/insights.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** A page for each report: what is asked, what it tells, the pictures, and the rows behind them. */
export const reportPages: Route[] = [
  get('/insights/:report', 'member', show),
  get('/insights/:report/csv', 'member', download)
]

type Given = Record<string, string>

async function show(visit: Visit) {
  const { view, world } = visit.var
  const report = reportNamed(visit.req.param('report') ?? '')
  const given = visit.req.query()
  const segments = await readSegments(world.db)
  try {
    const told = await showReport(world.db, report, {
      request: requestOf(report, given),
      clock: world.clock,
      isFresh: given['fresh'] !== undefined
    })
    return page(visit, <ReportPage {...{ view, report, given, segments, told }} />)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return page(visit, <ReportPage {...{ view, report, given, segments }} told={null} />, 422)
  }
}

async function download(visit: Visit) {
  const { view, world } = visit.var
  const report = reportNamed(visit.req.param('report') ?? '')
  const request = requestOf(report, visit.req.query())
  const told = await askReport(world.db, report, { request, clock: world.clock })
  return visit.body(stringify(csvRows(told, view.language), { bom: true }), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${report.name}.csv"`
  })
}

/** A form sends what is left empty too: it counts as not said. */
function requestOf(report: Report, given: Given): ReportRequest {
  const said = (name: string) => given[name] || undefined
  const figures = Object.fromEntries(report.parameters.map(({ name }) => [name, said(name)]))
  return { from: said('from'), to: said('to'), segment: said('segment'), currency: said('currency'), figures }
}

interface Props {
  view: View
  report: Report
  given: Given
  segments: Segment[]
  /** Null where what was asked makes no sense. */
  told: ShownReport | null
}

function ReportPage({ view, report, given, segments, told }: Props) {
  const { language } = view
  const text = insightsText[language]
  const asked = new URLSearchParams(given).toString()
  return (
    <Framed view={view} title={report.title[language]}>
      <Head
        title={report.title[language]}
        lead={`${sentence(report.summary[language])}.`}
        back={{ href: '/insights', label: text.title }}
      >
        {told && told.rows.length > 0 ? (
          <a class="button" href={`/insights/${report.name}/csv${asked === '' ? '' : `?${asked}`}`} download>
            <Icon name="download" /> {text.csv}
          </a>
        ) : null}
      </Head>
      <Question {...{ view, report, given, segments }} isWrong={told === null} />
      {told ? <Answer view={view} told={told} /> : null}
    </Framed>
  )
}

type QuestionProps = Omit<Props, 'told'> & { isWrong: boolean }

function Question({ view, report, given, segments, isWrong }: QuestionProps) {
  const text = insightsText[view.language]
  const everyone = { value: '', label: text.everyone }
  return (
    <Sheet>
      <form class="ask" action={`/insights/${report.name}`}>
        <FormErrors view={view} wrong={isWrong ? text.wrong : undefined} />
        <TextField label={text.from} name="from" type="date" value={given['from']} />
        <TextField label={text.to} name="to" type="date" value={given['to']} />
        {segments.length > 0 ? (
          <SelectField
            label={text.segment}
            name="segment"
            value={given['segment']}
            options={[everyone, ...segments.map(({ name }) => ({ value: name, label: name }))]}
          />
        ) : null}
        {report.parameters.map((parameter) => (
          <ParameterField view={view} parameter={parameter} given={given} />
        ))}
        <button class="button">{text.show}</button>
      </form>
    </Sheet>
  )
}

/** Command lines tell in phrases what pages tell in sentences. */
function sentence(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}

interface ParameterProps {
  view: View
  parameter: Parameter
  given: Given
}

function ParameterField({ view, parameter: { name, takes, about, usual }, given }: ParameterProps) {
  const label = sentence(about[view.language])
  if (takes.kind === 'switch') return <Check name={name} label={label} checked={given[name] !== undefined} />
  if (takes.kind === 'choice')
    return (
      <SelectField
        label={label}
        name={name}
        value={given[name] ?? usual}
        options={[
          ...(usual === undefined ? [{ value: '', label: insightsText[view.language].everyone }] : []),
          ...takes.among.map((choice) => ({ value: choice, label: choice }))
        ]}
      />
    )
  return <TextField label={label} name={name} inputmode="decimal" value={given[name] ?? usual ?? ''} />
}

function Answer({ view, told }: { view: View; told: ShownReport }) {
  const { language } = view
  const text = insightsText[language]
  const { from, to, warning, notes, charts, rows, rowCount, computedAt } = told
  const on = (day: string) => calendarDay(view, new Date(`${day}T00:00:00Z`))
  return (
    <>
      {warning ? <Note tone="post">{warning[language]}</Note> : null}
      {charts
        .filter(({ labels }) => labels.length > 0)
        .map((chart) => (
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
            <a href={`/insights/${told.report.name}?fresh=1`}>{text.computeAgain}</a>
          </p>
        ) : null}
      </div>
      <Sheet flush>
        {rows.length === 0 ? <Empty icon="chart" title={told.ifNone[language]} /> : <Rows view={view} told={told} />}
      </Sheet>
      {rowCount > rows.length ? <p class="soft small">{text.more(rowCount - rows.length)}</p> : null}
    </>
  )
}

function Rows({ view, told: { report, columns, rows, currency } }: { view: View; told: ShownReport }) {
  const manner = { language: view.language, currency }
  const title = report.title[view.language]
  // A record is reached by its client's name: its number is for scripts.
  const shown = [...columns.entries()].filter(([, { label }]) => label.en !== 'id')
  return (
    <div class="scroll-x" tabindex={0} role="region" aria-label={title}>
      <table class="list">
        <caption class="sr">{title}</caption>
        <thead>
          <tr>
            {shown.map(([, column]) => (
              <th scope="col" class={isNumber(column) ? 'n' : undefined}>
                {column.label[view.language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ clientId, cells }) => (
            <tr>
              {shown.map(([index, column]) => {
                const words = shownCell(cells[index] ?? null, column, manner)
                const isName = clientId !== undefined && NAMES.has(column.label.en)
                return (
                  <td class={isNumber(column) ? 'n' : undefined}>
                    {isName ? (
                      <a class="name" href={`/clients/${clientId}`}>
                        {words}
                      </a>
                    ) : (
                      words
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Reports call them so where a row is about one client. */
const NAMES = new Set(['name', 'clients'])
const NUMBERS = new Set<Column['type']>(['count', 'number', 'money', 'percent', 'change'])

function isNumber({ type }: Column): boolean {
  return NUMBERS.has(type)
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
      plot={{
        kind: chart.kind === 'line' ? 'lines' : 'bars',
        unit: UNITS[chart.unit],
        labels: chart.labels,
        series: chart.series.map(({ name, values }, index) => ({
          name: name[language],
          tone: TONES[index % TONES.length] ?? 'soft',
          values: values.map((value) => (value === null ? null : value * scale))
        }))
      }}
    />
  )
}
