import type { LedgerLine } from '#src/campaigns/follow-up-store.ts'
import { explain, isRefusalCode } from '#src/campaigns/refusals.ts'
import { Badge, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { moment } from '#src/web/format.ts'
import { followUpText } from '#src/web/text/follow-up.ts'
import type { View } from '#src/web/view.ts'
import { titleOf } from './campaigns/title.tsx'

/** What campaigns will send a client, and what they did not send and why. */
export function FollowUps({ view, followUps }: { view: View; followUps: LedgerLine[] }) {
  const text = followUpText[view.language]
  if (followUps.length === 0) return null
  return (
    <Sheet title={text.title} id="follow-ups" flush>
      <ul class="rows">
        {followUps.map((line) => (
          <FollowUp view={view} line={line} />
        ))}
      </ul>
    </Sheet>
  )
}

function FollowUp({ view, line }: { view: View; line: LedgerLine }) {
  const text = followUpText[view.language]
  const isPlanned = line.state === 'planned'
  const reason = reasonOf(view, line)
  return (
    <li class="row plain">
      <div class="what">
        <p class="line">
          <a href={`/campaigns/${line.campaign}`}>{titleOf(view, { name: line.campaign, title: line.title })}</a>
          {isPlanned ? null : <Badge>{text.states[line.state] ?? line.state}</Badge>}
          {isPlanned && !line.isApproved ? <Badge tone="post">{text.waits}</Badge> : null}
        </p>
        {reason === null ? null : <p class="small">{reason}</p>}
        <p class="meta">
          {isPlanned ? (
            text.goes(moment({ ...view, zone: line.zone }, line.dueAt))
          ) : (
            <Near view={view} at={line.stateSince} />
          )}
        </p>
      </div>
    </li>
  )
}

function reasonOf(view: View, { state, reason, detail }: LedgerLine): string | null {
  if (state === 'unknown') return followUpText[view.language].unsure
  if (reason === null) return null
  return isRefusalCode(reason) ? explain({ code: reason, detail: detail ?? '' }, view.language) : (detail ?? reason)
}
