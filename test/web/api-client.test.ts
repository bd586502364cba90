import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addField } from '#src/clients/fields/definition-store.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { SCOPES } from '#src/web/api/scope.ts'
import { issueToken } from '#src/web/api/token.ts'
import { createApp } from '#src/web/server.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, NOEL, receive } from './shop.ts'
import { testWorld, type TestWorld } from './world.ts'

const CLAIRES = 'claire@mail.example'

/** What a generated function gives: the status and the parsed body. */
const answerForm = z.object({ status: z.number(), data: z.unknown() })
const documentForm = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() })))
})

let world: TestWorld
let folder: string
let document: z.infer<typeof documentForm>
let client: Record<string, unknown>
let options: { headers: Record<string, string>; fetch: typeof fetch }
beforeAll(async () => {
  world = testWorld(await testDatabase())
  await receive(world, [...CLAIRE, NOEL])
  const app = createApp(world)
  document = documentForm.parse(await (await app.request('/api/v1/openapi.json')).json())
  // Within the project, where the generated file finds its runtime.
  mkdirSync('.cache', { recursive: true })
  folder = mkdtempSync('.cache/api-client-')
  client = await generatedClient(folder, document)
  const { token } = await issueToken(
    world.db,
    { name: 'all', scopes: [...SCOPES], at: dateOf(world.clock.now()) },
    world.random
  )
  options = {
    headers: { Authorization: `Bearer ${token}` },
    fetch: async (url, init) => app.request(url instanceof Request ? url : String(url), init)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As a developer of another program would make it, from the document alone. */
async function generatedClient(place: string, from: unknown): Promise<Record<string, unknown>> {
  const [description, source] = [join(place, 'openapi.json'), join(place, 'client.ts')]
  writeFileSync(description, JSON.stringify(from))
  execFileSync('node_modules/.bin/oazapfts', ['--argumentStyle=object', description, source])
  const made: unknown = await import(pathToFileURL(join(process.cwd(), source)).href)
  return z.record(z.string(), z.unknown()).parse({ ...Object(made) })
}

async function call(operation: string, given: Record<string, unknown> = {}): Promise<unknown> {
  const generated = client[operation]
  if (typeof generated !== 'function') throw new Error(`the generated client has no ${operation}`)
  // Where an operation has no parameters, the options come first.
  const isBare = generated.length === 1
  const made: unknown = await Reflect.apply(generated, undefined, isBare ? [options] : [given, options])
  const { status, data } = answerForm.parse(made)
  expect({ operation, status, data }).toMatchObject({ status: expect.toSatisfy((code: number) => code < 300) })
  called.add(operation)
  return data
}

const called = new Set<string>()
const part = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() })
const identified = z.looseObject({ id: z.string() })

describe('the OpenAPI document', () => {
  test('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
  })
})

describe('a client generated from it', () => {
  test('adds, reads, changes, tags, and erases people', async () => {
    const added = z
      .object({ client: z.string() })
      .parse(await call('addClient', { newClient: { name: 'Anna', address: 'Anna@Mail.example' } }))
    await addField(world.db, {
      key: 'trade',
      label: { fr: 'Métier', en: 'Trade' },
      type: 'text',
      choices: [],
      subject: 'client'
    })
    expect(JSON.stringify(await call('listFields'))).toContain('"trade"')
    const change = {
      phone: '+33 1 23 45 67 89',
      birthday: { month: 2, day: 29, year: null },
      fields: { trade: 'architecte' }
    }
    await call('changeClient', { id: added.client, clientChange: change })
    await call('tagClient', { id: added.client, tag: 'vip' })
    expect(await call('readClient', { id: 'anna@mail.example' })).toMatchObject({
      name: 'Anna',
      phone: '+33 1 23 45 67 89',
      birthday: { month: 2, day: 29, year: null },
      fields: { trade: 'architecte' },
      tags: ['vip']
    })
    await call('untagClient', { id: added.client, tag: 'vip' })
    const repair = { kind: 'repair', title: 'Abat-jour', state: 'reçu', externalId: 'R-1' }
    const first = identified.parse(await call('addInteraction', { id: added.client, newInteraction: repair }))
    const again = { ...repair, state: 'prêt' }
    expect(await call('addInteraction', { id: added.client, newInteraction: again })).toMatchObject({ id: first.id })
    expect(await call('readTimeline', { id: added.client })).toMatchObject({ items: [{ state: 'prêt' }] })
    expect(JSON.stringify(await call('exportClient', { id: added.client }))).toContain('Abat-jour')
    await call('eraseClient', { id: added.client })
    expect(part.parse(await call('listClients', { search: 'Anna' })).items).toEqual([])
  })

  test('saves, lists and removes segments, and lists who is in one', async () => {
    const condition = { kind: 'tag', is: ['fidele'] }
    await call('saveSegment', { name: 'Fidèles', segmentCondition: { condition } })
    await call('tagClient', { id: CLAIRES, tag: 'fidele' })
    expect(await call('listSegments')).toMatchObject({ items: [{ name: 'Fidèles', condition, campaigns: [] }] })
    expect(await call('listClients', { segment: 'Fidèles' })).toMatchObject({ items: [{ name: 'Claire Morel' }] })
    const other = { kind: 'tag', is: ['pro'] }
    await call('saveSegment', { name: 'Fidèles', segmentCondition: { condition: other } })
    const lines = await world.db.auditEntry.findMany({ where: { action: 'segment.save' } })
    const [made, changed] = [...lines].sort((one, two) => one.id.localeCompare(two.id))
    expect(made).toMatchObject({ before: null, after: { name: 'Fidèles', condition } })
    expect(changed).toMatchObject({ before: { name: 'Fidèles', condition }, after: { condition: other } })
    expect(await call('removeSegment', { name: 'Fidèles' })).toEqual({ removed: true })
  })

  test('decides on suggestions, and works on threads', async () => {
    const noel = 'noel@mail.example'
    expect(await call('acceptSuggestion', { id: noel })).toMatchObject({ changed: true })
    expect(await call('ignoreSuggestion', { id: noel })).toMatchObject({ changed: true })
    const listed = part.parse(await call('listThreads', { view: 'all' }))
    const { id } = identified.parse(
      listed.items.find(({ subject }) => subject === 'Lampe en laiton' || subject === 'Re: Lampe en laiton')
    )
    await call('tagThread', { id, tag: 'lampe' })
    await call('closeThread', { id })
    expect(await call('readThread', { id })).toMatchObject({ tags: ['lampe'], closedAt: expect.any(String) })
    await call('untagThread', { id, tag: 'lampe' })
    expect(await call('reopenThread', { id })).toMatchObject({ changed: true })
    expect(await call('readThread', { id })).toMatchObject({
      tags: [],
      closedAt: null,
      waitingSince: expect.any(String)
    })
  })

  test('records and lists purchases, redeems coupons, gives them back', async () => {
    const lines = [{ product: 'Lampe', quantity: '1', amount: '45.00' }]
    const purchase = { client: CLAIRES, externalId: 'W-1', on: '2026-11-20', amount: '45.00', discount: '4.50', lines }
    await call('recordPurchase', { idempotencyKey: 'once', newPurchase: purchase })
    expect(await call('listPurchases', { client: CLAIRES })).toMatchObject({
      items: [{ externalId: 'W-1', amount: '45.00', discount: '4.50', lines: [{ product: 'Lampe', amount: '45.00' }] }],
      next: null
    })
    const claire = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
    const gift = { discount: { kind: 'percent', basisPoints: 1000 }, minimumSpend: 0n, currency: 'EUR' } as const
    const dates = { issuedAt: new Date('2026-11-01T00:00:00Z'), expiresAt: new Date('2026-12-31T00:00:00Z') }
    const why = { prefix: 'FETE', clientId: claire.id, campaignId: null, occurrence: '2026', issuedBy: 'test' }
    const { code } = await issueCoupon(world.db, { ...why, ...gift, ...dates }, world.random)
    expect(await call('readCoupon', { code })).toMatchObject({ state: 'valid' })
    await call('redeemCoupon', { code, newRedemption: { order: 'W-1', amount: '45.00' } })
    expect(await call('listCoupons', { client: CLAIRES })).toMatchObject({ items: [{ state: 'used', usedFor: 'W-1' }] })
    await call('cancelRedemption', { code, order: 'W-1' })
    expect(await call('listCoupons')).toMatchObject({ items: [{ state: 'valid', usedFor: null }] })
  })

  test('reads campaigns and what they brought, decides on follow-ups, asks for reports', async () => {
    await call('listCampaigns')
    expect(await call('readCampaignReturns', { name: 'birthday' })).toMatchObject({ sent: 0, revenue: '0.00' })
    expect(await call('pauseCampaign', { name: 'birthday' })).toMatchObject({ state: 'never-on' })
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect(await call('approveFollowUp', { id: unknown })).toMatchObject({ changed: false })
    expect(await call('skipFollowUp', { id: unknown, skip: { reason: 'On le voit demain' } })).toMatchObject({
      changed: false
    })
    await call('listFollowUps')
    expect(await call('readReport', { name: 'profit' })).toMatchObject({ report: 'profit' })
  })

  test('sets webhooks, sees their deliveries, sends one again', async () => {
    const hook = { name: 'Boutique', url: 'https://shop.example/hook', events: ['client.created'] }
    const { id } = z
      .object({ id: z.string(), secret: z.string().startsWith('whsec_') })
      .parse(await call('addWebhook', { newWebhook: hook }))
    expect(await call('listWebhooks')).toMatchObject({ items: [{ id, name: 'Boutique' }] })
    await call('addClient', { newClient: { name: 'Told of', address: 'told@mail.example' } })
    const [delivery] = part.parse(await call('listWebhookDeliveries', { id })).items
    expect(delivery).toMatchObject({ type: 'client.created', state: 'waiting' })
    await call('repeatWebhookDelivery', { id, delivery: delivery?.['id'] })
    expect(await call('removeWebhook', { id })).toMatchObject({ removed: true })
  })

  test('has called every operation that there is', () => {
    const all = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId)
    )
    expect([...called].toSorted()).toEqual(all.toSorted())
  })
})
