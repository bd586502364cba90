import { tagNamed } from '#src/platform/tag.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { currentClient, readClient } from '#src/clients/client-store.ts'
import { preferencesOf } from '#src/clients/preference-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { firmDay } from '#src/insights/reports/ask.ts'
import { readSegment } from '#src/insights/segment-store.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit } from '#src/team/audit-store.ts'
import { CLIENT_ORDERS, listClients, ORDERED_BY } from '#src/web/reading/clients-store.ts'
import { timeline } from '#src/web/reading/record-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import {
  body,
  clientParam,
  cursorField,
  cursorOf,
  instant,
  json,
  needs,
  partSchema,
  PROBLEMS,
  type Api
} from './operation.ts'
import { allows } from './scope.ts'

const tags = ['Clients']

const ListedClient = z
  .object({
    id: z.string(),
    name: z.string(),
    address: z.string().nullable(),
    company: z.string().nullable(),
    tags: z.array(z.string()),
    tier: z.string().nullable(),
    lastInteractionAt: instant.nullable()
  })
  .openapi('ListedClient')

const listing = createRoute({
  method: 'get',
  path: '/clients',
  operationId: 'listClients',
  summary: 'Clients of a state, in parts of 50',
  tags,
  ...needs('clients:read'),
  request: {
    query: z.strictObject({
      search: z.string().max(200).default('').openapi({ description: 'Words of a name, address, company or note.' }),
      state: z.enum(['active', 'suggested', 'ignored']).default('active'),
      tag: z.string().max(300).transform(tagNamed).optional(),
      tier: z.enum(['A', 'B', 'C']).optional(),
      segment: z.string().max(60).optional().openapi({ description: 'Name of a saved segment.' }),
      order: z.enum(CLIENT_ORDERS).default('recent'),
      cursor: cursorField
    })
  },
  responses: { 200: json(partSchema(ListedClient, 'ClientPart'), 'One part of the list.'), ...PROBLEMS }
})

const Preference = z.object({
  key: z.string(),
  value: z.string(),
  state: z.enum(['proposed', 'accepted', 'rejected', 'superseded']),
  sentence: z.string().nullable().openapi({ description: 'What it was understood from.' }),
  saidAt: instant
})

const Client = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string(),
    addresses: z.array(z.string()).openapi({ description: 'The one that is written to comes first.' }),
    company: z.string().nullable(),
    state: z.string(),
    tags: z.array(z.string()),
    phone: z.string().nullable(),
    language: z.enum(['fr', 'en']).nullable(),
    zone: z.string().nullable(),
    birthday: z.object({ month: z.int(), day: z.int(), year: z.int().nullable() }).nullable(),
    customerSince: z.iso.date().nullable(),
    fields: z.record(z.string(), z.unknown()),
    lastInteractionAt: instant.nullable(),
    preferences: z.array(Preference)
  })
  .openapi('Client')

const reading = createRoute({
  method: 'get',
  path: '/clients/{id}',
  operationId: 'readClient',
  summary: 'One client with addresses, tags and preferences',
  tags,
  ...needs('clients:read'),
  request: { params: clientParam },
  responses: { 200: json(Client, 'The client; a merged one leads to the one it is part of.'), ...PROBLEMS }
})

const Interaction = z
  .object({
    id: z.string(),
    at: instant,
    kind: z.string(),
    direction: z.string().nullable(),
    title: z.string(),
    body: z.string().nullable().openapi({ description: 'At most its first 600 characters.' }),
    state: z.string().nullable(),
    source: z.string(),
    threadId: z.string().nullable()
  })
  .openapi('Interaction')

const timelineReading = createRoute({
  method: 'get',
  path: '/clients/{id}/timeline',
  operationId: 'readTimeline',
  summary: 'What happened with a client, the latest first, in parts of 30',
  tags,
  ...needs('clients:read'),
  request: { params: clientParam, query: z.strictObject({ kind: z.string().max(40).optional(), cursor: cursorField }) },
  responses: { 200: json(partSchema(Interaction, 'TimelinePart'), 'One part of the timeline.'), ...PROBLEMS }
})

const NewInteraction = z
  .strictObject({
    kind: z.enum(['note', 'call', 'visit', 'meeting', 'order', 'invoice', 'delivery', 'repair']),
    title: z.string().trim().min(1).max(200),
    body: z.string().max(10_000).optional(),
    state: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .optional()
      .openapi({ description: 'Of an order, invoice, delivery or repair.' }),
    externalId: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .openapi({ description: 'Of your own: the same again changes the entry, such as its state, and adds none.' }),
    at: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Now unless told; never in the future.' })
  })
  .openapi('NewInteraction')
const Written = z.object({ id: z.string(), client: z.string() })

const writing = createRoute({
  method: 'post',
  path: '/clients/{id}/interactions',
  operationId: 'addInteraction',
  summary: 'Put a note, call, visit, order, repair … on the timeline, or change its state',
  tags,
  ...needs('clients:write'),
  request: { params: clientParam, headers: keyHeader, body: body(NewInteraction) },
  responses: { 201: json(Written, 'It is on the timeline.'), ...PROBLEMS }
})

/** @throws Refusal `unknown-segment` */
async function segmentSql({ db, clock }: World, name: string | undefined): Promise<Prisma.Sql | null> {
  if (name === undefined) return null
  const { condition } = await readSegment(db, name)
  return compileCondition(condition, { today: firmDay(clock, await readSettings(db)) })
}

/** PostgreSQL knows no year 0. */
const EARLIEST = new Date('0001-01-01T00:00:00Z')

export function addClients(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { search, state, tag, tier, segment, order, cursor } = asked.req.valid('query')
    const narrowed = { tag: tag ?? null, tier: tier ?? null, segment: await segmentSql(world, segment) }
    const filter = { query: search, state, ...narrowed, owner: null, company: null, order }
    const { rows, next } = await listClients(world.db, filter, cursorOf(cursor, ORDERED_BY[order]))
    const items = rows.map(({ id, name, address, company, tags, tier, lastAt }) => ({
      id,
      name,
      address,
      company,
      tags,
      tier,
      lastInteractionAt: text(lastAt)
    }))
    return asked.json({ items, next }, 200)
  })
  api.openapi(reading, async (asked) => {
    const client = await readClient(world.db, asked.req.valid('param').id)
    const preferences = await preferencesOf(world.db, client.id)
    const { id, externalId, name, addresses, company, state, tags, phone, language, zone, birthday, fields } = client
    return asked.json(
      {
        id,
        externalId,
        name,
        addresses,
        company,
        state,
        tags,
        phone,
        language,
        zone,
        birthday,
        fields,
        customerSince: text(client.customerSince)?.slice(0, 10) ?? null,
        lastInteractionAt: text(client.lastInteractionAt),
        preferences: preferences.map(({ key, value, state, sentence, saidAt }) => ({
          key,
          value,
          state,
          sentence,
          saidAt: saidAt.toISOString()
        }))
      },
      200
    )
  })
  api.openapi(timelineReading, async (asked) => {
    const { kind, cursor } = asked.req.valid('query')
    const clientId = await currentClient(world.db, asked.req.valid('param').id)
    const kinds = kind === undefined ? [] : [kind]
    const reader = { seesCodes: allows(asked.var.token.scopes, 'coupons:read') }
    const { rows, next } = await timeline(world.db, { clientId, kinds, after: cursorOf(cursor, 'instant'), reader })
    const items = rows.map(({ id, at, kind, direction, title, body, state, source, threadId }) => ({
      id,
      kind,
      direction,
      title,
      body,
      state,
      source,
      threadId,
      at: at.toISOString()
    }))
    return asked.json({ items, next }, 200)
  })
  api.openapi(writing, async (asked) => {
    const { kind, title, body, state, externalId, at: given } = asked.req.valid('json')
    const { id } = asked.req.valid('param')
    const written = await once(asked, world, {
      schema: Written,
      async work(tx, doing) {
        const at = given === undefined ? doing.at : new Date(given)
        if (at < EARLIEST) throw new Refusal('too-long-ago', 'What happened lies in the year 1 or later.')
        if (at > doing.at) throw new Refusal('in-the-future', 'What happened cannot lie in the future.')
        const clientId = await currentClient(tx, id)
        const told = { ...(body && { body }), ...(state && { state }), ...(externalId && { externalId }) }
        const entry = { clientId, at, kind, title, ...told, source: 'api', by: doing.by.id }
        const entryId = await recordInteraction(tx, entry)
        const subject = { kind: 'client', id: clientId }
        await audit(tx, { ...doing, action: 'interaction.add', subject, after: { id: entryId, kind, title, ...told } })
        return { id: entryId, client: clientId }
      }
    })
    return asked.json(written, 201)
  })
}

function text(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
