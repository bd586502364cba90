import { createRoute, z } from '@hono/zod-openapi'
import { deliveriesPart, resend } from '#src/web/webhooks/delivery-store.ts'
import { listEndpoints, removeEndpoint, type Endpoint } from '#src/web/webhooks/endpoint-store.ts'
import { addEndpoint, currentEndpoint } from '#src/web/webhooks/endpoints.ts'
import { BULK_EVENT, EVENTS, TRIAL_EVENT } from '#src/web/webhooks/events.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import {
  body,
  cursorField,
  cursorOf,
  instant,
  json,
  needs,
  noQuery,
  partSchema,
  PROBLEMS,
  type Api
} from './operation.ts'

const tags = ['Webhooks']
const idParam = z.object({ id: z.guid().openapi({ param: { name: 'id', in: 'path' } }) })

const Webhook = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    createdAt: instant,
    failingSince: instant.nullable().openapi({ description: 'Since when nothing gets through.' }),
    disabledAt: instant.nullable(),
    disabledWhy: z.string().nullable().openapi({ description: 'failing, gone or by-hand.' })
  })
  .openapi('Webhook')

const listing = createRoute({
  method: 'get',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'Addresses that are told of events',
  tags,
  ...needs('webhooks:read'),
  request: { query: noQuery },
  responses: { 200: json(z.object({ items: z.array(Webhook) }).openapi('Webhooks'), 'All of them.'), ...PROBLEMS }
})

const NewWebhook = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    url: z.string().max(2000).openapi({ example: 'https://shop.example/hooks/maillon' }),
    events: z.array(z.enum(EVENTS)).min(1)
  })
  .openapi('NewWebhook')

const Added = z
  .object({ id: z.string(), secret: z.string().openapi({ description: 'Given this once; `whsec_` and base64.' }) })
  .openapi('AddedWebhook')

const adding = createRoute({
  method: 'post',
  path: '/webhooks',
  operationId: 'addWebhook',
  summary: 'Be told of events from now on',
  description: [
    'Each event is posted as JSON with `type`, `timestamp` and `data` (ids and figures), signed as Standard Webhooks 1.0.0 says',
    '(headers webhook-id, webhook-timestamp, webhook-signature), and tried again for three days. It may come twice, under the',
    `same id, and in any order. Besides what is asked for there are "${TRIAL_EVENT}", and "${BULK_EVENT}" in place of more than a hundred at once.`
  ].join(' '),
  tags,
  ...needs('webhooks:write'),
  request: { body: body(NewWebhook) },
  responses: { 201: json(Added, 'It is told of events from now on.'), ...PROBLEMS }
})

const Removed = z.object({ id: z.string(), removed: z.boolean() }).openapi('RemovedWebhook')

const removing = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  operationId: 'removeWebhook',
  summary: 'Be told no more',
  tags,
  ...needs('webhooks:write'),
  request: { params: idParam, headers: keyHeader },
  responses: { 200: json(Removed, 'Nothing is sent there any more.'), ...PROBLEMS }
})

const Delivery = z
  .object({
    id: z.string(),
    type: z.string(),
    data: z.unknown(),
    occurredAt: instant,
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    lastAt: instant.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable()
  })
  .openapi('WebhookDelivery')

const deliveries = createRoute({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'What became of each delivery, the latest first, in parts of 50',
  tags,
  ...needs('webhooks:read'),
  request: { params: idParam, query: z.strictObject({ cursor: cursorField }) },
  responses: { 200: json(partSchema(Delivery, 'WebhookDeliveryPart'), 'One part of the list.'), ...PROBLEMS }
})

const Repeated = z.object({ delivery: z.string(), state: z.literal('waiting') }).openapi('RepeatedDelivery')

const repeating = createRoute({
  method: 'post',
  path: '/webhooks/{id}/deliveries/{delivery}/repetition',
  operationId: 'repeatWebhookDelivery',
  summary: 'Send a delivery again, under the same id',
  tags,
  ...needs('webhooks:write'),
  request: {
    params: idParam.extend({ delivery: z.guid().openapi({ param: { name: 'delivery', in: 'path' } }) }),
    headers: keyHeader
  },
  responses: { 200: json(Repeated, 'It is sent again.'), ...PROBLEMS }
})

export function addWebhooks(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const endpoints = await listEndpoints(world.db)
    return asked.json({ items: endpoints.map(webhookShown) }, 200)
  })
  // No idempotency key: the answer holds a secret, which is kept nowhere.
  api.openapi(adding, async (asked) => {
    const { secrets, random, clock } = world
    const doing = { secrets, random, now: clock.now(), by: { kind: 'api', id: asked.var.token.id } as const }
    const made = await world.db.$transaction((tx) => addEndpoint(tx, asked.req.valid('json'), doing))
    return asked.json(made, 201)
  })
  api.openapi(removing, async (asked) => {
    const { id } = asked.req.valid('param')
    const removed = await once(asked, world, {
      schema: Removed,
      async work(tx, { at, by }) {
        const { name, url, events } = await currentEndpoint(tx, id)
        const before = { name, host: new URL(url).host, events }
        await audit(tx, { at, by, action: 'webhook.remove', subject: { kind: 'webhook', id }, before })
        return { id, removed: await removeEndpoint(tx, id, at) }
      }
    })
    return asked.json(removed, 200)
  })
  api.openapi(deliveries, async (asked) => {
    const endpoint = await currentEndpoint(world.db, asked.req.valid('param').id)
    const { rows, next } = await deliveriesPart(
      world.db,
      endpoint.id,
      cursorOf(asked.req.valid('query').cursor, 'instant')
    )
    const items = rows.map(({ dueAt: _dueAt, lastMs: _lastMs, occurredAt, lastAt, ...row }) => ({
      ...row,
      occurredAt: occurredAt.toISOString(),
      lastAt: lastAt?.toISOString() ?? null
    }))
    return asked.json({ items, next }, 200)
  })
  api.openapi(repeating, async (asked) => {
    const { id, delivery } = asked.req.valid('param')
    const repeated = await once(asked, world, {
      schema: Repeated,
      async work(tx, { at, by }) {
        const isKnown = await resend(tx, { endpointId: id, id: delivery })
        if (!isKnown) return new Refusal('not-found', 'There is no such delivery.')
        const after = { delivery }
        await audit(tx, { at, by, action: 'webhook.resend', subject: { kind: 'webhook', id }, after })
        return { delivery, state: 'waiting' as const }
      }
    })
    await world.ringWebhooks()
    return asked.json(repeated, 200)
  })
}

function webhookShown({ createdAt, failingSince, disabledAt, ...endpoint }: Endpoint) {
  return {
    ...endpoint,
    createdAt: createdAt.toISOString(),
    failingSince: failingSince?.toISOString() ?? null,
    disabledAt: disabledAt?.toISOString() ?? null
  }
}
