import { savePreferences } from '#src/campaigns/permission-store.ts'
import { page } from '#src/web/answer.tsx'
import { Check } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { consentWording, shownWording } from '#src/web/reading/consent-wording-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { deadLink, isWrittenTo, meetClient, PublicPage } from './client-visit.tsx'

/** What a client wishes to receive, by the link of any mail; each choice goes into the consent ledger with its words (J1). */
export const preferencePages: Route[] = [
  get('/p/:token', 'anyone', showPreferences),
  post('/p/:token', 'anyone', save, { proof: 'address' })
]

async function showPreferences(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { say, firm, view, owner } = client
  const wording = await consentWording(visit.var.world.db, view.language, say.marketing)
  const isReceiving = isWrittenTo(owner)
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.preferencesTitle}>
      <form method="post" action={visit.req.path} class="form">
        <Head title={say.preferencesTitle} lead={say.preferencesLead} />
        <Check name="marketing" label={wording.text} checked={isReceiving} />
        <input type="hidden" name="wording" value={wording.version} />
        <button class="button first block">{say.save}</button>
      </form>
    </PublicPage>
  )
}

async function save(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { world } = visit.var
  const { say, firm, view, token, owner } = client
  const body = await visit.req.parseBody()
  const marketing = body['marketing'] === 'yes'
  const shown = typeof body['wording'] === 'string' ? body['wording'] : ''
  const wording = await shownWording(world.db, { language: view.language, usual: say.marketing, shown })
  // A box that was ticked beforehand and left so is no consent: only a change of mind is written down.
  const isChanged = marketing !== isWrittenTo(owner)
  if (isChanged)
    await world.db.$transaction((tx) => savePreferences(tx, token, { marketing, now: world.clock.now(), wording }))
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
