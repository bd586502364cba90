import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { countWho } from '#src/campaigns/reach-store.ts'
import { choicesOf } from '#src/campaigns/set-up/choices.ts'
import { draftCampaign, setUpCampaign } from '#src/campaigns/set-up/set-up.ts'
import { act } from '#src/web/acts/act.ts'
import { done, part } from '#src/web/answer.tsx'
import { tellOvertaken } from '#src/web/components/drawn.tsx'
import { drawnIn, sinceDrawn, type Drawn } from '#src/web/drawn.ts'
import { post, type Route } from '#src/web/route.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { campaignOf, momentOf } from './found.ts'
import { showCampaign } from './one.tsx'
import { toldIn } from './sentences.tsx'
import { choicesIn, setUpShown } from './set-up-shown.ts'
import { ReachWords } from './set-up-view.tsx'

/** The sentences of a campaign: saved, and counted while they are written. */
export const campaignSetUpRoutes: Route[] = [
  post('/campaigns/:name/definition', 'owner', save),
  post('/campaigns/:name/reach', 'owner', countReach)
]

/** The blanks become a new version of the definition; whether they fit is decided in campaigns/set-up alone. */
async function save(visit: Visit) {
  const { world, view } = visit.var
  const { language } = view
  const campaign = await campaignOf(visit)
  const choices = await choicesIn(visit)
  const { firm, now } = await momentOf(visit)
  const drawn = await drawnIn(visit)
  const draft = await draftCampaign(world.db, campaign.name, choices, { firm, now, language })
  if (draft.kind === 'wrong') return showCampaign(visit, { choices, faults: draft.faults, drawn })
  const { merged, changed } = sinceDrawn({ drawn, given: choices }, choicesOf(campaign.definition, view))
  if (changed.length > 0) {
    const told = await overtakenBy(visit, campaign, { drawn, changed })
    return showCampaign(visit, { choices: merged, faults: {}, overtaken: told })
  }
  await act(visit, async (db) => {
    await setUpCampaign(db, campaign.name, choices, { firm, now, language, by: memberOf(visit).id })
    return { action: 'campaign.define', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to: `/campaigns/${campaign.name}`, toast: { text: setUpText[language].saved } })
}

async function overtakenBy(visit: Visit, campaign: Campaign, since: { drawn: Drawn | null; changed: string[] }) {
  const { world, view } = visit.var
  return tellOvertaken(visit, {
    ...since,
    subject: { kind: 'campaign', id: campaign.name },
    actions: ['campaign.define'],
    now: choicesOf(campaign.definition, view),
    told: toldIn(view, await setUpShown(world.db, view, campaign))
  })
}

/** Counts for what stands in the blanks now, saved or not. */
async function countReach(visit: Visit) {
  const { world, view } = visit.var
  const { firm, now } = await momentOf(visit)
  const campaign = await campaignOf(visit)
  const draft = await draftCampaign(world.db, campaign.name, await choicesIn(visit), {
    firm,
    now,
    language: view.language
  })
  if (draft.kind === 'wrong') return part(visit, <p class="soft">{setUpText[view.language].reachWrong}</p>)
  const reach = await countWho(world.db, draft.campaign.definition, { firm, now })
  return part(visit, <ReachWords view={view} reach={reach} />)
}
