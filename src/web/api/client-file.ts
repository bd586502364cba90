import { createRoute, z } from '@hono/zod-openapi'
import { eraseClient } from '#src/clients/erase.ts'
import { currentClient } from '#src/clients/client-store.ts'
import { personFile } from '#src/export/person-file.ts'
import { dateOf } from '#src/platform/clock.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import { clientParam, json, needs, PROBLEMS, type Api } from './operation.ts'

const tags = ['Clients']

const PersonFile = z
  .object({
    records: z.array(z.unknown()),
    held: z.record(z.string(), z.array(z.unknown())),
    purchases: z.array(z.unknown()),
    mails: z.array(z.unknown()),
    suppressions: z.array(z.unknown())
  })
  .openapi('PersonFile')

const exporting = createRoute({
  method: 'get',
  path: '/clients/{id}/file',
  operationId: 'exportClient',
  summary: 'Everything that is held on a person, for a request of theirs',
  tags,
  ...needs('clients:read'),
  request: { params: clientParam },
  responses: { 200: json(PersonFile, 'The file. That it was taken stands in the audit trail.'), ...PROBLEMS }
})

const Erased = z.object({ client: z.string(), mails: z.int(), addresses: z.int() }).openapi('Erased')

const erasing = createRoute({
  method: 'delete',
  path: '/clients/{id}',
  operationId: 'eraseClient',
  summary: 'Erase a person for real; it cannot be taken back',
  description: 'Needs the scope clients:erase by its name: a token for all writing does not include it.',
  tags,
  ...needs('clients:erase'),
  request: { params: clientParam, headers: keyHeader },
  responses: { 200: json(Erased, 'The person is gone, and stays gone when mailboxes are read again.'), ...PROBLEMS }
})

/** What the law lets a person ask for: their file, and to be forgotten (SEMANTICS J5). */
export function addClientFile(api: Api, world: World): void {
  api.openapi(exporting, async (asked) => {
    const { id } = asked.req.valid('param')
    const by = { kind: 'api', id: asked.var.token.id } as const
    const file = await world.db.$transaction(async (tx) => {
      const client = await currentClient(tx, id)
      const at = dateOf(world.clock.now())
      await audit(tx, { at, by, action: 'client.export', subject: { kind: 'client', id: client } })
      return personFile(tx, client)
    })
    return asked.json(PersonFile.parse(file), 200)
  })
  api.openapi(erasing, async (asked) => {
    const { id } = asked.req.valid('param')
    const erased = await once(asked, world, {
      schema: Erased,
      async work(tx, { at, by }) {
        const { clientId, mails, addresses } = await eraseClient(tx, id, { at, by, secrets: world.secrets })
        return { client: clientId, mails, addresses }
      }
    })
    return asked.json(erased, 200)
  })
}
