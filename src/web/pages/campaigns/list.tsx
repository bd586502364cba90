import { listCampaigns, type Campaign } from '#src/campaigns/campaign-store.ts'
import { whatItDoes } from '#src/campaigns/what-it-does.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { money, near } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { comesLater } from '#src/web/pages/counted.ts'
import { campaignResults, type CampaignResult } from '#src/web/reading/campaigns-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import { WordsToCome } from '#src/web/components/to-come.tsx'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { StateBadge, titleOf } from './title.tsx'

/** The campaigns as cards: what each does, whether it is on, what it brought. */
export const campaignsPages: Route[] = [get('/campaigns', 'member', showCampaigns)]

const STATES: Campaign['activity']['kind'][] = ['on', 'paused', 'never-on']

async function showCampaigns(visit: Visit) {
  const { view, world } = visit.var
  const text = campaignText[view.language]
  const isLater = await comesLater(visit)
  const [campaigns, results] = await Promise.all([
    listCampaigns(world.db),
    isLater ? null : campaignResults(world.db, view.currency)
  ])
  const inOrder = STATES.flatMap((kind) => campaigns.filter(({ activity }) => activity.kind === kind))
  const isOwner = view.member?.role === 'owner'
  return page(
    visit,
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead}>
        <a class="button quiet" href="/letters">
          <Icon name="note" /> {text.letters}
        </a>
        {isOwner ? (
          <a class="button" href="/new-campaign">
            <Icon name="plus" /> {text.make}
          </a>
        ) : null}
      </Head>
      <ul class="grid" id="campaigns" {...(isLater ? TO_BE_COUNTED : {})}>
        {inOrder.map((campaign) => (
          <CampaignCard
            view={view}
            campaign={campaign}
            result={results === null ? null : results.find(({ name }) => name === campaign.name)}
          />
        ))}
      </ul>
    </Framed>
  )
}

const COUNTED = '/campaigns?counted=1'

/** Asks for what came of them once the page is there; without JavaScript a link leads to it. */
const TO_BE_COUNTED = {
  'hx-get': COUNTED,
  'hx-trigger': 'load',
  'hx-select': '#campaigns',
  'hx-target': 'this',
  'hx-swap': 'outerHTML'
}

interface CardProps {
  view: View
  campaign: Campaign
  /** Null while it is still to be counted; undefined where it has done nothing. */
  result: CampaignResult | undefined | null
}

function CampaignCard({ view, campaign, result }: CardProps) {
  return (
    <li class="sheet card campaign">
      <StateBadge view={view} campaign={campaign} />
      <h2>
        <a href={`/campaigns/${campaign.name}`}>{titleOf(view, campaign)}</a>
      </h2>
      <p class="soft">{whatItDoes(campaign, view)}</p>
      <p class="small foot">
        <ResultWords view={view} campaign={campaign} result={result} />
      </p>
    </li>
  )
}

/** What came of it, in one line. */
function ResultWords({ view, campaign, result }: CardProps) {
  const text = campaignText[view.language]
  if (result === null) return <WordsToCome view={view} address={COUNTED} says={text.counting} link={text.count} />
  if (!result || result.sent === 0)
    return <>{campaign.activity.kind === 'on' ? text.nothingYet(result?.planned ?? 0) : text.neverSent}</>
  const last = result.lastSentAt ? text.lastSent(near(view, result.lastSentAt)) : ''
  const used = result.redeemed > 0 ? text.usedFor(result.redeemed, money(view, result.revenue)) : ''
  return (
    <>
      <strong>{text.sentMany(result.sent)}</strong>
      {used ? `, ${used}` : ''}
      {last ? <span class="soft"> · {last}</span> : null}
    </>
  )
}
