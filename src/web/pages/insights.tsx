import { stringify } from 'csv-stringify/sync'
import { Temporal } from 'temporal-polyfill'
import { decimalText } from '#src/platform/money.ts'
import { page } from '#src/web/answer.tsx'
import { Bars } from '#src/web/components/bars.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Empty, Figure, Sheet } from '#src/web/components/sheet.tsx'
import { money, month, number, percent } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { salesByMonth, tierSizes, type MonthOfSales, type TierSize } from '#src/web/reading/insights-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { insightsText } from '#src/web/text/insights.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Results: sales month by month with the table behind the picture, and the tiers. */
export const insightsPages: Route[] = [
  get('/insights', 'member', showInsights),
  get('/insights/sales.csv', 'member', downloadSales)
]

const MONTHS_SHOWN = 24
const MONTHS_OF_YEAR = 12

async function showInsights(visit: Visit) {
  const { view, world } = visit.var
  const [months, tiers] = await Promise.all([monthsOf(visit), tierSizes(world.db)])
  return page(visit, <InsightsPage {...{ view, months, tiers }} />)
}

async function downloadSales(visit: Visit) {
  const { view } = visit.var
  const text = insightsText[view.language]
  const rows = (await monthsOf(visit)).map(({ month, paid, purchases, clients }) => [
    month.toISOString().slice(0, 7),
    decimalText(paid, view.currency),
    purchases,
    clients
  ])
  const file = stringify([[text.month, `${text.paid} (${view.currency})`, text.purchases, text.clients], ...rows])
  const headers = {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="sales.csv"'
  }
  return visit.body(file, 200, headers)
}

function monthsOf(visit: Visit): Promise<MonthOfSales[]> {
  const { view, world } = visit.var
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const today = now.toZonedDateTimeISO(view.zone).toPlainDate().toString()
  return salesByMonth(world.db, { today, months: MONTHS_SHOWN, currency: view.currency })
}

interface InsightsProps {
  view: View
  months: MonthOfSales[]
  tiers: TierSize[]
}

function InsightsPage({ view, months, tiers }: InsightsProps) {
  const text = insightsText[view.language]
  const hasSales = months.some(({ paid }) => paid !== 0n)
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead}>
        {hasSales ? (
          <a class="button" href="/insights/sales.csv" download>
            <Icon name="download" /> {text.csv}
          </a>
        ) : null}
      </Head>
      {hasSales ? (
        <>
          <YearFigures view={view} months={months} />
          <Tiers view={view} tiers={tiers} />
          <Months view={view} months={months} />
        </>
      ) : (
        <Sheet flush>
          <Empty icon="chart" title={text.noneTitle}>
            <p>{text.noneText}</p>
          </Empty>
        </Sheet>
      )}
    </Framed>
  )
}

/** Twelve whole months against the twelve before: the month under way would make a fall of any year. */
function YearFigures({ view, months }: { view: View; months: MonthOfSales[] }) {
  const text = insightsText[view.language]
  const whole = months.slice(0, -1)
  const year = sumOf(whole.slice(-MONTHS_OF_YEAR))
  const before = sumOf(whole.slice(0, -MONTHS_OF_YEAR))
  const change = before.paid > 0n ? Number(year.paid - before.paid) / Number(before.paid) : null
  return (
    <dl class="figures">
      <Figure label={text.total}>{money(view, year.paid)}</Figure>
      <Figure label={text.before}>{money(view, before.paid)}</Figure>
      {change === null ? null : <Figure label={text.change}>{percent(view, change)}</Figure>}
      {year.purchases > 0 ? (
        <Figure label={text.basket}>{money(view, year.paid / BigInt(year.purchases))}</Figure>
      ) : null}
    </dl>
  )
}

function sumOf(months: MonthOfSales[]) {
  return {
    paid: months.reduce((sum, { paid }) => sum + paid, 0n),
    purchases: months.reduce((sum, { purchases }) => sum + purchases, 0)
  }
}

function Tiers({ view, tiers }: { view: View; tiers: TierSize[] }) {
  const text = insightsText[view.language]
  if (tiers.length === 0) return null
  return (
    <Sheet title={text.tiers} id="tiers">
      <dl class="figures">
        {tiers.map(({ tier, clients, paid }) => (
          <Figure label={text.tier(tier)} why={text.ofClients(clients)}>
            {money(view, paid)}
          </Figure>
        ))}
      </dl>
    </Sheet>
  )
}

function Months({ view, months }: { view: View; months: MonthOfSales[] }) {
  const text = insightsText[view.language]
  return (
    <Sheet title={text.months} id="months" aside={text.monthsAside} flush>
      <div class="body">
        <Bars values={months.map(({ paid }) => Number(paid))} label={text.months} />
      </div>
      <div class="scroll-x" tabindex={0} role="region" aria-label={text.months}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{text.month}</th>
              <th scope="col" class="n">
                {text.paid}
              </th>
              <th scope="col" class="n">
                {text.purchases}
              </th>
              <th scope="col" class="n">
                {text.clients}
              </th>
            </tr>
          </thead>
          <tbody>
            {months.toReversed().map((row, index) => (
              <tr>
                <td>
                  {month({ ...view, zone: 'UTC' }, row.month)}{' '}
                  {index === 0 ? <span class="soft small">({text.partial})</span> : null}
                </td>
                <td class="n">{money(view, row.paid)}</td>
                <td class="n">{number(view, row.purchases)}</td>
                <td class="n">{number(view, row.clients)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Sheet>
  )
}
