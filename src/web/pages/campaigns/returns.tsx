import type { CampaignReport } from '#src/campaigns/report.ts'
import { explain, isRefusalCode, refuse } from '#src/campaigns/refusals.ts'
import { Chart } from '#src/web/charts/chart.tsx'
import { Figure, Sheet } from '#src/web/components/sheet.tsx'
import { month, money, number, percent, roundMoney } from '#src/web/format.ts'
import type { CampaignMonth } from '#src/web/reading/campaigns-store.ts'
import { returnsText } from '#src/web/text/returns.ts'
import type { View } from '#src/web/view.ts'

interface Props {
  view: View
  report: CampaignReport
  months: CampaignMonth[]
}

/** What came of a campaign: in a sentence, in figures, month by month, and what it changed. */
export function Returns({ view, report, months }: Props) {
  const text = returnsText[view.language]
  if (report.planned + report.sent + report.skipped.total === 0) {
    return (
      <Sheet title={text.title} id="returns">
        <p class="soft">{text.nothing}</p>
      </Sheet>
    )
  }
  const sum = (minor: bigint) => roundMoney(view, minor, report.currency)
  return (
    <Sheet title={text.title} id="returns">
      <div class="stack">
        <dl class="figures by-three">
          <Figure label={text.sent}>{number(view, report.sent)}</Figure>
          <Figure label={text.answered} why={share(view, report.answered, report.sent)}>
            {number(view, report.answered)}
          </Figure>
          <Figure label={text.redeemed} why={share(view, report.redeemed, report.sent)}>
            {number(view, report.redeemed)}
          </Figure>
          <Figure label={text.revenue}>{sum(report.revenue)}</Figure>
          <Figure label={text.spent} why={text.spentWhy(sum(report.discount), sum(report.cost))}>
            {sum(report.discount + report.cost)}
          </Figure>
          <Figure label={text.unsubscribed}>{number(view, report.unsubscribed)}</Figure>
        </dl>
        <Effect view={view} report={report} />
        {report.sent > 0 ? <Months view={view} months={months} /> : null}
        <Skipped view={view} report={report} />
      </div>
    </Sheet>
  )
}

function share(view: View, part: number, whole: number): string | undefined {
  return whole === 0 || part === 0 ? undefined : percent(view, part / whole)
}

/** What the campaign changed, against those who were left without mail (SEMANTICS K5). */
function Effect({ view, report }: Omit<Props, 'months'>) {
  const text = returnsText[view.language]
  const { attributed, incremental } = report.returns
  const sum = (minor: number) => money(view, BigInt(Math.round(minor)), report.currency)
  return (
    <div class="stack tight">
      <p>{text.attributed(attributed.responses, money(view, attributed.revenue, report.currency))}</p>
      {incremental.kind === 'estimate' ? (
        <p>{text.incremental(sum(incremental.net.value), sum(incremental.net.low), sum(incremental.net.high))}</p>
      ) : (
        <p class="soft">{text.notEnough(incremental)}</p>
      )}
    </div>
  )
}

function Months({ view, months }: Omit<Props, 'report'>) {
  const text = returnsText[view.language]
  const utc = { ...view, zone: 'UTC' }
  const short = new Intl.DateTimeFormat(view.language, { month: 'short', timeZone: 'UTC' })
  return (
    <Chart
      view={view}
      title={text.chart}
      head={text.month}
      rowNames={months.map((each) => month(utc, each.month))}
      plot={{
        kind: 'bars',
        unit: 'count',
        labels: months.map((each) => short.format(each.month)),
        series: [
          { name: text.sent, tone: 'green', values: months.map(({ sent }) => sent) },
          { name: text.redeemed, tone: 'post', values: months.map(({ redeemed }) => redeemed) }
        ]
      }}
    />
  )
}

/** Every mail that was not sent has its reason. */
function Skipped({ view, report: { skipped } }: Omit<Props, 'months'>) {
  const text = returnsText[view.language]
  if (skipped.total === 0) return null
  const reasons = Object.entries(skipped.byReason).sort(([, one], [, other]) => other - one)
  return (
    <details class="opens">
      <summary>{text.skipped(skipped.total)}</summary>
      <table class="list">
        <tbody>
          {reasons.map(([code, many]) => (
            <tr>
              <td>{isRefusalCode(code) ? explain(refuse(code, '…'), view.language) : code}</td>
              <td class="n">{number(view, many)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
