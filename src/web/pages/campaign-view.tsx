import type { Campaign } from '#src/campaigns/campaign-store.ts'
import type { PreviewLine } from '#src/campaigns/preview.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { explain } from '#src/campaigns/refusals.ts'
import type { CampaignReport } from '#src/campaigns/report.ts'
import { Bars } from '#src/web/components/bars.tsx'
import { Act, Check, Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Badge, Empty, Figure, Note, Sheet } from '#src/web/components/sheet.tsx'
import { moment, money, number } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { campaignText } from '#src/web/text/campaign.ts'
import type { View } from '#src/web/view.ts'
import { StateBadge, titleOf } from './campaign-title.tsx'

export interface Shown {
  campaign: Campaign
  /** Everything of the dry run, for counting. */
  lines: PreviewLine[]
  shownLines: PreviewLine[]
  names: Map<string, string>
  report: CampaignReport
  isWrong: boolean
}

interface Props {
  view: View
  shown: Shown
}

export function CampaignPage({ view, shown }: Props) {
  const text = campaignText[view.language]
  const { campaign } = shown
  const shipped = readyMade(campaign.name)
  return (
    <Framed view={view} title={titleOf(view, campaign)}>
      <Head
        title={titleOf(view, campaign)}
        lead={shipped?.what[view.language]}
        back={{ href: '/campaigns', label: text.title }}
      >
        <StateBadge view={view} campaign={campaign} />
        <Switch view={view} campaign={campaign} />
      </Head>
      <div class="columns">
        <div class="stack wide">
          <DryRun view={view} shown={shown} />
          <Returns view={view} shown={shown} />
        </div>
        <div class="stack">
          {shipped ? (
            <Note tone="green" icon="gift">
              <p>
                <strong>{text.forWhom}.</strong> {shipped.forWhom[view.language]}
              </p>
              <p>
                <strong>{text.whyItPays}.</strong> {shipped.whyItPays[view.language]}
              </p>
            </Note>
          ) : null}
          {view.member?.role === 'owner' ? <SetUp view={view} shown={shown} /> : null}
        </div>
      </div>
    </Framed>
  )
}

function Switch({ view, campaign }: { view: View; campaign: Campaign }) {
  const text = campaignText[view.language]
  const path = `/campaigns/${campaign.name}`
  if (view.member?.role !== 'owner') return <p class="soft small">{text.ownerOnly}</p>
  return campaign.activity.kind === 'on' ? (
    <Act view={view} action={`${path}/pause`} label={text.pause} class="button" />
  ) : (
    <Act view={view} action={`${path}/activation`} label={text.activate} class="button first" icon="check" />
  )
}

/** Who would get what and when, day by day, and who would not and why (G6). */
function DryRun({ view, shown: { lines, shownLines, names } }: Props) {
  const text = campaignText[view.language]
  const going = lines.filter(({ refusal }) => refusal === null)
  if (lines.length === 0) {
    return (
      <Sheet title={text.preview} id="preview" aside={text.previewAside} flush>
        <Empty icon="calendar" title={text.previewNone}>
          <p>{text.previewNoneText}</p>
        </Empty>
      </Sheet>
    )
  }
  const rest = lines.length - shownLines.length
  return (
    <Sheet title={text.preview} id="preview" aside={text.previewAside} flush footer={rest > 0 ? text.more(rest) : null}>
      <div class="body stack tight">
        <p>
          <strong>{text.previewCount(going.length)}</strong>
          <span class="soft">, {text.skippedCount(lines.length - going.length)}</span>
        </p>
        <Bars values={mailsPerDay(going)} label={text.previewCount(going.length)} />
      </div>
      <ul class="rows">
        {shownLines.map((line) => (
          <li class="row plain">
            <div class="what">
              <p class="title">
                <a href={`/clients/${line.clientId}`}>{names.get(line.clientId) ?? line.address}</a>
              </p>
              <p class="meta">
                <span>{moment(view, new Date(line.sendAt.epochMilliseconds))}</span>
                {line.refusal ? <span>{explain(line.refusal, view.language)}</span> : null}
              </p>
            </div>
            <div class="acts">
              {line.refusal ? (
                <Badge icon="cross">{text.willNotGo}</Badge>
              ) : (
                <Badge tone="green" icon="check">
                  {text.willGo}
                </Badge>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function mailsPerDay(lines: PreviewLine[]): number[] {
  const byDay = new Map<string, number>()
  for (const { sendAt } of lines) {
    const day = sendAt.toPlainDate().toString()
    byDay.set(day, (byDay.get(day) ?? 0) + 1)
  }
  return [...byDay.keys()].sort().map((day) => byDay.get(day) ?? 0)
}

function SetUp({ view, shown: { campaign, isWrong } }: Props) {
  const text = campaignText[view.language]
  const { offer, trigger, steps, holdOut, approval } = campaign.definition
  const percent = offer?.discount.kind === 'percent' ? offer.discount.percent : null
  return (
    <Sheet title={text.setUp} id="set-up">
      <Form view={view} action={`/campaigns/${campaign.name}/definition`}>
        <FormErrors view={view} wrong={isWrong ? text.wrongSetUp : undefined} />
        {trigger.kind === 'once' ? <TextField label={text.on} name="on" type="date" value={trigger.on ?? ''} /> : null}
        <TextField label={text.at} name="at" type="time" value={steps[0]?.at} />
        {percent === null ? null : (
          <TextField label={text.discount} name="percent" inputmode="decimal" value={percent} />
        )}
        {offer ? (
          <TextField label={text.validDays} name="validDays" inputmode="numeric" value={offer.validDays} />
        ) : null}
        <TextField label={text.holdOut} name="holdOut" inputmode="decimal" value={Math.round(holdOut * 1000) / 10} />
        <Check name="approval" label={text.approval} checked={approval === 'batch'} />
        <button class="button">{text.save}</button>
      </Form>
    </Sheet>
  )
}

function Returns({ view, shown: { report } }: Props) {
  const text = campaignText[view.language]
  const sum = (minor: bigint) => money(view, minor, report.currency)
  const { incremental } = report.returns
  return (
    <Sheet title={text.returns} id="returns">
      <div class="stack">
        <dl class="figures">
          <Figure label={text.planned}>{number(view, report.planned)}</Figure>
          <Figure label={text.sent}>{number(view, report.sent)}</Figure>
          <Figure label={text.skipped}>{number(view, report.skipped.total)}</Figure>
          <Figure label={text.answered}>{number(view, report.answered)}</Figure>
          <Figure label={text.redeemed}>{number(view, report.redeemed)}</Figure>
          <Figure label={text.unsubscribed}>{number(view, report.unsubscribed)}</Figure>
          <Figure label={text.revenue}>{sum(report.revenue)}</Figure>
          <Figure label={text.discountGiven}>{sum(report.discount)}</Figure>
        </dl>
        {incremental.kind === 'not-enough-data' ? <p class="soft small">{text.notEnough(incremental.needed)}</p> : null}
      </div>
    </Sheet>
  )
}
