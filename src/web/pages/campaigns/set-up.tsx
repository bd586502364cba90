import { countWho } from '#src/campaigns/reach-store.ts'
import { draftCampaign, setUpCampaign } from '#src/campaigns/set-up/set-up.ts'
import { act } from '#src/web/acts/act.ts'
import { done, part } from '#src/web/answer.tsx'
import { post, type Route } from '#src/web/route.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { campaignOf, momentOf } from './found.ts'
import { showCampaign } from './one.tsx'
import { choicesIn } from './set-up-shown.ts'
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
  const draft = await draftCampaign(world.db, campaign.name, choices, { firm, now, language })
  if (draft.kind === 'wrong') return showCampaign(visit, { choices, faults: draft.faults })
  await act(visit, async (db) => {
    await setUpCampaign(db, campaign.name, choices, { firm, now, language, by: memberOf(visit).id })
    return { action: 'campaign.define', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to: `/campaigns/${campaign.name}`, toast: { text: setUpText[language].saved } })
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
