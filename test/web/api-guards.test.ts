import { z } from 'zod'
import { beforeAll, describe, expect, test } from 'vitest'
import { dateOf } from '#src/platform/clock.ts'
import { SCOPES } from '#src/web/api/scope.ts'
import { issueToken } from '#src/web/api/token.ts'
import { createApp } from '#src/web/server.ts'
import { testDatabase } from '#test/setup/database.ts'
import { ownerIn, testWorld, type TestWorld, type Visitor } from './world.ts'

const NOTHING = '00000000-0000-4000-8000-000000000000'

const documentForm = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ operationId: z.string(), security: z.array(z.object({ token: z.array(z.string()) })) })
    )
  )
})

interface Operation {
  name: string
  method: string
  path: string
  scope: string
}

let world: TestWorld
let app: ReturnType<typeof createApp>
let owner: Visitor
let operations: Operation[]
beforeAll(async () => {
  world = testWorld(await testDatabase())
  app = createApp(world)
  owner = await ownerIn(world)
  const { paths } = documentForm.parse(await (await app.request('/api/v1/openapi.json')).json())
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, NOTHING),
      scope: security[0]?.token[0] ?? ''
    }))
  )
})

async function tokenWith(scopes: string[]): Promise<string> {
  const asked = { name: 'guest', scopes, at: dateOf(world.clock.now()) }
  return (await issueToken(world.db, asked, world.random)).token
}

/** A body is sent where one may be: that none is there must not be why it is refused. */
function ask({ method, path }: Operation, headers: Record<string, string>): Promise<Response> {
  const sent = method === 'GET' ? {} : { body: '{}' }
  return Promise.resolve(
    app.request(path, { method, headers: { 'Content-Type': 'application/json', ...headers }, ...sent })
  )
}

describe('every operation of the API', () => {
  test('names one scope that tokens can have', () => {
    expect(operations.length).toBeGreaterThan(30)
    for (const { scope } of operations) expect(SCOPES).toContain(scope)
  })

  test('is refused without a token, with one that was made up, and with a signed-in browser alone', async () => {
    for (const operation of operations) {
      const madeUp = { Authorization: `Bearer maillon_${'A'.repeat(43)}` }
      const cookie = { Cookie: [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      for (const headers of [{}, madeUp, cookie, { Authorization: 'Basic b3duZXI6cGFzcw==' }])
        expect({ ...operation, status: (await ask(operation, headers)).status }).toMatchObject({ status: 401 })
      await world.db.attempt.deleteMany()
    }
  })

  test('is refused to a token that has every other right', async () => {
    for (const operation of operations) {
      const others = SCOPES.filter((scope) => scope !== operation.scope && scope !== 'read' && scope !== 'write')
      const answer = await ask(operation, { Authorization: `Bearer ${await tokenWith(others)}` })
      expect({ ...operation, status: answer.status }).toMatchObject({ status: 403 })
    }
  })

  test('that changes something is refused to a token for all reading, and erasing to one for all writing', async () => {
    const [reader, writer] = [await tokenWith(['read']), await tokenWith(['write'])]
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const answer = await ask(operation, { Authorization: `Bearer ${reader}` })
      expect({ ...operation, status: answer.status }).toMatchObject({ status: 403 })
    }
    const erase = operations.find(({ name }) => name === 'eraseClient')
    expect(erase && (await ask(erase, { Authorization: `Bearer ${writer}` })).status).toBe(403)
  })

  test('refuses a body that is too large before it is read', async () => {
    const headers = { Authorization: `Bearer ${await tokenWith(['write'])}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ name: 'x'.repeat(300_000) })
    const answer = await app.request('/api/v1/clients', { method: 'POST', headers, body })
    expect(answer.status).toBe(413)
  })
})

describe('the figures', () => {
  const ask = (headers: Record<string, string> = {}, peer?: string) =>
    app.request('/metrics', { headers }, peer === undefined ? {} : { incoming: { socket: { remoteAddress: peer } } })

  test('are for programs of this machine, or with their own token, and not for whoever reaches the port', async () => {
    expect((await ask()).status).toBe(401)
    expect((await ask({}, '192.0.2.7')).status).toBe(401)
    expect((await ask({ 'X-Forwarded-For': '192.0.2.7' }, '127.0.0.1')).status).toBe(401)
    expect((await ask({ Authorization: `Bearer ${await tokenWith(['clients:read'])}` })).status).toBe(401)
    const bearer = { Authorization: `Bearer ${await tokenWith(['metrics:read'])}` }
    expect(await (await ask(bearer, '192.0.2.7')).text()).toContain('maillon_http_request_duration_seconds')
    expect((await ask({}, '127.0.0.1')).status).toBe(200)
    expect((await ask({}, '::ffff:127.0.0.1')).status).toBe(200)
  })

  test('whether it lives and is ready anybody may ask, and learns nothing else', async () => {
    expect(await (await app.request('/healthz')).json()).toEqual({ alive: true })
    expect(await (await app.request('/readyz')).json()).toEqual({ ready: true })
  })
})
