import { Act, Check, Form, FormErrors, TextField, Wrong } from '#src/web/components/form.tsx'
import { ListPage } from '#src/web/components/list-page.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Badge, Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { ShownOnce } from '#src/web/components/shown-once.tsx'
import { Near } from '#src/web/components/time.tsx'
import { Framed } from '#src/web/layout.tsx'
import type { Part } from '#src/web/reading/cursor.ts'
import { settingsText } from '#src/web/text/settings.ts'
import { webhookText } from '#src/web/text/webhook.ts'
import type { View } from '#src/web/view.ts'
import type { Delivery } from '#src/web/webhooks/delivery-store.ts'
import type { Endpoint } from '#src/web/webhooks/endpoint-store.ts'
import { EVENTS } from '#src/web/webhooks/events.ts'

export interface AddForm {
  given: { name?: string; url?: string; events?: string | string[] }
  /** Message keys by field. */
  wrong: Record<string, string>
}

interface WebhooksPageProps {
  view: View
  endpoints: Endpoint[]
  counts: Map<string, { waiting: number; failed: number }>
  form: AddForm
}

export function WebhooksPage({ view, endpoints, counts, form }: WebhooksPageProps) {
  const text = webhookText[view.language]
  return (
    <ListPage
      view={view}
      title={text.title}
      lead={text.lead}
      back={{ href: '/settings', label: settingsText[view.language].title }}
      none={{ icon: 'out', title: text.none, text: text.noneText }}
      isEmpty={endpoints.length === 0}
      below={<AddSheet view={view} form={form} />}
    >
      {endpoints.map((endpoint) => (
        <li class="row plain">
          <div class="what">
            <p class="title line">
              <a href={`/settings/webhooks/${endpoint.id}`}>{endpoint.name}</a>
              <StateBadge view={view} endpoint={endpoint} />
            </p>
            <p class="meta">
              <span>{new URL(endpoint.url).host}</span>
              <Counts view={view} counts={counts.get(endpoint.id)} />
            </p>
          </div>
        </li>
      ))}
    </ListPage>
  )
}

function StateBadge({ view, endpoint }: { view: View; endpoint: Endpoint }) {
  const { states } = webhookText[view.language]
  if (endpoint.disabledAt) return <Badge>{states['off']}</Badge>
  if (endpoint.failingSince)
    return (
      <Badge tone="wax" icon="warning">
        {states['failing']}
      </Badge>
    )
  return <Badge tone="green">{states['on']}</Badge>
}

function Counts({ view, counts }: { view: View; counts: { waiting: number; failed: number } | undefined }) {
  const text = webhookText[view.language]
  return (
    <>
      {counts && counts.waiting > 0 ? <span>{text.waiting(counts.waiting)}</span> : null}
      {counts && counts.failed > 0 ? <span>{text.failed(counts.failed)}</span> : null}
    </>
  )
}

function AddSheet({ view, form: { given, wrong } }: { view: View; form: AddForm }) {
  const text = webhookText[view.language]
  const say = (field: string) => (wrong[field] ? text.wrong[wrong[field]] : undefined)
  const ticked = given.events ?? EVENTS
  return (
    <Sheet title={text.add} id="add">
      <Form view={view} action="/settings/webhooks">
        <FormErrors view={view} wrong={Object.keys(wrong).length > 0} />
        <TextField label={text.name} name="name" value={given.name} wrong={say('name')} maxlength={100} required />
        <TextField
          label={text.url}
          name="url"
          type="url"
          value={given.url}
          hint={text.urlHint}
          wrong={say('url')}
          placeholder="https://"
          required
        />
        <fieldset class="choices">
          <legend>{text.events}</legend>
          {say('events') ? <Wrong>{say('events')}</Wrong> : null}
          {EVENTS.map((event) => (
            <Check name="events" value={event} label={text.eventNames[event]} checked={ticked.includes(event)} />
          ))}
        </fieldset>
        <button class="button first">{text.addGo}</button>
      </Form>
    </Sheet>
  )
}

interface WebhookPageProps {
  view: View
  endpoint: Endpoint
  part: Part<Delivery>
  /** Shown once, right after it was made. */
  secret: string | null
}

export function WebhookPage({ view, endpoint, part, secret }: WebhookPageProps) {
  const text = webhookText[view.language]
  const path = `/settings/webhooks/${endpoint.id}`
  const isOff = endpoint.disabledAt !== null
  return (
    <Framed view={view} title={endpoint.name}>
      <Head
        title={endpoint.name}
        lead={<code>{endpoint.url}</code>}
        back={{ href: '/settings/webhooks', label: text.title }}
      >
        {isOff ? null : <Act view={view} action={`${path}/trial`} label={text.trial} class="button" />}
        <Act
          view={view}
          action={isOff ? `${path}/start` : `${path}/stop`}
          label={isOff ? text.switchOn : text.switchOff}
          class={isOff ? 'button first' : 'button'}
        />
      </Head>
      {secret ? <ShownOnce title={text.secretTitle} text={text.secretText} value={secret} view={view} /> : null}
      {endpoint.disabledWhy ? <Note tone="wax">{text.offWhy[endpoint.disabledWhy]}</Note> : null}
      {!isOff && endpoint.failingSince ? (
        <Note tone="wax">
          {text.failingSince} <Near view={view} at={endpoint.failingSince} />
        </Note>
      ) : null}
      <Sheet title={text.deliveries} id="deliveries" aside={text.deliveriesAside} flush>
        {part.rows.length === 0 ? (
          <Empty icon="out" title={text.noDeliveries} />
        ) : (
          <ul class="rows">
            {part.rows.map((delivery) => (
              <DeliveryRow view={view} delivery={delivery} path={path} />
            ))}
          </ul>
        )}
      </Sheet>
      <Pager view={view} next={part.next === null ? null : `${path}?after=${part.next}`} />
      <Sheet
        title={text.events}
        id="events"
        footer={
          <div class="line">
            <Act view={view} action={`${path}/secret`} label={text.renew} icon="key" />
            <Act view={view} action={`${path}/removal`} label={text.remove} class="button slim danger" />
          </div>
        }
      >
        <ul class="plain-list">
          {endpoint.events.map((event) => (
            <li>{text.eventNames[event] ?? event}</li>
          ))}
        </ul>
      </Sheet>
    </Framed>
  )
}

const TONES = { delivered: 'green', failed: 'wax', waiting: undefined } as const

function DeliveryRow({ view, delivery, path }: { view: View; delivery: Delivery; path: string }) {
  const text = webhookText[view.language]
  const { state, attempts, lastStatus, lastError, dueAt } = delivery
  const isRetried = state === 'waiting' && attempts > 0
  return (
    <li class="row plain">
      <div class="what">
        <p class="title line">
          {text.eventNames[delivery.type] ?? delivery.type}
          <Badge tone={TONES[state]}>{text.deliveryStates[state]}</Badge>
        </p>
        {lastError && state !== 'delivered' ? <p class="soft small">{text.whys[lastError] ?? lastError}</p> : null}
        <p class="meta">
          <Near view={view} at={delivery.occurredAt} />
          {attempts > 0 ? <span>{text.tries(attempts)}</span> : null}
          {lastStatus === null ? null : <span>{text.answered(lastStatus)}</span>}
          {delivery.lastMs === null ? null : <span>{delivery.lastMs} ms</span>}
          {isRetried ? (
            <span>
              {text.nextTry} <Near view={view} at={dueAt} />
            </span>
          ) : null}
          <code>{delivery.type}</code>
        </p>
      </div>
      <div class="acts">
        <Act
          view={view}
          action={`${path}/deliveries/${delivery.id}/repetition`}
          label={text.resend}
          icon="undo"
          describe={text.eventNames[delivery.type] ?? delivery.type}
        />
      </div>
    </li>
  )
}
