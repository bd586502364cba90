import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { Badge } from '#src/web/components/sheet.tsx'
import { campaignText } from '#src/web/text/campaign.ts'
import type { View } from '#src/web/view.ts'

/** What a campaign is called: by its owner, else by those who made it ready. */
export function titleOf(view: Pick<View, 'language'>, { name, title }: Pick<Campaign, 'name' | 'title'>): string {
  return title ?? readyMade(name)?.title[view.language] ?? name
}

/** On, off or paused, in a word. */
export function StateBadge({ view, campaign }: { view: View; campaign: Campaign }) {
  const { kind } = campaign.activity
  return (
    <Badge
      tone={kind === 'on' ? 'green' : kind === 'paused' ? 'post' : undefined}
      icon={kind === 'on' ? 'check' : undefined}
    >
      {campaignText[view.language].states[kind]}
    </Badge>
  )
}
