import { savePreferences } from '#src/campaigns/permission-store.ts'
import { page } from '#src/web/answer.tsx'
import { Check } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { deadLink, meetClient, PublicPage } from './client-visit.tsx'

/** What a client wishes to receive, by the link of any mail; each choice goes into the consent ledger with its words (J1). */
export const preferencePages: Route[] = [
  get('/p/:token', 'anyone', showPreferences),
  post('/p/:token', 'anyone', save, { proof: 'address' })
]

async function showPreferences(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { say, firm, view, owner } = client
  const isReceiving = !owner.isSuppressed && owner.marketing !== 'withdrawn'
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.preferencesTitle}>
      <form method="post" action={visit.req.path} class="form">
        <Head title={say.preferencesTitle} lead={say.preferencesLead} />
        <Check name="marketing" label={say.marketing} checked={isReceiving} />
        <button class="button first block">{say.save}</button>
      </form>
    </PublicPage>
  )
}

async function save(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { world } = visit.var
  const { say, firm, view, token } = client
  const body = await visit.req.parseBody()
  const marketing = body['marketing'] === 'yes'
  await world.db.$transaction((tx) => savePreferences(tx, token, { marketing, now: world.clock.now(), wording: say.marketing }))
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.savedTitle}>
      <Head title={say.savedTitle} lead={marketing ? say.savedYes : say.savedNo} />
      <p>
        <a href={`/p/${token}`}>{say.changeMind}</a>
      </p>
    </PublicPage>
  )
}
