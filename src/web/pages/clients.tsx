import type { Child } from 'hono/jsx'
import { readSegments, type Segment } from '#src/insights/segment-store.ts'
import { isLive, page, part } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { LiveFilters } from '#src/web/components/live-filters.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Empty, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { ToCome } from '#src/web/components/to-come.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { momentOf } from '#src/web/pages/campaigns/found.ts'
import {
  CLIENT_ORDERS,
  clientTags,
  findCompany,
  listAndCount,
  ORDERED_BY,
  type ListedClient
} from '#src/web/reading/clients-store.ts'
import { readCursor, type Part } from '#src/web/reading/cursor.ts'
import { findMails, type FoundMail } from '#src/web/reading/found-mails-store.ts'
import { mailboxesNow } from '#src/web/reading/today-store.ts'
import { wordQuery } from '#src/web/reading/search.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import { segmentText } from '#src/web/text/segment.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { ClientTable, COUNT_MOST, type RefusedBulk } from './clients-table.tsx'
import { comesLater, countedAddress } from './counted.ts'
import { addressOf, clientsQuery, filterOf, isFiltered, isKeepable, type Asked } from './clients-filter.ts'

/** The list of clients: search as you type, filters, one action for many. */
export const clientsPages: Route[] = [get('/clients', 'member', showClients)]

const MAILS_SHOWN = 6

async function showClients(visit: Visit) {
  return clientsPage(visit, readQuery(visit, clientsQuery))
}

/** The list of clients, with a tag for many that was refused, if any. */
export async function clientsPage(visit: Visit, asked: Asked, refused: RefusedBulk | null = null) {
  const { view, world } = visit.var
  // Every client is asked whether they are in a segment.
  const isLater = refused === null && asked.segment !== undefined && (await comesLater(visit))
  const [shown, tags, segments] = await Promise.all([
    isLater ? null : shownOf(visit, asked),
    clientTags(world.db),
    readSegments(world.db)
  ])
  const results = shown ? <Results {...{ view, asked, refused, ...shown }} /> : <ResultsToCome visit={visit} />
  if (isLive(visit)) return part(visit, results)
  return page(
    visit,
    <ClientsPage {...{ view, asked, count: shown?.count ?? null, tags, segments }}>{results}</ClientsPage>,
    refused ? 422 : 200
  )
}

async function shownOf(visit: Visit, asked: Asked): Promise<Omit<ResultsProps, 'view' | 'asked' | 'refused'>> {
  const { db } = visit.var.world
  const { today } = await momentOf(visit)
  const filter = await filterOf(db, asked, today.toString())
  const words = wordQuery(asked.q)
  const after = readCursor(asked.after, ORDERED_BY[filter.order])
  const [{ found, count }, mails, company] = await Promise.all([
    listAndCount(db, filter, { after, most: COUNT_MOST }),
    words && !asked.after ? findMails(db, { words, most: MAILS_SHOWN, reader: readerOf(visit.var.view) }) : [],
    asked.company ? findCompany(db, asked.company) : null
  ])
  const isNobody = found.rows.length === 0 && !isFiltered(asked)
  const hasMailbox = isNobody && (await mailboxesNow(db)).length > 0
  return { found, count, mails, company, hasMailbox }
}

function ResultsToCome({ visit }: { visit: Visit }) {
  const text = peopleText[visit.var.view.language]
  return (
    <ToCome
      view={visit.var.view}
      id="results"
      address={countedAddress(visit)}
      says={text.toCome}
      link={text.toComeLink}
    />
  )
}

function ClientsPage({ view, asked, count, tags, segments, children }: ClientsPageProps) {
  const text = peopleText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head
        title={text.title}
        lead={count === null ? text.leadAlone : text.lead(text.count(count, count >= COUNT_MOST))}
      >
        <a class="button quiet" href="/segments">
          {segmentText[view.language].title}
        </a>
        <a class="button" href="/clients/new">
          <Icon name="plus" /> {text.add}
        </a>
      </Head>
      <Filters {...{ view, asked, tags, segments }} />
      {children}
    </Framed>
  )
}

interface ClientsPageProps {
  view: View
  asked: Asked
  /** Null while it is still to be counted. */
  count: number | null
  tags: { tag: string; count: number }[]
  segments: Segment[]
  children?: Child
}

function Filters({ view, asked, tags, segments }: Omit<ClientsPageProps, 'count' | 'children'>) {
  const text = peopleText[view.language]
  return (
    <LiveFilters
      action="/clients"
      q={asked.q}
      text={{ search: text.searchLabel, placeholder: text.searchPlaceholder, submit: text.filter }}
    >
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
      {segments.length > 0 ? (
        <select name="segment" aria-label={text.filterSegment}>
          <option value="">{text.anySegment}</option>
          {segments.map(({ name }) => (
            <option value={name} selected={name === asked.segment}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
      {asked.company ? <input type="hidden" name="company" value={asked.company} /> : null}
      <select name="order" aria-label={text.order}>
        {CLIENT_ORDERS.map((order) => (
          <option value={order} selected={order === asked.order}>
            {text.orders[order]}
          </option>
        ))}
      </select>
    </LiveFilters>
  )
}

function Results({ view, asked, refused, found, count, mails, company, hasMailbox }: ResultsProps) {
  const text = peopleText[view.language]
  const next = found.next ? addressOf({ ...asked, after: found.next }) : null
  return (
    <div id="results" class="stack wide">
      <p class="sr" role="status">
        {text.count(count, count >= COUNT_MOST)}
      </p>
      {company ? (
        <p class="pills">
          <a href={addressOf({ ...asked, company: undefined, after: undefined })} aria-current="true">
            {company.name} <span aria-hidden="true">×</span>
            <span class="sr"> {text.anyCompany}</span>
          </a>
        </p>
      ) : null}
      {isKeepable(asked) ? (
        <p>
          <a class="iconed" href={addressOf({ ...asked, after: undefined }, '/segments/new')}>
            <Icon name="people" /> {text.keepSegment}
          </a>
        </p>
      ) : null}
      {found.rows.length > 0 ? (
        <ClientTable {...{ view, asked, count, refused }} rows={found.rows} />
      ) : isFiltered(asked) ? (
        <Sheet flush>
          <Empty icon="search" title={text.noneTitle}>
            <p>{text.noneText}</p>
          </Empty>
        </Sheet>
      ) : (
        <Sheet flush>
          <Empty icon="people" title={text.emptyTitle}>
            <p>{hasMailbox ? text.emptyReading : text.emptyText}</p>
            <a class="button first" href={hasMailbox ? '/settings/mailboxes' : '/settings/mailboxes/new'}>
              {hasMailbox ? text.emptySee : text.emptyGo}
            </a>
            {view.member?.role === 'owner' ? (
              <a class="button" href="/settings/import?kind=clients">
                {text.emptyImport}
              </a>
            ) : null}
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
  refused: RefusedBulk | null
  found: Part<ListedClient>
  count: number
  mails: FoundMail[]
  /** The one that the list is narrowed to. */
  company: { name: string } | null
  /** Whether one is read already; asked where there is no client at all. */
  hasMailbox: boolean
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
