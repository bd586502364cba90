import { createRoute, z } from '@hono/zod-openapi'
import { FIELD_SUBJECTS, FIELD_TYPES } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import type { World } from '#src/web/world.ts'
import { json, needs, noQuery, PROBLEMS, type Api } from './operation.ts'

const label = z.object({ fr: z.string(), en: z.string() })

const Field = z
  .object({
    key: z.string().openapi({ description: 'What `fields` of a client, conditions, imports and exports call it.' }),
    label,
    type: z.enum(FIELD_TYPES),
    subject: z.enum(FIELD_SUBJECTS),
    choices: z.array(z.object({ key: z.string(), label })),
    currency: z.string().nullable()
  })
  .openapi('Field')

const listing = createRoute({
  method: 'get',
  path: '/fields',
  operationId: 'listFields',
  summary: 'The fields that are kept for clients beside the built-in ones',
  tags: ['Clients'],
  ...needs('clients:read'),
  request: { query: noQuery },
  responses: {
    200: json(z.object({ items: z.array(Field) }).openapi('Fields'), 'All of them, in one part.'),
    ...PROBLEMS
  }
})

export function addFields(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const fields = await listFields(world.db)
    const items = fields.map(({ key, label, type, subject, choices, currency }) => ({
      key,
      label,
      type,
      subject,
      choices,
      currency
    }))
    return asked.json({ items }, 200)
  })
}
