import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { dashboard, PERIODS, storedDashboard, type Dashboard } from '#src/insights/dashboard/dashboard.ts'
import { REPORTS } from '#src/insights/reports/table.ts'
import { formatChange } from '#src/platform/i18n.ts'
import { page } from '#src/web/answer.tsx'
import { Chart } from '#src/web/charts/chart.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Empty, Figure, Sheet } from '#src/web/components/sheet.tsx'
import { ToCome } from '#src/web/components/to-come.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { capital, day, number, percent, roundMoney } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { comesLater, countedAddress } from '#src/web/pages/counted.ts'
import { get, type Route } from '#src/web/route.ts'
import { insightsText } from '#src/web/text/insights.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Results at one glance (R1). */
export const dashboardPages: Route[] = [get('/insights', 'member', show)]

const query = z.object({ period: z.enum(PERIODS).default('year') })

async function show(visit: Visit) {
  const { view, world } = visit.var
  const { period } = readQuery(visit, query)
  const stored = await storedDashboard(world.db, period)
  if (stored === null && (await comesLater(visit)))
    return page(visit, <DashboardToCome view={view} address={countedAddress(visit)} />)
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const board = stored ?? (await dashboard(world.db, { now, period }))
  return page(visit, <DashboardPage view={view} board={board} />)
}

/** Before the first numbers of a large base were ever computed. */
function DashboardToCome({ view, address }: { view: View; address: string }) {
  const text = insightsText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} />
      <ToCome view={view} id="figures" address={address} says={text.toCome} link={text.toComeLink} />
      <Reports view={view} />
    </Framed>
  )
}

interface Props {
  view: View
  board: Dashboard
}

function DashboardPage({ view, board }: Props) {
  const text = insightsText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead(day({ ...view, zone: 'UTC' }, new Date(`${board.now.to}T00:00:00Z`)))} />
      {board.months.length === 0 ? (
        <div id="figures">
          <Sheet flush>
            <Empty icon="chart" title={text.noneTitle}>
              <p>{text.noneText}</p>
              {view.member?.role === 'owner' ? (
                <a class="button first" href="/settings/import?kind=purchases">
                  {text.noneGo}
                </a>
              ) : null}
            </Empty>
          </Sheet>
        </div>
      ) : (
        <div class="stack wide" id="figures">
          <PeriodPills view={view} board={board} />
          <Sales view={view} board={board} />
          <Relations view={view} board={board} />
          <Months view={view} board={board} />
          <Tiers view={view} board={board} />
        </div>
      )}
      <Reports view={view} />
    </Framed>
  )
}

function PeriodPills({ view, board }: Props) {
  const text = insightsText[view.language]
  return (
    <nav class="pills" aria-label={text.period}>
      {PERIODS.map((period) => (
        <a href={`/insights?period=${period}`} aria-current={period === board.period ? 'page' : undefined}>
          {text.periods[period]}
        </a>
      ))}
    </nav>
  )
}

function Sales({ view, board: { sales, currency } }: Props) {
  const text = insightsText[view.language]
  const { now, before } = sales
  const sum = (minor: bigint) => roundMoney(view, minor, currency)
  const hadSales = before.purchases > 0
  const wasOf = (value: string) => (hadSales ? text.before(value) : text.noBefore)
  return (
    <dl class="figures">
      <Figure label={text.sales} why={wasOf(sum(before.paid))}>
        {sum(now.paid)} <Change view={view} now={Number(now.paid)} before={Number(before.paid)} />
      </Figure>
      <Figure
        label={text.gross}
        why={now.costKnown === null ? wasOf(sum(before.gross)) : text.grossWhy(percent(view, now.costKnown / 100))}
      >
        {sum(now.gross)} <Change view={view} now={Number(now.gross)} before={Number(before.gross)} />
      </Figure>
      <Figure label={text.clients} why={text.newClients(now.newClients)}>
        {number(view, now.clients)} <Change view={view} now={now.clients} before={before.clients} />
      </Figure>
    </dl>
  )
}

function Relations({ view, board: { retention, satisfaction, answers, followUps, currency } }: Props) {
  const text = insightsText[view.language]
  const { answers: said, happy } = satisfaction.now
  return (
    <dl class="figures">
      <Figure label={text.retention} why={text.retentionWhy(retention.now.kept, retention.now.atStart)}>
        {retention.now.retention === null ? text.unknown : percent(view, retention.now.retention / 100)}
      </Figure>
      <Figure label={text.answers} why={text.answersWhy(answers.now.answered, answers.now.asked)}>
        {answers.now.medianMinutes === null ? text.unknown : duration(view, answers.now.medianMinutes)}
      </Figure>
      <Figure label={text.followUps} why={text.followUpsWhy(followUps.now.sent, followUps.now.purchases)}>
        {followUps.now.sent === 0 ? text.unknown : roundMoney(view, followUps.now.net, currency)}
      </Figure>
      <Figure label={text.satisfaction} why={text.satisfactionWhy(said)}>
        {said === 0 ? text.unknown : percent(view, happy / said)}
      </Figure>
    </dl>
  )
}

/** How far a number moved from the year before; nothing where there was nothing. */
function Change({ view, now, before }: { view: View; now: number; before: number }) {
  if (before <= 0) return null
  return <span class="small soft nowrap">{formatChange((now - before) / before, view.language)}</span>
}

const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

function duration(view: View, minutes: number): string {
  const text = insightsText[view.language]
  const short = (value: number) => new Intl.NumberFormat(view.language, { maximumFractionDigits: 1 }).format(value)
  if (minutes < HOUR_MINUTES) return text.minutes(Math.round(minutes))
  if (minutes < 2 * DAY_MINUTES) return text.hours(short(minutes / HOUR_MINUTES))
  return text.days(short(minutes / DAY_MINUTES))
}

function Months({ view, board: { months, currency } }: Props) {
  const text = insightsText[view.language]
  const at = (month: string) => new Date(`${month}-01T00:00:00Z`)
  const names = (style: 'short' | 'long') =>
    new Intl.DateTimeFormat(view.language, {
      month: style,
      year: style === 'long' ? 'numeric' : undefined,
      timeZone: 'UTC'
    })
  return (
    <Sheet title={text.months} id="months">
      <Chart
        view={{ ...view, currency }}
        title={text.months}
        head={text.month}
        rowNames={months.map(({ month }) => names('long').format(at(month)))}
        plot={{
          kind: 'bars',
          unit: 'money',
          labels: months.map(({ month }) => names('short').format(at(month))),
          series: [
            { name: text.sales, tone: 'green', values: months.map(({ paid }) => Number(paid)) },
            { name: text.margin, tone: 'post', values: months.map(({ gross }) => Number(gross)) }
          ]
        }}
      />
    </Sheet>
  )
}

function Tiers({ view, board: { tiers, currency } }: Props) {
  const text = insightsText[view.language]
  if (tiers.length === 0) return null
  return (
    <Sheet title={text.tiers} id="tiers" aside={text.tiersAside}>
      <dl class="figures">
        {tiers.map(({ tier, clients, paid }) => (
          <Figure label={text.tier(tier)} why={text.ofClients(clients)}>
            {roundMoney(view, paid, currency)}
          </Figure>
        ))}
      </dl>
    </Sheet>
  )
}

function Reports({ view }: { view: View }) {
  return (
    <Sheet title={insightsText[view.language].reports} id="reports" flush>
      <ul class="rows">
        {REPORTS.map(({ name, title, summary }) => (
          <li class="row">
            <div class="what">
              <p class="title">
                <a class="cover" href={`/insights/${name}`}>
                  {title[view.language]}
                </a>
              </p>
              <p class="meta">{capital(summary[view.language])}</p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
