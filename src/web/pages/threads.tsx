import { z } from 'zod'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { NoMailbox } from '#src/web/components/no-mailbox.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Badge, Empty, Face, Sheet } from '#src/web/components/sheet.tsx'
import { Elapsed, Near } from '#src/web/components/time.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { labelled } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { readCursor, type Part } from '#src/web/reading/cursor.ts'
import { listThreads, THREAD_VIEWS, type ListedThread } from '#src/web/reading/threads-store.ts'
import { mailboxesNow } from '#src/web/reading/today-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'

/** The list of threads. */
export const threadsPages: Route[] = [get('/threads', 'member', showThreads)]

const threadsQuery = z.object({
  view: z.enum(THREAD_VIEWS).default('waiting'),
  tag: z.string().max(100).optional(),
  after: z.string().max(600).optional()
})

type Asked = z.output<typeof threadsQuery>

async function showThreads(visit: Visit) {
  const { view, world } = visit.var
  const asked = readQuery(visit, threadsQuery)
  const filter = { view: asked.view, tag: asked.tag ?? null, memberId: memberOf(visit).id }
  const found = await listThreads(world.db, filter, {
    after: readCursor(asked.after, 'instant'),
    reader: readerOf(view)
  })
  const isBefore = found.rows.length === 0 && (await mailboxesNow(world.db)).length === 0
  return page(visit, <ThreadsPage {...{ view, asked, found, isBefore }} />)
}

interface ThreadsPageProps {
  view: View
  asked: Asked
  found: Part<ListedThread>
  /** No mailbox is connected yet. */
  isBefore: boolean
}

function ThreadsPage({ view, asked, found, isBefore }: ThreadsPageProps) {
  const text = threadText[view.language]
  const nothing = asked.tag === undefined ? asked.view : 'tag'
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead[asked.view]} />
      <nav class="pills" aria-label={text.viewsLabel}>
        {THREAD_VIEWS.map((name) => (
          <a href={addressOf({ view: name })} aria-current={name === asked.view ? 'page' : undefined}>
            {text.views[name]}
          </a>
        ))}
        {asked.tag ? (
          <a href={addressOf({ view: asked.view })} aria-current="true">
            #{asked.tag} ×
          </a>
        ) : null}
      </nav>
      <Sheet flush>
        {found.rows.length > 0 ? (
          <ul class="rows">
            {found.rows.map((thread) => (
              <ThreadRow view={view} thread={thread} />
            ))}
          </ul>
        ) : isBefore ? (
          <NoMailbox view={view} />
        ) : (
          <Empty icon="letters" title={text.emptyTitle[nothing] ?? ''}>
            <p>{text.emptyText[nothing]}</p>
          </Empty>
        )}
      </Sheet>
      <Pager
        view={view}
        next={found.next ? addressOf({ ...asked, after: found.next }) : null}
        previous={asked.after ? addressOf({ ...asked, after: undefined }) : null}
      />
    </Framed>
  )
}

function ThreadRow({ view, thread }: { view: View; thread: ListedThread }) {
  const text = threadText[view.language]
  const names = thread.clients.map((client) => client.name).join(', ')
  return (
    <li class="row">
      <Face name={names || thread.subject} />
      <div class="what">
        <p class="title">
          <a class="cover" href={`/threads/${thread.id}`}>
            {names || text.unknown}
          </a>
        </p>
        <p>{thread.subject || text.noSubject}</p>
        <p class="said">{thread.text}</p>
        <p class="meta">
          <Near view={view} at={thread.lastAt} />
          <span>{text.mails(thread.messageCount)}</span>
          {thread.ownerName ? (
            <span>
              {labelled(view, text.owner)} {thread.ownerName}
            </span>
          ) : null}
          {thread.tags.map((tag) => (
            <span class="tag">{tag}</span>
          ))}
        </p>
      </div>
      <div class="acts meta">
        {thread.waitingSince ? (
          <Badge tone="wax" icon="clock">
            {text.waits} <Elapsed view={view} since={thread.waitingSince} />
          </Badge>
        ) : null}
        {thread.closedAt ? <Badge icon="check">{text.closed}</Badge> : null}
      </div>
    </li>
  )
}

function addressOf(asked: Partial<Asked>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value)
  return `/threads?${query.toString()}`
}
