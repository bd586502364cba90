import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Letter } from '#src/web/components/letter.tsx'
import { Badge, Face, Sheet } from '#src/web/components/sheet.tsx'
import { Elapsed } from '#src/web/components/time.tsx'
import { Framed } from '#src/web/layout.tsx'
import {
  clientsOf,
  findConversation,
  mailsOf,
  teamNames,
  type Conversation,
  type ConversationMail
} from '#src/web/reading/conversation-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** One thread, read as a conversation and answered from the page. */
export const threadPages: Route[] = [get('/threads/:id', 'member', showThread)]

const id = z.guid()
const MAILS_SHOWN = 60

async function showThread(visit: Visit) {
  const { view, world } = visit.var
  const threadId = id.safeParse(visit.req.param('id'))
  const thread = threadId.success ? await findConversation(world.db, threadId.data) : null
  if (!thread) throw new Refusal('not-found', 'There is no such thread.')
  if (thread.mergedIntoId) return visit.redirect(`/threads/${thread.mergedIntoId}`, 301)
  const [mails, clients, team] = await Promise.all([
    mailsOf(world.db, thread.id, MAILS_SHOWN),
    clientsOf(world.db, thread.id),
    teamNames(world.db)
  ])
  const arePicturesShown = visit.req.query('pictures') === 'shown'
  return page(visit, <ThreadPage {...{ view, thread, mails, clients, team, arePicturesShown }} />)
}

interface ThreadPageProps {
  view: View
  thread: Conversation
  mails: ConversationMail[]
  clients: { id: string; name: string; state: string }[]
  team: { id: string; name: string }[]
  arePicturesShown: boolean
}

function ThreadPage({ view, thread, mails, clients, arePicturesShown }: ThreadPageProps) {
  const text = threadText[view.language]
  const hidden = thread.messageCount - mails.length
  return (
    <Framed view={view} title={thread.subject || text.noSubject}>
      <Head
        title={thread.subject || text.noSubject}
        back={{ href: '/threads', label: text.title }}
        lead={<ThreadState view={view} thread={thread} />}
      />
      <div class="columns">
        <div class="talk">
          {hidden > 0 ? <p class="soft small">{text.earlier(hidden)}</p> : null}
          {mails.map((mail, index) => (
            <Letter
              view={view}
              mail={mail}
              thread={thread.id}
              isLast={index === mails.length - 1}
              arePicturesShown={arePicturesShown}
            />
          ))}
        </div>
        <aside class="stack">
          <Sheet title={text.withClient} id="clients" flush>
            <ul class="rows">
              {clients.map((client) => (
                <li class="row">
                  <Face name={client.name} />
                  <p class="title">
                    <a class="cover" href={`/clients/${client.id}`}>
                      {client.name}
                    </a>
                  </p>
                </li>
              ))}
            </ul>
          </Sheet>
        </aside>
      </div>
    </Framed>
  )
}

function ThreadState({ view, thread }: { view: View; thread: Conversation }) {
  const text = threadText[view.language]
  return (
    <span class="line small">
      {thread.waitingSince ? (
        <Badge tone="wax" icon="clock">
          {text.waits} <Elapsed view={view} since={thread.waitingSince} />
        </Badge>
      ) : null}
      {thread.closedAt ? <Badge icon="check">{text.closed}</Badge> : null}
      <span>{text.mails(thread.messageCount)}</span>
    </span>
  )
}
