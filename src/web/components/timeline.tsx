import { money, month } from '#src/web/format.ts'
import type { TimelineEvent } from '#src/web/reading/record-store.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'
import { Icon, type IconName } from './icon.tsx'
import { Badge } from './sheet.tsx'
import { Near } from './time.tsx'

const ICONS: Record<string, IconName> = {
  mail: 'letters',
  call: 'phone',
  visit: 'door',
  meeting: 'people',
  note: 'note',
  order: 'basket',
  invoice: 'note',
  delivery: 'box',
  repair: 'sliders',
  purchase: 'basket',
  'follow-up': 'gift',
  satisfaction: 'star'
}

/** Everything that happened with a client, newest first, link by link; the open link still waits for an answer. */
export function Chain({ view, events }: { view: View; events: TimelineEvent[] }) {
  let shown = ''
  return (
    <ol class="chain">
      {events.map((event) => {
        const heading = month(view, event.at)
        const isNew = heading !== shown
        shown = heading
        return (
          <>
            {isNew ? (
              <li class="month">
                <h2>{heading}</h2>
              </li>
            ) : null}
            <Link view={view} event={event} />
          </>
        )
      })}
    </ol>
  )
}

function Link({ view, event }: { view: View; event: TimelineEvent }) {
  const text = recordText[view.language]
  const isGift = event.kind === 'follow-up' || event.kind === 'satisfaction'
  const side = event.isWaiting ? 'waits' : isGift ? 'gift' : (event.direction ?? '')
  const name = event.kind === 'mail' ? (event.direction === 'in' ? text.mailIn : text.mailOut) : text.kinds[event.kind]
  return (
    <li class={side} id={`event-${event.id}`}>
      <span class="ring">
        <Icon name={ICONS[event.kind] ?? 'note'} />
      </span>
      <div class="event">
        <header>
          <h3>
            {event.threadId ? <a href={`/threads/${event.threadId}`}>{event.title || name}</a> : event.title || name}
          </h3>
          <span class="soft tiny">
            <Near view={view} at={event.at} />
          </span>
        </header>
        <p class="line tiny soft">
          <span>{name}</span>
          {event.paid === null ? null : <span>{money(view, event.paid, event.currency ?? view.currency)}</span>}
          {event.state && event.kind !== 'satisfaction' ? <Badge>{event.state}</Badge> : null}
          {event.byName ? <span>{text.by(event.byName)}</span> : null}
          {event.isWaiting ? (
            <Badge tone="wax" icon="clock">
              {text.waits}
            </Badge>
          ) : null}
        </p>
        {event.body ? (
          <p class={event.threadId ? 'said' : 'said whole'}>{event.body.replaceAll(/\n{2,}/g, '\n')}</p>
        ) : null}
      </div>
    </li>
  )
}
