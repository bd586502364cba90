import type { Temporal } from 'temporal-polyfill'
import type { Campaign } from '#src/campaigns/campaign-store.ts'
import type { PreviewLine } from '#src/campaigns/preview.ts'
import { explain } from '#src/campaigns/refusals.ts'
import { withFirst } from '#src/platform/i18n.ts'
import { Act } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Badge, Empty, Face, Note, Sheet } from '#src/web/components/sheet.tsx'
import { ToCome } from '#src/web/components/to-come.tsx'
import { Weeks, type DayShown } from '#src/web/components/weeks.tsx'
import { clock } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { dryRunText } from '#src/web/text/dry-run.ts'
import type { View } from '#src/web/view.ts'
import { titleOf } from './title.tsx'

export interface DayCount {
  day: Temporal.PlainDate
  going: number
  skipped: number
}

export interface DryRun {
  campaign: Campaign
  period: { from: Temporal.PlainDate; to: Temporal.PlainDate }
  today: Temporal.PlainDate
  /** The days that hold something, in order. */
  days: DayCount[]
  chosen: Temporal.PlainDate | null
  /** Of the chosen day. */
  lines: PreviewLine[]
  /** Lines of that day that are not shown. */
  rest: number
  names: Map<string, string>
}

interface Props {
  view: View
  run: DryRun
}

interface PageProps {
  view: View
  campaign: Campaign
  /** Or where it is to be had, while it is still to be reckoned. */
  run: DryRun | { address: string }
}

export function DryRunPage({ view, campaign, run }: PageProps) {
  const text = dryRunText[view.language]
  const title = titleOf(view, campaign)
  return (
    <Framed view={view} title={`${text.title} · ${title}`}>
      <Head title={text.title} lead={text.lead} back={{ href: `/campaigns/${campaign.name}`, label: title }} />
      <SwitchOn view={view} campaign={campaign} />
      {'address' in run ? (
        <ToCome view={view} id="dry-run" address={run.address} says={text.toCome} link={text.toComeLink} />
      ) : (
        <Run view={view} run={run} />
      )}
    </Framed>
  )
}

function Run({ view, run }: Props) {
  const text = dryRunText[view.language]
  if (run.days.length === 0) {
    return (
      <div id="dry-run">
        <Sheet flush>
          <Empty icon="calendar" title={text.none}>
            <p>{text.noneText}</p>
          </Empty>
        </Sheet>
      </div>
    )
  }
  return (
    <div class="stack wide" id="dry-run">
      <p class="lead-line">
        <Totals view={view} run={run} />
      </p>
      <Sheet title={text.calendar} id="calendar" aside={text.calendarAside}>
        <Weeks
          view={view}
          {...run.period}
          today={run.today}
          chosen={run.chosen}
          days={shownDays(view, run)}
          caption={text.calendar}
        />
      </Sheet>
      <DaySheet view={view} run={run} />
    </div>
  )
}

function Totals({ view, run: { days, campaign } }: Props) {
  const text = dryRunText[view.language]
  const going = days.reduce((sum, day) => sum + day.going, 0)
  const skipped = days.reduce((sum, day) => sum + day.skipped, 0)
  const isOn = campaign.activity.kind === 'on'
  return (
    <>
      <strong>{isOn ? text.will(going) : text.would(going)}</strong>
      {skipped > 0 ? (isOn ? text.willNot(skipped) : text.wouldNot(skipped)) : ''}. {text.asOfNow}
    </>
  )
}

/** Somebody has seen the dry run: now it may be switched on. */
function SwitchOn({ view, campaign }: { view: View; campaign: Campaign }) {
  const text = dryRunText[view.language]
  const mayActivate = view.member?.role === 'owner' && campaign.activity.kind !== 'on'
  if (!mayActivate) return null
  const activate = (
    <Act
      view={view}
      action={`/campaigns/${campaign.name}/activation`}
      label={text.activate}
      class="button first"
      icon="check"
    />
  )
  return (
    <Note tone="green" icon="megaphone" acts={activate}>
      <p>{text.activateHint}</p>
    </Note>
  )
}

function shownDays(view: View, { campaign, days }: DryRun): Map<string, DayShown> {
  const text = dryRunText[view.language]
  return new Map(
    days.map(({ day, going, skipped }) => [
      day.toString(),
      {
        many: going,
        says: text.daySays(dayName(view, day), going, skipped),
        href: `/campaigns/${campaign.name}/dry-run?day=${day.toString()}`
      }
    ])
  )
}

function dayName({ language }: View, day: Temporal.PlainDate): string {
  const locale = language === 'fr' ? 'fr' : 'en-GB'
  return withFirst(day.toLocaleString(locale, { weekday: 'long', day: 'numeric', month: 'long' }), language)
}

/** Who gets it on the chosen day, and who does not and why. */
function DaySheet({ view, run: { campaign, days, chosen, lines, rest, names } }: Props) {
  const text = dryRunText[view.language]
  if (chosen === null) return null
  const going = days.find(({ day }) => day.equals(chosen))?.going ?? 0
  if (lines.length === 0) {
    return (
      <Sheet title={dayName(view, chosen)} id="day">
        <p class="soft">{text.dayNothing}</p>
      </Sheet>
    )
  }
  return (
    <Sheet
      title={dayName(view, chosen)}
      id="day"
      aside={text.dayGoing(going)}
      footer={rest > 0 ? text.rest(rest) : null}
      flush
    >
      <ul class="rows">
        {lines.map((line) => (
          <LineRow {...{ view, line, campaign }} name={names.get(line.clientId) ?? line.address ?? ''} />
        ))}
      </ul>
    </Sheet>
  )
}

interface LineProps {
  view: View
  line: PreviewLine
  campaign: Campaign
  name: string
}

function LineRow({ view, line, campaign, name }: LineProps) {
  const text = dryRunText[view.language]
  const at = clock({ ...view, zone: line.sendAt.timeZoneId }, new Date(line.sendAt.epochMilliseconds))
  const isSeries = campaign.definition.steps.length > 1
  return (
    <li class={line.refusal ? 'row done' : 'row'}>
      <Face name={name} />
      <div class="what">
        <p class="title">
          <a href={`/clients/${line.clientId}`}>{name}</a>
        </p>
        <p class="meta">
          {line.refusal ? <span>{explain(line.refusal, view.language)}</span> : <span>{at}</span>}
          {isSeries ? <span>{text.step(line.step)}</span> : null}
          {line.to === 'team' ? <span>{text.toTeam}</span> : null}
        </p>
      </div>
      <div class="acts">
        {line.refusal ? (
          <Badge icon="cross">{text.willNotGo}</Badge>
        ) : (
          <a
            class="button slim quiet"
            href={`/campaigns/${campaign.name}/mail?client=${line.clientId}&step=${line.step}`}
          >
            {text.seeMail} <span class="sr">{text.seeMailOf(name)}</span>
          </a>
        )}
      </div>
    </li>
  )
}
