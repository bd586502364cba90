import { createRoute, z } from '@hono/zod-openapi'
import { findCampaign, listCampaigns, pause } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { reportOn } from '#src/campaigns/report.ts'
import { decimalText, minorOf } from '#src/platform/money.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import { instant, json, needs, noQuery, PROBLEMS, type Api } from './operation.ts'

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
  request: { query: noQuery },
  responses: { 200: json(z.object({ items: z.array(Campaign) }), 'All of them, in one part.'), ...PROBLEMS }
})

const Returns = z
  .object({
    campaign: z.string(),
    currency: z.string(),
    planned: z.int(),
    sent: z.int(),
    failed: z.int(),
    unknown: z.int(),
    skipped: z.object({ total: z.int(), byReason: z.record(z.string(), z.int()) }),
    answered: z.int(),
    bounced: z.int(),
    complained: z.int(),
    unsubscribed: z.int(),
    redeemed: z.int(),
    revenue: z.string(),
    discount: z.string(),
    cost: z.string()
  })
  .openapi('CampaignReturns')

const nameParam = z.object({
  name: z
    .string()
    .max(100)
    .openapi({ param: { name: 'name', in: 'path' }, example: 'birthday' })
})

const returns = createRoute({
  method: 'get',
  path: '/campaigns/{name}/returns',
  operationId: 'readCampaignReturns',
  summary: 'What a campaign did and what it brought',
  tags: ['Campaigns'],
  ...needs('campaigns:read'),
  request: { params: nameParam },
  responses: { 200: json(Returns, 'Counts of its follow-ups, and sums in the currency.'), ...PROBLEMS }
})

const Paused = z.object({ campaign: z.string(), state: z.enum(['never-on', 'on', 'paused']) }).openapi('PausedCampaign')

const pausing = createRoute({
  method: 'post',
  path: '/campaigns/{name}/pause',
  operationId: 'pauseCampaign',
  summary: 'Stop a campaign',
  description: 'Switching on is left to a person, who has seen the dry run first.',
  tags: ['Campaigns'],
  ...needs('campaigns:write'),
  request: { params: nameParam, headers: keyHeader },
  responses: { 200: json(Paused, 'Nothing more of it goes out.'), ...PROBLEMS }
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
  api.openapi(returns, async (asked) => {
    const campaign = await findCampaign(world.db, asked.req.valid('param').name)
    const settings = await readSettings(world.db)
    const currency = settings['firm.currency']
    const costPerMail = minorOf(settings['costs.followUp'], currency)
    const report = await reportOn(world.db, campaign, { now: world.clock.now(), currency, costPerMail })
    const { returns: _returns, revenue, discount, cost, ...counts } = report
    const text = (minor: bigint) => decimalText(minor, currency)
    return asked.json({ ...counts, revenue: text(revenue), discount: text(discount), cost: text(cost) }, 200)
  })
  api.openapi(pausing, async (asked) => {
    const { name } = asked.req.valid('param')
    const paused = await once(asked, world, {
      schema: Paused,
      async work(tx, { now, at, by }) {
        const before = await findCampaign(tx, name)
        const { activity } = await pause(tx, name, { now, by: by.id })
        const isNews = before.activity.kind === 'on'
        if (isNews) await audit(tx, { at, by, action: 'campaign.pause', subject: { kind: 'campaign', id: name } })
        return { campaign: name, state: activity.kind }
      }
    })
    return asked.json(paused, 200)
  })
}
