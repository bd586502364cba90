import { createRoute, z } from '@hono/zod-openapi'
import { explain, isRefusalCode } from '#src/campaigns/refusals.ts'
import { currentClient } from '#src/clients/client-store.ts'
import type { World } from '#src/web/world.ts'
import { ledgerPart } from './follow-up-store.ts'
import { cursorField, cursorOf, instant, json, needs, partSchema, PROBLEMS, type Api } from './operation.ts'

const STATES = ['planned', 'claimed', 'sending', 'sent', 'skipped', 'failed', 'unknown'] as const

const FollowUp = z
  .object({
    id: z.string(),
    campaign: z.string(),
    client: z.string(),
    step: z.int(),
    occurrence: z.string(),
    to: z.string(),
    state: z.string(),
    reason: z.string().nullable().openapi({ description: 'Code of why it was not sent.' }),
    explanation: z.string().nullable().openapi({ description: 'The same in a sentence.' }),
    dueAt: instant,
    sentAt: instant.nullable()
  })
  .openapi('FollowUp')

const listing = createRoute({
  method: 'get',
  path: '/follow-ups',
  operationId: 'listFollowUps',
  summary: 'What is planned, what was sent, what was not and why, in parts of 100',
  tags: ['Campaigns'],
  ...needs('campaigns:read'),
  request: {
    query: z.object({
      campaign: z.string().max(100).optional(),
      client: z.string().max(320).optional().openapi({ description: 'Id or address of a client.' }),
      state: z.enum(STATES).optional(),
      cursor: cursorField
    })
  },
  responses: { 200: json(partSchema(FollowUp, 'FollowUpPart'), 'One part, the latest due first.'), ...PROBLEMS }
})

export function addFollowUps(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { campaign, client, state, cursor } = asked.req.valid('query')
    const { rows, next } = await ledgerPart(world.db, {
      campaign: campaign ?? null,
      clientId: client === undefined ? null : await currentClient(world.db, client),
      state: state ?? null,
      after: cursorOf(cursor)
    })
    const items = rows.map(({ clientId, detail, dueAt, sentAt, ...row }) => ({
      ...row,
      client: clientId,
      explanation: sentenceOf(row.reason, detail),
      dueAt: dueAt.toISOString(),
      sentAt: sentAt?.toISOString() ?? null
    }))
    return asked.json({ items, next }, 200)
  })
}

/** The sender's own codes carry their sentence along. */
function sentenceOf(code: string | null, detail: string | null): string | null {
  const isRefused = code !== null && isRefusalCode(code)
  return isRefused ? explain({ code, detail: detail ?? '' }, 'en') : detail
}
