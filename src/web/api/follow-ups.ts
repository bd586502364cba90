import { createRoute, z } from '@hono/zod-openapi'
import { explain, isRefusalCode } from '#src/campaigns/refusals.ts'
import { approve, skipFollowUp, type Decider } from '#src/campaigns/approval-store.ts'
import { currentClient } from '#src/clients/client-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { ledgerPart } from './follow-up-store.ts'
import { keyHeader, once } from './once.ts'
import {
  body,
  cursorField,
  cursorOf,
  instant,
  json,
  needs,
  partSchema,
  PROBLEMS,
  type Api,
  type Asked
} from './operation.ts'

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
    query: z.strictObject({
      campaign: z.string().max(100).optional(),
      client: z.string().max(320).optional().openapi({ description: 'Id or address of a client.' }),
      state: z.enum(STATES).optional(),
      cursor: cursorField
    })
  },
  responses: { 200: json(partSchema(FollowUp, 'FollowUpPart'), 'One part, the latest due first.'), ...PROBLEMS }
})

const Decided = z.object({ followUp: z.string(), changed: z.boolean() }).openapi('DecidedFollowUp')
const idParam = z.object({ id: z.guid().openapi({ param: { name: 'id', in: 'path' } }) })

const approving = createRoute({
  method: 'post',
  path: '/follow-ups/{id}/approval',
  operationId: 'approveFollowUp',
  summary: 'Let a planned follow-up go that waits for a person',
  tags: ['Campaigns'],
  ...needs('campaigns:write'),
  request: { params: idParam, headers: keyHeader },
  responses: { 200: json(Decided, '`changed` is false where it did not wait.'), ...PROBLEMS }
})

const skipping = createRoute({
  method: 'post',
  path: '/follow-ups/{id}/skip',
  operationId: 'skipFollowUp',
  summary: 'Take one planned follow-up out',
  tags: ['Campaigns'],
  ...needs('campaigns:write'),
  request: {
    params: idParam,
    headers: keyHeader,
    body: body(z.strictObject({ reason: z.string().trim().min(1).max(300) }).openapi('Skip'))
  },
  responses: { 200: json(Decided, '`changed` is false where it is not planned any more.'), ...PROBLEMS }
})

export function addFollowUps(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { campaign, client, state, cursor } = asked.req.valid('query')
    const { rows, next } = await ledgerPart(world.db, {
      campaign: campaign ?? null,
      clientId: client === undefined ? null : await currentClient(world.db, client),
      state: state ?? null,
      after: cursorOf(cursor, 'instant')
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
  api.openapi(approving, async (asked) => {
    const approveOne: Decision = async (tx, id, decider) => (await approve(tx, [id], decider)) === 1
    const { id } = asked.req.valid('param')
    return asked.json(await decide(asked, world, { id, action: 'follow-up.approve', decision: approveOne }), 200)
  })
  api.openapi(skipping, async (asked) => {
    const { id } = asked.req.valid('param')
    const { reason } = asked.req.valid('json')
    const skipOne: Decision = (tx, id, decider) => skipFollowUp(tx, id, { ...decider, reason })
    return asked.json(await decide(asked, world, { id, action: 'follow-up.skip', reason, decision: skipOne }), 200)
  })
}

type Decision = (tx: Db, id: string, decider: Decider) => Promise<boolean>

async function decide(
  asked: Asked,
  world: World,
  { id, action, reason, decision }: { id: string; action: string; reason?: string; decision: Decision }
) {
  return once(asked, world, {
    schema: Decided,
    async work(tx, { now, at, by }) {
      const changed = await decision(tx, id, { by: by.id, now })
      const subject = { kind: 'follow-up', id }
      if (changed) await audit(tx, { at, by, action, subject, ...(reason === undefined ? {} : { reason }) })
      return { followUp: id, changed }
    }
  })
}

/** The sender's own codes carry their sentence along. */
function sentenceOf(code: string | null, detail: string | null): string | null {
  const isRefused = code !== null && isRefusalCode(code)
  return isRefused ? explain({ code, detail: detail ?? '' }, 'en') : detail
}
