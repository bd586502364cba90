import { createRoute, z } from '@hono/zod-openapi'
import { removeUnusedSegment, segmentUses } from '#src/campaigns/segment-use-store.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import { conditionSchema } from '#src/insights/condition.ts'
import { readSegments, saveSegment, segmentName } from '#src/insights/segment-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import { body, json, needs, noQuery, PROBLEMS, type Api } from './operation.ts'

const tags = ['Clients']

const condition = z.record(z.string(), z.unknown()).openapi({
  description:
    'What holds of the clients, such as {"kind":"tag","is":["vip"]}; `GET /api/v1/segments` gives the saved ones as examples.',
  example: { kind: 'all', of: [{ kind: 'tag', is: ['vip'] }, { kind: 'late' }] }
})

const Segment = z
  .object({
    name: z.string(),
    condition,
    words: z.string().openapi({ description: 'The condition in English.' }),
    campaigns: z.array(z.string()).openapi({ description: 'Campaigns that use it.' })
  })
  .openapi('Segment')

const nameParam = z.object({
  name: z
    .string()
    .max(60)
    .openapi({ param: { name: 'name', in: 'path' }, example: 'Regulars' })
})

const listing = createRoute({
  method: 'get',
  path: '/segments',
  operationId: 'listSegments',
  summary: 'The saved segments; `listClients` takes one by its name',
  tags,
  ...needs('clients:read'),
  request: { query: noQuery },
  responses: { 200: json(z.object({ items: z.array(Segment) }).openapi('Segments'), 'All, in one part.'), ...PROBLEMS }
})

const Saved = z.object({ name: z.string(), words: z.string() })

const saving = createRoute({
  method: 'put',
  path: '/segments/{name}',
  operationId: 'saveSegment',
  summary: 'Make a segment, or give the one of that name another condition, unless a campaign uses it',
  tags,
  ...needs('clients:write'),
  request: {
    params: nameParam,
    headers: keyHeader,
    body: body(z.strictObject({ condition }).openapi('SegmentCondition'))
  },
  responses: { 200: json(Saved, 'It is saved.'), ...PROBLEMS }
})

const Removed = z.object({ removed: z.boolean() })

const removing = createRoute({
  method: 'delete',
  path: '/segments/{name}',
  operationId: 'removeSegment',
  summary: 'Remove a segment that no campaign uses',
  tags,
  ...needs('clients:write'),
  request: { params: nameParam, headers: keyHeader },
  responses: { 200: json(Removed, 'Whether there was one.'), ...PROBLEMS }
})

export function addSegments(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const [segments, uses] = await Promise.all([readSegments(world.db), segmentUses(world.db)])
    const items = segments.map(({ name, condition }) => ({
      name,
      condition,
      words: `clients who ${describeCondition(condition, 'en')}`,
      campaigns: uses.filter(({ segment }) => segment === name).map(({ campaign }) => campaign)
    }))
    return asked.json({ items }, 200)
  })
  api.openapi(saving, async (asked) => {
    const name = segmentName(asked.req.valid('param').name)
    const parsed = conditionSchema.safeParse(asked.req.valid('json').condition)
    if (name === null) throw new Refusal('bad-name', 'A name has 1 to 60 letters and does not begin with "{".')
    if (!parsed.success)
      throw new Refusal(
        'bad-condition',
        'That is no condition: `GET /api/v1/segments` gives the saved ones as examples.'
      )
    const answer = await once(asked, world, {
      schema: Saved,
      work: async (tx, { at, by }) => {
        const isUsed = (await segmentUses(tx)).some(({ segment }) => segment === name)
        if (isUsed) throw inUse(name)
        const former = (await readSegments(tx)).find((segment) => segment.name === name)
        await saveSegment(tx, { name, condition: parsed.data }, by.id)
        const line = { at, by, subject: { kind: 'segment', id: name }, after: { name, condition: parsed.data } }
        const before = former && { before: { name, condition: former.condition } }
        await audit(tx, { ...line, action: 'segment.save', ...before })
        return { name, words: `clients who ${describeCondition(parsed.data, 'en')}` }
      }
    })
    return asked.json(answer, 200)
  })
  api.openapi(removing, async (asked) => {
    const { name } = asked.req.valid('param')
    const answer = await once(asked, world, {
      schema: Removed,
      work: async (tx, { at, by }) => {
        const before = (await readSegments(tx)).find((segment) => segment.name === name)
        if (!before) return { removed: false }
        const removal = await removeUnusedSegment(tx, name)
        if (removal.kind === 'used') throw inUse(name)
        const subject = { kind: 'segment', id: before.id }
        await audit(tx, { at, by, action: 'segment.remove', subject, before: { name, condition: before.condition } })
        return { removed: true }
      }
    })
    return asked.json(answer, 200)
  })
}

function inUse(name: string): Refusal {
  return new Refusal('segment-in-use', `A campaign uses "${name}": whom it writes to is changed on the pages.`)
}
