import { listCampaigns, type Campaign } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { StateBadge, titleOf } from './campaign-title.tsx'

/** The campaigns as cards: what each does, for whom, and why it pays. */
export const campaignsPages: Route[] = [get('/campaigns', 'member', showCampaigns)]

async function showCampaigns(visit: Visit) {
  const { view, world } = visit.var
  const text = campaignText[view.language]
  const campaigns = await listCampaigns(world.db)
  return page(
    visit,
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} />
      <ul class="grid">
        {campaigns.map((campaign) => (
          <CampaignCard view={view} campaign={campaign} />
        ))}
      </ul>
    </Framed>
  )
}

function CampaignCard({ view, campaign }: { view: View; campaign: Campaign }) {
  const text = campaignText[view.language]
  const shipped = readyMade(campaign.name)
  return (
    <li class="sheet card">
      <StateBadge view={view} campaign={campaign} />
      <h2>
        <a href={`/campaigns/${campaign.name}`}>{titleOf(view, campaign)}</a>
      </h2>
      {shipped ? (
        <>
          <p>{shipped.what[view.language]}</p>
          <p class="soft small">
            <strong>{text.forWhom}.</strong> {shipped.forWhom[view.language]}
          </p>
          <p class="soft small">
            <strong>{text.whyItPays}.</strong> {shipped.whyItPays[view.language]}
          </p>
        </>
      ) : (
        <p class="soft">{text.ownTitle}</p>
      )}
    </li>
  )
}
