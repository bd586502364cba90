import { z } from 'zod'
import { Temporal } from 'temporal-polyfill'
import { listFollowUps } from '#src/campaigns/follow-up-store.ts'
import { heldFields } from '#src/clients/fields/value-store.ts'
import { page } from '#src/web/answer.tsx'
import { Address } from '#src/web/components/address.tsx'
import { Act } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Empty, Face, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Chain } from '#src/web/components/timeline.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { readCursor, type Part } from '#src/web/reading/cursor.ts'
import {
  colleaguesOf,
  consentsOf,
  factsOf,
  mergesInto,
  moneyOf,
  paidByMonth,
  remindersOf,
  suppressionsOf,
  timeline,
  type ClientRecord,
  type TimelineEvent
} from '#src/web/reading/record-store.ts'
import { recordOf } from '#src/web/reading/asked-record.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { About, type Aside } from './client-about.tsx'
import { WriteOnRecord, type HeldForm } from './client-write.tsx'

/** One client: a timeline of everything, and what is known. */
export const clientPages: Route[] = [get('/clients/:id', 'member', showClient)]

const MONTHS_SHOWN = 24
/** What was sent stands on the timeline; beside it, what is to come, and what was not sent and why. */
const SHOWN_STATES = ['planned', 'skipped', 'failed', 'unknown']
const FOLLOW_UPS_SHOWN = 6

/** The parts of the timeline that one may look at alone. */
const KINDS = {
  all: [],
  mail: ['mail'],
  note: ['note', 'call', 'visit', 'meeting'],
  purchase: ['purchase', 'order', 'invoice'],
  service: ['delivery', 'repair', 'satisfaction', 'follow-up']
} satisfies Record<string, string[]>

const recordQuery = z.object({
  show: z.enum(['all', 'mail', 'note', 'purchase', 'service']).default('all'),
  after: z.string().max(600).optional()
})
type Asked = z.output<typeof recordQuery>

async function showClient(visit: Visit) {
  const client = await recordOf(visit)
  if (client.mergedIntoId) return visit.redirect(`/clients/${client.mergedIntoId}`, 301)
  return recordPage(visit, client, null)
}

/** The page of a record, with one of its forms that was refused, if any. */
export async function recordPage(visit: Visit, client: ClientRecord, held: HeldForm | null) {
  const { view, world } = visit.var
  const asked = readQuery(visit, recordQuery)
  const [events, aside] = await Promise.all([
    timeline(world.db, {
      clientId: client.id,
      kinds: KINDS[asked.show],
      after: readCursor(asked.after, 'instant'),
      reader: readerOf(view)
    }),
    asideOf(visit, client)
  ])
  return page(visit, <RecordPage {...{ view, client, asked, events, aside, held }} />, held ? 422 : 200)
}

async function asideOf(visit: Visit, client: ClientRecord): Promise<Aside> {
  const { view, world } = visit.var
  const { db } = world
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const today = now.toZonedDateTimeISO(view.zone).toPlainDate().toString()
  const [facts, fields, followUps, consents, suppressions, reminders, money, months, merges, colleagues] =
    await Promise.all([
      factsOf(db, client.id),
      heldFields(db, client.id),
      listFollowUps(db, { clientId: client.id, states: SHOWN_STATES, limit: FOLLOW_UPS_SHOWN }),
      consentsOf(db, client.id),
      suppressionsOf(
        db,
        client.addresses.map(({ address }) => address)
      ),
      remindersOf(db, client.id),
      moneyOf(db, client.id),
      paidByMonth(db, { clientId: client.id, today, months: MONTHS_SHOWN }),
      mergesInto(db, client.id),
      client.company ? colleaguesOf(db, { id: client.id, companyId: client.company.id }) : []
    ])
  return { facts, fields, followUps, consents, suppressions, reminders, money, months, merges, colleagues }
}

interface RecordPageProps {
  view: View
  client: ClientRecord
  asked: Asked
  events: Part<TimelineEvent>
  aside: Aside
  held: HeldForm | null
}

function RecordPage({ view, client, asked, events, aside, held }: RecordPageProps) {
  const text = recordText[view.language]
  return (
    <Framed view={view} title={client.name}>
      <RecordHead view={view} client={client} tier={aside.money?.tier ?? null} />
      {client.state === 'suggested' ? (
        <Note tone="blue" icon="hand" acts={<Decide view={view} client={client} />}>
          {text.suggestedNote}
        </Note>
      ) : null}
      <nav class="pills only-narrow" aria-label={text.sections}>
        <a href="#timeline">{text.timeline}</a>
        <a href="#about">{text.about}</a>
      </nav>
      <div class="columns">
        <section class="stack" id="timeline" aria-label={text.timeline}>
          <WriteOnRecord view={view} client={client} held={held} />
          <KindPills view={view} client={client} asked={asked} />
          {events.rows.length > 0 ? (
            <Chain view={view} events={events.rows} />
          ) : (
            <Sheet flush>
              <Empty icon="clock" title={text.timelineEmpty}>
                <p>{text.timelineEmptyText}</p>
              </Empty>
            </Sheet>
          )}
          <Older view={view} client={client} asked={asked} next={events.next} />
        </section>
        <About view={view} client={client} aside={aside} held={held} />
      </div>
    </Framed>
  )
}

function Decide({ view, client }: { view: View; client: ClientRecord }) {
  const text = peopleText[view.language]
  return (
    <span class="line">
      <Act view={view} action={`/clients/${client.id}/acceptance`} label={text.accept} class="button slim first" />
      <Act view={view} action={`/clients/${client.id}/ignoring`} label={text.ignore} />
    </span>
  )
}

function RecordHead({ view, client, tier }: { view: View; client: ClientRecord; tier: string | null }) {
  const text = recordText[view.language]
  const [main] = client.addresses
  const state = text.stateBadge[client.state]
  return (
    <header class="record-head">
      <p class="crumbs">
        <a href="/clients">
          <Icon name="back" /> {text.title}
        </a>
      </p>
      <div class="line">
        <Face name={client.name} large />
        <div class="grow">
          <h1>{client.name.includes('@') ? <Address address={client.name} /> : client.name}</h1>
          <p class="line small soft">
            {client.company ? <a href={`/clients?company=${client.company.id}`}>{client.company.name}</a> : null}
            {main ? (
              <a href={`mailto:${main.address}`}>
                <Address address={main.address} />
              </a>
            ) : null}
            {client.phone ? <a href={`tel:${client.phone.replaceAll(/[^\d+]/g, '')}`}>{client.phone}</a> : null}
          </p>
          <p class="line small">
            {state ? <Badge tone="blue">{state}</Badge> : null}
            {tier ? (
              <Badge tone={tier === 'A' ? 'green' : undefined} icon={tier === 'A' ? 'star' : undefined}>
                {text.tier} {tier}
              </Badge>
            ) : null}
            {client.tags.map(({ tag }) => (
              <a class="tag" href={`/clients?tag=${encodeURIComponent(tag)}`}>
                {tag}
              </a>
            ))}
            <span class="soft">
              {text.lastSeen}{' '}
              {client.lastInteractionAt ? <Near view={view} at={client.lastInteractionAt} /> : text.never}
            </span>
          </p>
        </div>
        <p class="line acts">
          <a class="button" href={`/clients/${client.id}/edit`}>
            {text.edit}
          </a>
          <a class="button" href={`/clients/${client.id}/merge`}>
            <Icon name="merge" /> {text.mergeThis}
          </a>
        </p>
      </div>
    </header>
  )
}

function KindPills({ view, client, asked }: Pick<RecordPageProps, 'view' | 'client' | 'asked'>) {
  const text = recordText[view.language]
  return (
    <nav class="pills" aria-label={text.timeline}>
      {Object.entries(text.filters).map(([name, label]) => (
        <a
          href={name === 'all' ? `/clients/${client.id}` : `/clients/${client.id}?show=${name}`}
          aria-current={name === asked.show ? 'page' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  )
}

function Older({
  view,
  client,
  asked,
  next
}: Pick<RecordPageProps, 'view' | 'client' | 'asked'> & { next: string | null }) {
  const text = recordText[view.language]
  const show = asked.show === 'all' ? '' : `show=${asked.show}&`
  return (
    <p class="line apart">
      {asked.after ? <a href={`/clients/${client.id}`}>{text.newest}</a> : <span />}
      {next ? (
        <a class="button" href={`/clients/${client.id}?${show}after=${next}`}>
          {text.older} <Icon name="next" />
        </a>
      ) : null}
    </p>
  )
}
