import type { Child } from 'hono/jsx'
import { ownerOfLink, type LinkOwner } from '#src/campaigns/permission-store.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { limit } from '#src/web/guard/limit.ts'
import { placeOf } from '#src/web/guard/visitor.ts'
import { Door } from '#src/web/layout.tsx'
import { publicText } from '#src/web/text/public.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** A client who came by the link of a mail: what is said is in their language, in the firm's name. */
export interface ClientVisit {
  token: string
  owner: LinkOwner
  say: (typeof publicText)['fr']
  firm: string
  view: View
}

/** Who came; null where the link is none of ours. Says nothing of the client that the client did not give. */
export async function meetClient(visit: Visit): Promise<ClientVisit | null> {
  const { world, view } = visit.var
  await limit(world, 'public-page', placeOf(visit))
  const token = visit.req.param('token') ?? ''
  const owner = await ownerOfLink(world.db, token)
  if (!owner) return null
  const language = owner.language === 'fr' || owner.language === 'en' ? owner.language : view.language
  return { token, owner, say: publicText[language], firm: view.firmName, view: { ...view, language, member: null } }
}

/** Whether advertising goes to them now: in France also to a client who never said anything. */
export function isWrittenTo({ isSuppressed, marketing }: Pick<LinkOwner, 'isSuppressed' | 'marketing'>): boolean {
  return !isSuppressed && marketing !== 'withdrawn'
}

/** A page for clients: nothing of the program, no way in. */
export function PublicPage({ view, firm, title, children }: { view: View; firm: string; title: string; children?: Child }) {
  return (
    <Door view={view} title={title} firm={firm}>
      {children}
    </Door>
  )
}

/** The same answer for every token that is not ours, so that none can be found by trying. */
export function deadLink(visit: Visit) {
  const { view } = visit.var
  const say = publicText[view.language]
  return page(
    visit,
    <PublicPage view={{ ...view, member: null }} firm={view.firmName} title={say.deadTitle}>
      <Head title={say.deadTitle} lead={say.deadLead} />
    </PublicPage>,
    404
  )
}
