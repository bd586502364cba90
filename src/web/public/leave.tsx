import { unsubscribe } from '#src/campaigns/permission-store.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { deadLink, isWrittenTo, meetClient, PublicPage, type ClientVisit } from './client-visit.tsx'

/**
 * Leaving, by the link of any mail. Reading changes nothing, since programs open the links of mails by themselves; the POST
 * needs no cookie and no second step, as mail programs send it for their users (SEMANTICS H9, RFC 8058).
 */
export const leavePages: Route[] = [
  get('/u/:token', 'anyone', showLeave),
  post('/u/:token', 'anyone', leave, { proof: 'address' })
]

async function showLeave(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { say, firm, view, owner, token } = client
  const left = { title: say.leftAlreadyTitle, lead: say.leftAlready(firm) }
  if (!isWrittenTo(owner)) return page(visit, <LeftPage {...{ view, firm, say, token, ...left }} />)
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.leaveTitle}>
      <form method="post" action={visit.req.path} class="form">
        <Head title={say.leaveTitle} lead={say.leaveLead(firm)} />
        <button class="button first block">{say.leaveGo}</button>
      </form>
    </PublicPage>
  )
}

async function leave(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { world } = visit.var
  const { say, firm, view, token } = client
  const body = await visit.req.parseBody()
  const by = body['List-Unsubscribe'] === 'One-Click' ? 'one-click' : 'page'
  await world.db.$transaction((tx) => unsubscribe(tx, token, { now: world.clock.now(), by }))
  return page(visit, <LeftPage {...{ view, firm, say, token }} title={say.leftTitle} lead={say.leftLead(firm)} />)
}

function LeftPage({ view, firm, say, token, title, lead }: LeftPageProps) {
  return (
    <PublicPage view={view} firm={firm} title={title}>
      <Head title={title} lead={lead} />
      <p>
        <a href={`/p/${token}`}>{say.changeMind}</a>
      </p>
    </PublicPage>
  )
}

interface LeftPageProps extends Omit<ClientVisit, 'owner'> {
  title: string
  lead: string
}
