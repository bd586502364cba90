import { Act } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Face } from '#src/web/components/sheet.tsx'
import { Elapsed } from '#src/web/components/time.tsx'
import { labelled } from '#src/web/format.ts'
import type { WaitingThread } from '#src/web/reading/threads-store.ts'
import { recordText } from '#src/web/text/record.ts'
import { threadText } from '#src/web/text/thread.ts'
import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'

/** Somebody who waits: what they wrote, for how long, and the two things one can do. */
export function WaitingRow({ view, thread, isFirst }: { view: View; thread: WaitingThread; isFirst: boolean }) {
  const text = todayText[view.language]
  const name = thread.clientName || thread.fromName || threadText[view.language].unknown
  return (
    <li class="row" id={`thread-${thread.id}`}>
      <Face name={name} />
      <div class="what">
        <p class="title">
          {thread.clientId ? <a href={`/clients/${thread.clientId}`}>{name}</a> : name}{' '}
          {thread.tier === 'A' ? (
            <Badge tone="green" icon="star">
              {recordText[view.language].tier} A
            </Badge>
          ) : null}
        </p>
        <p>
          <a class="quiet" href={`/threads/${thread.id}`}>
            {thread.subject || threadText[view.language].noSubject}
          </a>
        </p>
        <p class="said">{thread.text}</p>
        <p class="meta">
          <span class="since">
            <Icon name="clock" /> {text.since} <Elapsed view={view} since={thread.waitingSince} />
          </span>
          {thread.ownerName ? (
            <span>
              {labelled(view, threadText[view.language].owner)} {thread.ownerName}
            </span>
          ) : null}
        </p>
      </div>
      <div class="acts">
        <a class={isFirst ? 'button slim first' : 'button slim'} href={`/threads/${thread.id}#answer`}>
          {text.answer}
          <span class="sr"> {text.closeOf(name)}</span>
        </a>
        <Act
          view={view}
          action={`/threads/${thread.id}/closure`}
          target={`#thread-${thread.id}`}
          label={text.close}
          describe={text.closeOf(name)}
          class="button slim quiet"
        />
      </div>
    </li>
  )
}
