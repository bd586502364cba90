import { createRoute, z } from '@hono/zod-openapi'
import { listCampaigns } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import type { World } from '#src/web/world.ts'
import { instant, json, needs, PROBLEMS, type Api } from './operation.ts'

const Campaign = z
  .object({
    name: z.string().openapi({ example: 'birthday' }),
    title: z.string(),
    state: z.enum(['never-on', 'on', 'paused']),
    since: instant.nullable(),
    version: z.int().nullable().openapi({ description: 'Null while a ready-made one is as it came.' }),
    trigger: z.string(),
    hasOffer: z.boolean()
  })
  .openapi('Campaign')

const listing = createRoute({
  method: 'get',
  path: '/campaigns',
  operationId: 'listCampaigns',
  summary: 'All campaigns, and whether they are on',
  tags: ['Campaigns'],
  ...needs('campaigns:read'),
  responses: { 200: json(z.object({ items: z.array(Campaign) }), 'All of them, in one part.'), ...PROBLEMS }
})

export function addCampaigns(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { language } = await world.firm(world.db)
    const campaigns = await listCampaigns(world.db)
    const items = campaigns.map(({ name, title, version, definition, activity }) => ({
      name,
      title: title ?? readyMade(name)?.title[language] ?? name,
      state: activity.kind,
      since: activity.kind === 'never-on' ? null : new Date(activity.since.epochMilliseconds).toISOString(),
      version: version?.number ?? null,
      trigger: definition.trigger.kind,
      hasOffer: definition.offer !== null
    }))
    return asked.json({ items }, 200)
  })
}
