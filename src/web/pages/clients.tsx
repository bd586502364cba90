import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { isLive, page, part } from '#src/web/answer.tsx'
import { Address } from '#src/web/components/address.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Badge, Empty, Sheet } from '#src/web/components/sheet.tsx'
import { Proof } from '#src/web/components/form.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { money } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import {
  CLIENT_ORDERS,
  clientTags,
  countClients,
  listClients,
  type ClientFilter,
  type ListedClient
} from '#src/web/reading/clients-store.ts'
import { readCursor, type Part } from '#src/web/reading/cursor.ts'
import { findMails, type FoundMail } from '#src/web/reading/found-mails-store.ts'
import { wordQuery } from '#src/web/reading/search.ts'
import { get, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** The list of clients: search as you type, filters, one action for many. */
export const clientsPages: Route[] = [get('/clients', 'member', showClients)]

const blank = z.literal('').transform(() => undefined)
const clientsQuery = z.object({
  q: z.string().max(200).default(''),
  state: z.enum(['active', 'suggested', 'ignored']).default('active'),
  tag: blank.or(z.string().max(100)).optional(),
  tier: blank.or(z.enum(['A', 'B', 'C'])).optional(),
  company: blank.or(z.guid()).optional(),
  order: z.enum(CLIENT_ORDERS).default('recent'),
  after: z.string().max(600).optional()
})

type Asked = z.output<typeof clientsQuery>

/** Counting goes no further than anybody reads exactly. */
const COUNT_MOST = 10_000
const MAILS_SHOWN = 6

async function showClients(visit: Visit) {
  const { view, world } = visit.var
  const asked = readQuery(visit, clientsQuery)
  const filter = filterOf(asked)
  const words = wordQuery(asked.q)
  const [found, count, tags, mails] = await Promise.all([
    listClients(world.db, filter, readCursor(asked.after)),
    countClients(world.db, filter, COUNT_MOST),
    clientTags(world.db),
    words && !asked.after ? findMails(world.db, words, MAILS_SHOWN) : []
  ])
  const results = <Results {...{ view, asked, found, count, mails }} />
  if (isLive(visit)) return part(visit, results)
  return page(visit, <ClientsPage {...{ view, asked, count, tags }}>{results}</ClientsPage>)
}

function filterOf(asked: Asked): ClientFilter {
  return {
    query: asked.q,
    state: asked.state,
    tag: asked.tag ?? null,
    tier: asked.tier ?? null,
    owner: null,
    company: asked.company ?? null,
    order: asked.order
  }
}

function ClientsPage({ view, asked, count, tags, children }: ClientsPageProps) {
  const text = peopleText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead(text.count(count, count >= COUNT_MOST))}>
        <a class="button" href="/clients/new">
          <Icon name="plus" /> {text.add}
        </a>
      </Head>
      <Filters view={view} asked={asked} tags={tags} />
      {children}
    </Framed>
  )
}

interface ClientsPageProps {
  view: View
  asked: Asked
  count: number
  tags: { tag: string; count: number }[]
  children?: Child
}

/** A form that works by itself; with JavaScript the results follow each letter. */
function Filters({ view, asked, tags }: Pick<ClientsPageProps, 'view' | 'asked' | 'tags'>) {
  const text = peopleText[view.language]
  return (
    <form
      class="filters"
      role="search"
      aria-label={text.searchLabel}
      action="/clients"
      hx-get="/clients"
      hx-target="#results"
      hx-swap="outerHTML"
      hx-trigger="input delay:200ms, change, submit"
      hx-replace-url="true"
      hx-sync="this:replace"
    >
      <input
        type="search"
        name="q"
        value={asked.q}
        aria-label={text.searchLabel}
        placeholder={text.searchPlaceholder}
        autocomplete="off"
      />
      <select name="state" aria-label={text.filterState}>
        {['active', 'suggested', 'ignored'].map((state) => (
          <option value={state} selected={state === asked.state}>
            {text.states[state]}
          </option>
        ))}
      </select>
      <select name="tag" aria-label={text.filterTag}>
        <option value="">{text.anyTag}</option>
        {tags.map(({ tag }) => (
          <option value={tag} selected={tag === asked.tag}>
            #{tag}
          </option>
        ))}
      </select>
      <select name="tier" aria-label={text.filterTier}>
        <option value="">{text.anyTier}</option>
        {['A', 'B', 'C'].map((tier) => (
          <option value={tier} selected={tier === asked.tier}>
            {text.tier(tier)}
          </option>
        ))}
      </select>
      <select name="order" aria-label={text.order}>
        {CLIENT_ORDERS.map((order) => (
          <option value={order} selected={order === asked.order}>
            {text.orders[order]}
          </option>
        ))}
      </select>
      <noscript>
        <button class="button">{text.filter}</button>
      </noscript>
    </form>
  )
}

function Results({ view, asked, found, count, mails }: ResultsProps) {
  const text = peopleText[view.language]
  const isFiltered = asked.q !== '' || asked.tag !== undefined || asked.tier !== undefined || asked.state !== 'active'
  const next = found.next ? addressOf({ ...asked, after: found.next }) : null
  return (
    <div id="results" class="stack wide">
      <p class="sr" role="status">
        {text.count(count, count >= COUNT_MOST)}
      </p>
      {found.rows.length > 0 ? (
        <ClientTable view={view} rows={found.rows} />
      ) : isFiltered ? (
        <Sheet flush>
          <Empty icon="search" title={text.noneTitle}>
            <p>{text.noneText}</p>
          </Empty>
        </Sheet>
      ) : (
        <Sheet flush>
          <Empty icon="people" title={text.emptyTitle}>
            <p>{text.emptyText}</p>
            <a class="button first" href="/settings/mailboxes/new">
              {text.emptyGo}
            </a>
          </Empty>
        </Sheet>
      )}
      <Pager view={view} next={next} previous={asked.after ? addressOf({ ...asked, after: undefined }) : null} />
      {mails.length > 0 ? <FoundMails view={view} mails={mails} /> : null}
    </div>
  )
}

interface ResultsProps {
  view: View
  asked: Asked
  found: Part<ListedClient>
  count: number
  mails: FoundMail[]
}

function ClientTable({ view, rows }: { view: View; rows: ListedClient[] }) {
  const text = peopleText[view.language]
  return (
    <form method="post" action="/clients/tags" class="stack">
      <Proof view={view} />
      <Sheet flush>
        <table class="list cards picks">
          <thead>
            <tr>
              <th>
                <input type="checkbox" data-ticks="[name=client]" aria-label={text.pickAll} />
              </th>
              <th scope="col">{text.columnName}</th>
              <th scope="col">{text.columnTags}</th>
              <th scope="col">{text.columnTier}</th>
              <th scope="col" class="n">
                {text.columnYear}
              </th>
              <th scope="col" class="n">
                {text.columnLast}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ClientRow view={view} row={row} />
            ))}
          </tbody>
        </table>
      </Sheet>
      <BulkTag view={view} />
    </form>
  )
}

function ClientRow({ view, row }: { view: View; row: ListedClient }) {
  const text = peopleText[view.language]
  const bought = row.paidInYear !== null && row.paidInYear !== 0n
  return (
    <tr>
      <td class="check">
        <input type="checkbox" name="client" value={row.id} aria-label={text.pick(row.name)} />
      </td>
      <td class="who">
        <a class="name" href={`/clients/${row.id}`}>
          {row.name}
        </a>
        <p class="soft small">{row.company ?? (row.address ? <Address address={row.address} /> : null)}</p>
      </td>
      <td>
        {row.tags.length > 0 ? (
          <span class="line tight">
            {row.tags.slice(0, 4).map((tag) => (
              <span class="tag">{tag}</span>
            ))}
          </span>
        ) : null}
      </td>
      <td>{row.tier ? <Badge tone={row.tier === 'A' ? 'green' : undefined}>{row.tier}</Badge> : null}</td>
      <td class="n" data-label={bought ? text.columnYear : undefined}>
        {bought && row.paidInYear !== null ? money(view, row.paidInYear, row.currency ?? view.currency) : ''}
      </td>
      <td class="n soft small last">{row.lastAt ? <Near view={view} at={row.lastAt} /> : null}</td>
    </tr>
  )
}

function BulkTag({ view }: { view: View }) {
  const text = peopleText[view.language]
  return (
    <div class="filters acts">
      <label class="soft small" for="tag">
        {text.bulk}
      </label>
      <input id="tag" name="tag" placeholder={text.bulkTag} aria-label={text.bulkTag} maxlength={60} />
      <button class="button slim" name="action" value="add">
        {text.bulkAdd}
      </button>
      <button class="button slim" name="action" value="remove">
        {text.bulkRemove}
      </button>
    </div>
  )
}

function FoundMails({ view, mails }: { view: View; mails: FoundMail[] }) {
  const text = peopleText[view.language]
  return (
    <Sheet title={text.inMails} id="mails" aside={text.inMailsAside} flush>
      <ul class="rows">
        {mails.map((mail) => (
          <li class="row plain">
            <div class="what">
              <p class="title">
                <a class="cover" href={`/threads/${mail.threadId}#mail-${mail.id}`}>
                  {mail.subject}
                </a>
              </p>
              <p class="said">{mail.text}</p>
              <p class="meta">
                <span>{mail.fromName || mail.fromAddress}</span>
                <Near view={view} at={mail.sentAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function addressOf(asked: Asked): string {
  const query = new URLSearchParams()
  const defaults: Record<string, string> = { state: 'active', order: 'recent', q: '' }
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined && value !== defaults[name]) query.set(name, value)
  const text = query.toString()
  return text === '' ? '/clients' : `/clients?${text}`
}
