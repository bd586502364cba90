import { z } from 'zod'
import { beforeAll, describe, expect, test } from 'vitest'
import { shownCode } from '#src/offers/code.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { createApi } from '#src/web/api/app.ts'
import { issueToken } from '#src/web/api/token.ts'
import { createApp } from '#src/web/server.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, receive } from './shop.ts'
import { testWorld, type TestWorld } from './world.ts'

const CLAIRES = 'claire@mail.example'

let world: TestWorld
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  world = testWorld(await testDatabase())
  app = createApp(world)
  await receive(world, CLAIRE)
})

async function tokenWith(...scopes: string[]) {
  return issueToken(world.db, { name: 'shop', scopes, at: dateOf(world.clock.now()) }, world.random)
}

interface Sent {
  method?: string
  body?: unknown
  key?: string
}

async function ask(token: string, path: string, { method = 'GET', body, key }: Sent = {}): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key !== undefined) headers['Idempotency-Key'] = key
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return app.request(`/api/v1${path}`, { method, headers, ...sent })
}

async function expectProblem(answer: Response, status: number, type: string): Promise<void> {
  expect(answer.headers.get('Content-Type')).toContain('application/problem+json')
  expect(await answer.json()).toMatchObject({ status, type: `urn:maillon:${type}` })
  expect(answer.status).toBe(status)
}

const partSchema = z.object({ items: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable() })

describe('a token', () => {
  test('is asked of every operation', async () => {
    const answer = await app.request('/api/v1/clients')
    expect(answer.headers.get('WWW-Authenticate')).toContain('Bearer')
    await expectProblem(answer, 401, 'not-signed-in')
    await expectProblem(await ask('maillon_wrong', '/clients'), 401, 'not-signed-in')
  })

  test('is worth nothing once it is revoked', async () => {
    const { id, token } = await tokenWith('read')
    expect((await ask(token, '/clients')).status).toBe(200)
    await world.db.apiToken.update({ where: { id }, data: { revokedAt: new Date() } })
    await expectProblem(await ask(token, '/clients'), 401, 'not-signed-in')
  })

  test('is nowhere in the database', async () => {
    const { id, token } = await tokenWith('read')
    const stored = await world.db.apiToken.findUniqueOrThrow({ where: { id } })
    expect(JSON.stringify(stored)).not.toContain(token.replace('maillon_', ''))
  })

  test('can do no more than its scopes', async () => {
    const till = await tokenWith('coupons:read')
    await expectProblem(await ask(till.token, '/clients'), 403, 'not-allowed')
    const use = { method: 'POST', body: { order: '1', amount: '10.00' } }
    await expectProblem(await ask(till.token, '/coupons/ANY/redemptions', use), 403, 'not-allowed')
    const writer = await tokenWith('write')
    await expectProblem(await ask(writer.token, '/threads'), 403, 'not-allowed')
  })

  test('is refused with an unknown scope', async () => {
    await expect(tokenWith('everything')).rejects.toThrow(/one or more of these scopes/)
  })

  test('is slowed down when it asks too often', async () => {
    const { id, token } = await tokenWith('read')
    const now = world.clock.now().epochMilliseconds
    const windowStart = new Date(now - (now % 60_000))
    await world.db.attempt.create({ data: { key: `api ${id}`, windowStart, count: 600 } })
    await expectProblem(await ask(token, '/campaigns'), 429, 'too-many')
  })
})

describe('reading', () => {
  let token: string
  beforeAll(async () => {
    token = (await tokenWith('read')).token
  })

  test('what is not there is a problem with a sentence', async () => {
    await expectProblem(await ask(token, '/nothing'), 404, 'not-found')
    await expectProblem(await ask(token, '/clients/nobody@mail.example'), 404, 'no-such-client')
    await expectProblem(await ask(token, '/threads/00000000-0000-4000-8000-000000000000'), 404, 'not-found')
    await expectProblem(await ask(token, '/coupons/NOPE-0000'), 404, 'not-found')
  })

  test('what is malformed is refused with the field', async () => {
    const answer = await ask(token, '/clients?state=unheard')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('state')
    await expectProblem(await ask(token, '/clients?cursor=made-up'), 400, 'bad-cursor')
  })

  test('a word that a list does not know is named, and refused', async () => {
    const lists = [
      'clients',
      'coupons',
      'fields',
      'segments',
      'threads',
      'purchases',
      'follow-ups',
      'campaigns',
      'webhooks'
    ]
    for (const path of [...lists.map((list) => `/${list}`), '/reports/profit']) {
      const answer = await ask(token, `${path}?limit=0&status=x`)
      expect({ path, status: answer.status }).toEqual({ path, status: 400 })
      expect(await answer.json()).toMatchObject({
        type: 'urn:maillon:malformed',
        title: expect.stringMatching(/limit.*status/)
      })
    }
  })

  test('what is not there is said with the operation that lists what is, and never with a command', async () => {
    for (const [path, list] of [
      ['/clients/nobody@mail.example', 'clients'],
      ['/campaigns/nothing/returns', 'campaigns']
    ]) {
      const { title } = z.object({ title: z.string() }).parse(await (await ask(token, path ?? '')).json())
      expect(title).toContain(`\`GET /api/v1/${list}\``)
      expect(title).not.toContain('maillon ')
    }
  })

  test('a client is found by address, with addresses and timeline', async () => {
    const client = z.looseObject({ id: z.string() }).parse(await (await ask(token, `/clients/${CLAIRES}`)).json())
    expect(client).toMatchObject({ name: 'Claire Morel', addresses: [CLAIRES], preferences: [] })
    const part = partSchema.parse(await (await ask(token, `/clients/${client.id}/timeline?kind=mail`)).json())
    expect(part.items.map(({ direction }) => direction)).toEqual(['in', 'out', 'in'])
  })

  test('a thread is given with its mails', async () => {
    const listed = partSchema.parse(await (await ask(token, '/threads?view=waiting')).json())
    const [thread] = listed.items
    expect(thread).toMatchObject({ subject: 'Lampe en laiton', messageCount: 3 })
    const read: unknown = await (await ask(token, `/threads/${thread?.id}`)).json()
    expect(read).toMatchObject({ mails: [{ text: 'Bonjour, est-elle encore là ?' }, {}, {}] })
  })

  test('a long list comes in parts, each client once', async () => {
    const state = { state: 'ignored', stateReason: 'ignored', stateSince: new Date() }
    const names = Array.from({ length: 120 }, (_, index) => `Client ${String(index).padStart(3, '0')}`)
    await world.db.client.createMany({ data: names.map((name) => ({ name, ...state })) })
    const seen: unknown[] = []
    let cursor = ''
    do {
      const part = partSchema.parse(await (await ask(token, `/clients?state=ignored&order=name${cursor}`)).json())
      seen.push(...part.items.map(({ name }) => name))
      cursor = part.next === null ? '' : `&cursor=${part.next}`
    } while (cursor !== '')
    expect(seen).toEqual(names)
  })

  test('campaigns and follow-ups are listed', async () => {
    const campaigns: unknown = await (await ask(token, '/campaigns')).json()
    const birthday: unknown = expect.objectContaining({ name: 'birthday', state: 'never-on', hasOffer: true })
    expect(campaigns).toMatchObject({ items: expect.arrayContaining([birthday]) })
    expect(await (await ask(token, '/follow-ups?state=planned')).json()).toEqual({ items: [], next: null })
  })
})

describe('writing', () => {
  let token: string
  beforeAll(async () => {
    token = (await tokenWith('write', 'coupons:read')).token
  })

  test('under the same key gives the same answer and writes once', async () => {
    const call = { method: 'POST', body: { kind: 'call', title: 'Asked for Saturday' }, key: 'call-1' }
    const answers = await Promise.all([1, 2, 3].map(() => ask(token, `/clients/${CLAIRES}/interactions`, call)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const [first, ...others] = await Promise.all(answers.map((answer) => answer.text()))
    expect(others).toEqual([first, first])
    expect(await world.db.interaction.count({ where: { kind: 'call' } })).toBe(1)
  })

  test('under a key of another request is refused', async () => {
    const path = `/clients/${CLAIRES}/interactions`
    await ask(token, path, { method: 'POST', body: { kind: 'note', title: 'One' }, key: 'note-1' })
    const other = await ask(token, path, { method: 'POST', body: { kind: 'note', title: 'Two' }, key: 'note-1' })
    await expectProblem(other, 422, 'key-reused')
    expect(await world.db.interaction.count({ where: { kind: 'note' } })).toBe(1)
  })

  test('that was refused can be tried again under its key', async () => {
    const call = { method: 'POST', body: { order: 'A-9', amount: '10.00' }, key: 'redeem-early' }
    await expectProblem(await ask(token, '/coupons/LATE-2345/redemptions', call), 404, 'not-found')
    expect(await world.db.apiIdempotency.count({ where: { key: 'redeem-early' } })).toBe(0)
    expect(await world.db.couponGuess.count()).toBeGreaterThan(0)
  })

  test('is written in the audit trail under the token', async () => {
    const { id, token: fresh } = await tokenWith('clients:write')
    const visit = { method: 'POST', body: { kind: 'visit', title: 'Came by' } }
    await ask(fresh, `/clients/${CLAIRES}/interactions`, visit)
    const line = await world.db.auditEntry.findFirstOrThrow({ where: { actor: id } })
    expect(line).toMatchObject({ actorKind: 'api', action: 'interaction.add' })
  })

  test('refuses what lies in the future, what is no JSON and what is unknown', async () => {
    const path = `/clients/${CLAIRES}/interactions`
    const late = { kind: 'note', title: 'Later', at: '2027-01-01T00:00:00Z' }
    await expectProblem(await ask(token, path, { method: 'POST', body: late }), 422, 'in-the-future')
    const odd = { kind: 'note', title: 'Odd', colour: 'red' }
    await expectProblem(await ask(token, path, { method: 'POST', body: odd }), 400, 'malformed')
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const broken = await app.request(`/api/v1${path}`, { method: 'POST', headers, body: '{' })
    await expectProblem(broken, 400, 'malformed')
  })

  test('records a purchase once, and changes it under the same external id', async () => {
    const purchase = { client: CLAIRES, externalId: 'W-1', on: '2026-11-20', amount: '45.00', discount: '4.50' }
    const record = (body: unknown) => ask(token, '/purchases', { method: 'POST', body })
    expect(await (await record(purchase)).json()).toMatchObject({ externalId: 'W-1', outcome: 'created' })
    expect(await (await record(purchase)).json()).toMatchObject({ outcome: 'unchanged' })
    expect(await (await record({ ...purchase, amount: '50.00' })).json()).toMatchObject({ outcome: 'updated' })
    const stored = await world.db.purchase.findMany({ where: { externalId: 'W-1' } })
    expect(stored).toMatchObject([{ amount: 5000n, discount: 450n, currency: 'EUR' }])
    await expectProblem(await record({ ...purchase, discount: '60.00' }), 422, 'discount-too-large')
    await expectProblem(await record({ ...purchase, amount: 'much' }), 400, 'bad-amount')
  })

  test('redeems a coupon once per order, with the same answer each time, and takes it back', async () => {
    const client = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
    const gift = { discount: { kind: 'percent', basisPoints: 1000 }, minimumSpend: 0n, currency: 'EUR' } as const
    const dates = { issuedAt: new Date('2026-11-01T00:00:00Z'), expiresAt: new Date('2026-12-31T00:00:00Z') }
    const why = { prefix: 'FETE', clientId: client.id, campaignId: null, occurrence: '2026', issuedBy: 'test' }
    const { code } = await issueCoupon(world.db, { ...why, ...gift, ...dates }, world.random)
    expect(await (await ask(token, `/coupons/${code}`)).json()).toMatchObject({ state: 'valid', client: client.id })

    const use = { method: 'POST', body: { order: 'A-1', amount: '45.00' } }
    const first = await ask(token, `/coupons/${code}/redemptions`, use)
    const again = await ask(token, `/coupons/${code}/redemptions`, use)
    const answer: unknown = await first.json()
    expect(answer).toMatchObject({ order: 'A-1', discount: '4.50', total: '40.50', currency: 'EUR' })
    expect(await again.json()).toEqual(answer)
    expect(await world.db.couponRedemption.count()).toBe(1)
    expect(await (await ask(token, `/coupons/${code}`)).json()).toMatchObject({ state: 'used' })
    const other = { method: 'POST', body: { order: 'A-2', amount: '45.00' } }
    await expectProblem(await ask(token, `/coupons/${code}/redemptions`, other), 422, 'used')

    // As it is shown and printed, and not as it is stored.
    const shown = shownCode(code)
    const back = await ask(token, `/coupons/${shown}/redemptions/A-1`, { method: 'DELETE', key: 'back' })
    expect(await back.json()).toMatchObject({ code: shown, order: 'A-1', cancelled: true })
    const repeated = await ask(token, `/coupons/${shown}/redemptions/A-1`, { method: 'DELETE', key: 'back' })
    expect(await repeated.json()).toMatchObject({ cancelled: true })
    expect(await (await ask(token, `/coupons/${code}`)).json()).toMatchObject({ state: 'valid' })
  })
})

const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        security: z.array(z.object({ token: z.array(z.string()).min(1) })).min(1),
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
        responses: z.record(z.string(), z.looseObject({ description: z.string().min(1) }))
      })
    )
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) })
})

describe('the OpenAPI document', () => {
  const read = async () => documentSchema.parse(await (await app.request('/api/v1/openapi.json')).json())

  test('lists every operation that is mounted, and no other', async () => {
    const { paths } = await read()
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
    )
    const open = ['/api/v1/openapi.json', '/api/v1/docs']
    const mounted = createApi(world)
      .routes.filter(({ method, path }) => method !== 'ALL' && !open.includes(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(described.toSorted()).toEqual([...new Set(mounted)].toSorted())
  })

  test('is whole: every reference leads somewhere, every blank of a path is described, ids are unique', async () => {
    const document = await read()
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name)
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation }))
    )
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, parameters, responses } of operations) {
      const blanks = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const told = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(told).toEqual(blanks)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']))
    }
  })

  test('is readable as a page, without script', async () => {
    const page = await app.request('/api/v1/docs')
    const html = await page.text()
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    expect(html).toContain('/api/v1/coupons/{code}/redemptions')
    expect(html).not.toContain('<script')
  })
})

describe('reports', () => {
  test('are those of the command line, with parameters of their own', async () => {
    const { token } = await tokenWith('reports:read')
    const answer = await ask(token, '/reports/keeping?gross=200&recruiting=100&keeping=0&years=2')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      report: 'keeping',
      sameClient: { net: 300 },
      differentClientEachYear: { net: 200 },
      warning: null
    })
  })

  test('are refused where there is none, a parameter makes no sense, or the token may not', async () => {
    const { token } = await tokenWith('reports:read')
    await expectProblem(await ask(token, '/reports/horoscope'), 404, 'not-found')
    await expectProblem(await ask(token, '/reports/keeping?years=0'), 400, 'bad-parameter')
    await expectProblem(await ask(token, '/reports/profit?from=2026-02-02&to=2026-02-01'), 400, 'bad-period')
    const { token: other } = await tokenWith('clients:read')
    await expectProblem(await ask(other, '/reports/profit'), 403, 'not-allowed')
  })
})
