import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { whatItDoes } from '#src/campaigns/what-it-does.ts'
import type { CampaignReport } from '#src/campaigns/report.ts'
import { Act } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { ToCome } from '#src/web/components/to-come.tsx'
import { Framed } from '#src/web/layout.tsx'
import { DueSheet } from '#src/web/pages/today-due.tsx'
import type { CampaignMonth } from '#src/web/reading/campaigns-store.ts'
import type { DueOfToday } from '#src/web/reading/due.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import { returnsText } from '#src/web/text/returns.ts'
import type { View } from '#src/web/view.ts'
import { Returns } from './returns.tsx'
import type { SetUpShown } from './sentences.tsx'
import { SetUpSheet } from './set-up-view.tsx'
import { StateBadge, titleOf } from './title.tsx'

export interface Shown {
  campaign: Campaign
  setUp: SetUpShown
  /** It has planned, sent or skipped something. */
  hasRun: boolean
  /** Or where they are to be had, while they are still to be counted. */
  results: { report: CampaignReport; months: CampaignMonth[] } | { address: string }
  due: DueOfToday
}

interface Props {
  view: View
  shown: Shown
}

export function CampaignPage({ view, shown }: Props) {
  const text = campaignText[view.language]
  const { campaign, setUp, hasRun, due } = shown
  const shipped = readyMade(campaign.name)
  const isOwner = view.member?.role === 'owner'
  const results = <Results view={view} results={shown.results} />
  return (
    <Framed view={view} title={titleOf(view, campaign)}>
      <Head
        title={titleOf(view, campaign)}
        lead={whatItDoes(campaign, view)}
        back={{ href: '/campaigns', label: text.title }}
      >
        <StateBadge view={view} campaign={campaign} />
        <Switch view={view} campaign={campaign} />
      </Head>
      <div class="columns">
        <div class="stack wide">
          <DueSheet view={view} due={due} isWhole />
          {hasRun ? results : null}
          {isOwner ? <SetUpSheet view={view} campaign={campaign} shown={setUp} /> : null}
          {hasRun ? null : results}
        </div>
        <div class="stack wide">
          <Looks view={view} campaign={campaign} />
          {shipped ? (
            <Sheet>
              <div class="stack">
                <div>
                  <h3>{text.forWhom}</h3>
                  <p class="soft">{shipped.forWhom[view.language]}</p>
                </div>
                <div>
                  <h3>{text.whyItPays}</h3>
                  <p class="soft">{shipped.whyItPays[view.language]}</p>
                </div>
              </div>
            </Sheet>
          ) : null}
        </div>
      </div>
    </Framed>
  )
}

function Results({ view, results }: { view: View; results: Shown['results'] }) {
  const text = returnsText[view.language]
  if (!('address' in results)) return <Returns view={view} {...results} />
  return <ToCome view={view} id="returns" address={results.address} says={text.toCome} link={text.toComeLink} />
}

/** What can be looked at before anything is sent. */
function Looks({ view, campaign: { name } }: { view: View; campaign: Campaign }) {
  const text = campaignText[view.language]
  return (
    <Sheet title={text.look} flush>
      <ul class="rows">
        <li class="row plain">
          <p class="title">
            <a class="cover iconed" href={`/campaigns/${name}/dry-run`}>
              <Icon name="calendar" /> {text.lookWhen}
            </a>
          </p>
        </li>
        <li class="row plain">
          <p class="title">
            <a class="cover iconed" href={`/campaigns/${name}/mail`}>
              <Icon name="letters" /> {text.lookMail}
            </a>
          </p>
        </li>
      </ul>
    </Sheet>
  )
}

/** Switching on goes by the dry run; switching off is at once. */
function Switch({ view, campaign }: { view: View; campaign: Campaign }) {
  const text = campaignText[view.language]
  const path = `/campaigns/${campaign.name}`
  if (view.member?.role !== 'owner') return <p class="soft small">{text.ownerOnly}</p>
  return campaign.activity.kind === 'on' ? (
    <Act view={view} action={`${path}/pause`} label={text.pause} class="button" />
  ) : (
    <a class="button first" href={`${path}/dry-run`}>
      <Icon name="check" /> {text.activate}
    </a>
  )
}
