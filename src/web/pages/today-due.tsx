import { Temporal } from 'temporal-polyfill'
import type { DueCount, DueFollowUp } from '#src/campaigns/approval-store.ts'
import { explain } from '#src/campaigns/refusals.ts'
import { Act } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Face, Sheet } from '#src/web/components/sheet.tsx'
import { clock, moment } from '#src/web/format.ts'
import type { DueOfToday } from '#src/web/reading/due.ts'
import { dueText } from '#src/web/text/due.ts'
import type { View } from '#src/web/view.ts'
import { titleOf } from '#src/web/pages/campaigns/title.tsx'

/** Shown of one campaign; the rest is counted, and stands on the campaign's own page. */
const SHOWN_PER_CAMPAIGN = 4

/** The mails of today, campaign by campaign: let go, or taken out, each in place. */
export function DueSheet({
  view,
  due: { counts, lines, leave },
  isWhole
}: {
  view: View
  due: DueOfToday
  isWhole?: boolean
}) {
  const text = dueText[view.language]
  const many = counts.reduce((sum, { due }) => sum + due, 0)
  // Kept where there is nothing: what an act changes is drawn into it.
  if (many === 0) return <div id="due" hidden></div>
  return (
    <Sheet title={text.title} id="due" aside={text.many(many)} flush>
      <ul class="rows">
        {counts.map((count) => {
          const ofCampaign = lines.filter(({ campaign }) => campaign === count.campaign)
          const shown = isWhole ? ofCampaign : ofCampaign.slice(0, SHOWN_PER_CAMPAIGN)
          return (
            <>
              {count.waiting > 1 ? <BatchRow view={view} count={count} line={ofCampaign[0]} /> : null}
              {shown.map((line) => (
                <DueRow view={view} line={line} leave={leave} />
              ))}
              {count.due > shown.length && !isWhole ? <RestRow view={view} count={count} shown={shown.length} /> : null}
            </>
          )
        })}
      </ul>
    </Sheet>
  )
}

/** Everything of one campaign that waits, let go at once. */
function BatchRow({ view, count, line }: { view: View; count: DueCount; line: DueFollowUp | undefined }) {
  const text = dueText[view.language]
  const title = titleOf(view, { name: count.campaign, title: line?.title ?? null })
  return (
    <li class="row batch" id={`batch-${count.campaign}`}>
      <span class="face f3" aria-hidden="true">
        <Icon name="megaphone" />
      </span>
      <div class="what">
        <p class="title">
          <a href={`/campaigns/${count.campaign}`}>{title}</a>
        </p>
        <p class="meta">
          <span class="since">
            <Icon name="clock" /> {text.batchWaits(count.waiting)}
          </span>
        </p>
      </div>
      <div class="acts">
        <Act
          view={view}
          action={`/campaigns/${count.campaign}/approvals`}
          target="#due"
          label={text.approveAll(count.waiting)}
          describe={title}
          icon="check"
        />
      </div>
    </li>
  )
}

/** One mail of today. */
function DueRow({ view, line, leave }: { view: View; line: DueFollowUp; leave: DueOfToday['leave'] }) {
  const text = dueText[view.language]
  const why = whyItWaits(view, line, leave)
  const row = `follow-up-${line.id}`
  return (
    <li class="row" id={row}>
      <Face name={line.client} />
      <div class="what">
        <p class="title">
          <a href={`/clients/${line.clientId}`}>{line.client}</a>
        </p>
        <p class="meta">
          <span>{titleOf(view, { name: line.campaign, title: line.title })}</span>
          {line.to === 'team' ? <span>{text.toTeam}</span> : null}
          {line.isApproved ? <span>{whenItGoes(view, line)}</span> : <Badge tone="post">{text.waits}</Badge>}
        </p>
        {why === null ? null : <p class="small">{why}</p>}
      </div>
      <div class="acts">
        {line.isApproved ? null : (
          <Act
            view={view}
            action={`/follow-ups/${line.id}/approval`}
            target={`#${row}`}
            label={text.approve}
            describe={text.mailTo(line.client)}
            icon="check"
          />
        )}
        <Act
          view={view}
          action={`/follow-ups/${line.id}/skipping`}
          target={`#${row}`}
          label={text.skip}
          describe={text.mailTo(line.client)}
          class="button slim quiet"
        />
      </div>
    </li>
  )
}

/** Its hour on the client's clock, to come or gone by; the day too, where it is another. */
function whenItGoes(view: View, { dueAt }: DueFollowUp): string {
  const text = dueText[view.language]
  const there = { ...view, zone: dueAt.timeZoneId }
  const at = new Date(dueAt.epochMilliseconds)
  const today = Temporal.Instant.fromEpochMilliseconds(view.now).toZonedDateTimeISO(view.zone).toPlainDate()
  const isToday = dueAt.withTimeZone(view.zone).toPlainDate().equals(today)
  const [onToday, onAnother] = isItsTime(view, dueAt) ? [text.wasForAt, text.wasForOn] : [text.goesAt, text.goesOn]
  return isToday ? onToday(clock(there, at)) : onAnother(moment(there, at))
}

function isItsTime(view: View, dueAt: DueFollowUp['dueAt']): boolean {
  return dueAt.epochMilliseconds <= view.now
}

/** In words: what put it off, or what keeps everything whose time has come. */
function whyItWaits(view: View, line: DueFollowUp, leave: DueOfToday['leave']): string | null {
  const text = dueText[view.language]
  if (line.waits !== null) return explain(line.waits, view.language)
  if (!line.isApproved || !isItsTime(view, line.dueAt)) return null
  switch (leave.kind) {
    case 'free':
      return text.soon
    case 'no-sender':
      return text.noSender
    case 'no-mailbox':
      return text.noMailbox
    case 'paused':
      return text.paused(clock(view, leave.until))
    default:
      return text.pace[leave.per](leave.most)
  }
}

function RestRow({ view, count, shown }: { view: View; count: DueCount; shown: number }) {
  return (
    <li class="row plain">
      <a href={`/campaigns/${count.campaign}#due`}>{dueText[view.language].rest(count.due - shown)}</a>
    </li>
  )
}
