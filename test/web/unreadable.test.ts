import { Writable } from 'node:stream'
import { z } from 'zod'
import { beforeAll, describe, expect, test } from 'vitest'
import { dateOf } from '#src/platform/clock.ts'
import { newId } from '#src/platform/ids.ts'
import { openLog } from '#src/platform/log.ts'
import { issueToken } from '#src/web/api/token.ts'
import { routes } from '#src/web/routes.ts'
import { createApp } from '#src/web/server.ts'
import { insertEndpoint } from '#src/web/webhooks/endpoint-store.ts'
import { addMailbox, CLAIRE, NOEL, receive } from './shop.ts'
import { lineOf, walk, type Site } from './site.ts'
import { ownedWorld, proofIn, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let proof: string
/** What the program wrote into its log as failed. */
const failed: string[] = []
beforeAll(async () => {
  const write = (chunk: Buffer, _: string, done: () => void) => (failed.push(chunk.toString()), done())
  const log = openLog({ logLevel: 'error' }, new Writable({ write }))
  ;({ world, owner } = await ownedWorld({ log }))
  await addMailbox(world)
  await receive(world, [...CLAIRE, NOEL])
  const endpoint = { name: 'Caisse', url: 'https://caisse.example/maillon', events: ['client.created'] }
  await insertEndpoint(world.db, {
    ...endpoint,
    id: newId(),
    secret: '',
    createdBy: 'test',
    createdAt: dateOf(world.clock.now())
  })
  proof = proofIn(await owner.text('/account'))
})

const NOTHING = '00000000-0000-4000-8000-000000000000'

function addressOf(path: string, blank: string): string {
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, blank)
}

/** Posts a form that proves itself, whatever stands in its other fields. */
function post(address: string, fields: [string, string][]): Promise<Response> {
  const body = new URLSearchParams([['_proof', proof], ...fields])
  return owner.ask(address, { method: 'POST', body, headers: { Origin: world.publicUrl } })
}

describe('a sign that no text can hold', () => {
  test('is refused in every address of the route table, as the visitor’s mistake', async () => {
    for (const { method, path } of routes) {
      const blank = addressOf(path, NOTHING)
      const addresses = [`${blank}?q=a%00`, `${blank}?%00=a`, ...(path.includes(':') ? [addressOf(path, 'a%00')] : [])]
      for (const address of addresses) {
        const answer = method === 'GET' ? await owner.ask(address) : await post(address, [])
        expect({ method, address, status: answer.status }).toEqual({ method, address, status: 400 })
      }
    }
  })

  test('is refused in every form of the route table, in a name as in a value', async () => {
    const forms = routes.filter(({ method, isStreamed }) => method === 'POST' && isStreamed !== true)
    expect(forms.length).toBeGreaterThan(60)
    for (const { path } of forms)
      for (const field of [
        ['name', 'a\0'],
        ['a\0', 'name'],
        ['0.words', '\0']
      ] satisfies [string, string][]) {
        const answer = await post(addressOf(path, NOTHING), [field])
        expect({ path, field, status: answer.status }).toEqual({ path, field, status: 400 })
      }
  })

  test('is told in the words of the page', async () => {
    expect(await owner.text('/clients?q=%00')).toContain('Retirez-les')
  })

  test('a form that is cut off is refused as well', async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="colour"\r\n\r\n#aa'
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'X-Proof': proof }
    expect((await owner.ask('/settings/look', { method: 'POST', body, headers })).status).toBe(400)
  })
})

const documentForm = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

describe('the API', () => {
  test('refuses it in every operation: in the address, and in JSON by its number, with half letters', async () => {
    const app = createApp(world)
    const asked = { name: 'guest', scopes: ['read', 'write', 'clients:erase'], at: dateOf(world.clock.now()) }
    const { token } = await issueToken(world.db, asked, world.random)
    const { paths } = documentForm.parse(await (await app.request('/api/v1/openapi.json')).json())
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const bodies = [String.raw`{"name":"a\u0000"}`, String.raw`{"a":[{"\u0000":1}]}`, String.raw`["\uD83d"]`]
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods).map((each) => each.toUpperCase())) {
        const address = path.replaceAll(/\{\w+\}/g, NOTHING)
        const requests: [string, RequestInit][] = [
          [`${address}?cursor=%00`, {}],
          ...(path.includes('{') ? [[path.replaceAll(/\{\w+\}/g, '%00'), {}] satisfies [string, RequestInit]] : []),
          ...(method === 'GET' ? [] : bodies.map((body): [string, RequestInit] => [address, { body }]))
        ]
        for (const [to, init] of requests) {
          const answer = await app.request(to, { ...init, method, headers })
          const said = { method, to, body: init.body, status: answer.status, problem: await answer.json() }
          expect(said).toMatchObject({ status: 400, problem: { type: 'urn:maillon:unreadable', status: 400 } })
        }
        await world.db.attempt.deleteMany()
      }
  })

  test('refuses days, sums and people that there cannot be', async () => {
    const app = createApp(world)
    const asked = { name: 'guest', scopes: ['read', 'write'], at: dateOf(world.clock.now()) }
    const { token } = await issueToken(world.db, asked, world.random)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const claire = '/api/v1/clients/claire@mail.example'
    const sale = { client: 'claire@mail.example', externalId: 'A1', on: '2026-11-20', amount: '20.00' }
    const refused: [string, string, unknown][] = [
      ['PATCH', claire, { ownerId: NOTHING }],
      ['PATCH', claire, { birthday: { month: -1, day: 1 } }],
      ['PATCH', claire, { birthday: { month: 1, day: 1, year: 2_147_483_648 } }],
      ['POST', `${claire}/interactions`, { kind: 'note', title: 'a', at: '0000-01-01T00:00:00Z' }],
      ['POST', '/api/v1/purchases', { ...sale, on: '0000-01-01' }],
      ['POST', '/api/v1/purchases', { ...sale, amount: '9'.repeat(25) }],
      ['POST', '/api/v1/purchases', { ...sale, refundOf: 'A0' }],
      ['GET', `/api/v1/clients?cursor=${cursor('2026-02-31T09:00:00Z')}`, undefined],
      ['GET', `/api/v1/clients?order=value&cursor=${cursor('2026-02-01T09:00:00Z')}`, undefined],
      ['GET', `/api/v1/purchases?cursor=${cursor('0000-01-01')}`, undefined]
    ]
    for (const [method, path, body] of refused) {
      const answer = await app.request(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
      expect({ path, body, status: answer.status }).toEqual({
        path,
        body,
        status: expect.toSatisfy((status: number) => status === 400 || status === 422)
      })
    }
  })

  test('takes a letter of two halves', async () => {
    const app = createApp(world)
    const asked = { name: 'guest', scopes: ['write'], at: dateOf(world.clock.now()) }
    const { token } = await issueToken(world.db, asked, world.random)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const body = String.raw`{"name":"Zoé \ud83d\ude00","address":"zoe@mail.example"}`
    expect((await app.request('/api/v1/clients', { method: 'POST', headers, body })).status).toBe(201)
  })
})

const cursor = (value: string) => Buffer.from(JSON.stringify([value, NOTHING])).toString('base64url')

/** What nobody types, but an old address, another program or a slip of the finger may hold. */
const STRANGE = [
  '9'.repeat(400),
  '99999999999',
  '-1',
  '2026-02-31',
  '0000-01-01',
  '😀'.repeat(150),
  '%',
  cursor('2026-02-31T09:00:00Z'),
  cursor('0000-01-01'),
  cursor('\0'),
  cursor('x')
]

describe('whatever else is written into an address or a form', () => {
  let site: Site
  beforeAll(async () => {
    site = await walk(owner)
  })

  test('is looked for on nearly every page', () => {
    expect(new Set(site.paths.map((path) => lineOf('GET', path))).size).toBeGreaterThan(45)
    expect(site.forms.length).toBeGreaterThan(45)
  })

  test('is no fault of ours in what a page reads of its address', async () => {
    for (const path of site.paths)
      for (const name of site.queries.get(path) ?? [])
        for (const value of STRANGE) {
          const query = new URLSearchParams({ [name]: value })
          await owner.ask(`${new URL(path, world.publicUrl).pathname}?${query.toString()}`)
          expect({ path, name, value, failed }).toEqual({ path, name, value, failed: [] })
        }
  })

  test('is no fault of ours in any field of a form', async () => {
    /** What ends the session, takes long on purpose or goes out to other machines is left alone. */
    const isLeftAlone = /sign-out|erasure|\/appearance|second-factor|sessions|password|mailboxes|removal|trial/
    for (const { action, fields } of site.forms.filter((form) => !isLeftAlone.test(form.action)))
      for (const name of new Set(fields.map(([each]) => each)))
        for (const value of STRANGE.slice(0, 7)) {
          const others = fields.filter(([each]) => each !== name)
          await post(action, [...others, [name, value]])
          expect({ action, name, value, failed }).toEqual({ action, name, value, failed: [] })
          await world.db.attempt.deleteMany()
        }
  })
})

test('a name of several lines is kept as one', async () => {
  await owner.send('/clients', { name: 'Zoé\r\n  Roy', address: 'zoe.roy@mail.example' }, '/clients/new')
  expect(await world.db.client.count({ where: { name: 'Zoé Roy' } })).toBe(1)
})
