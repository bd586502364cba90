import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { cancel, redeem } from '#src/offers/redeem.ts'
import { newId } from '#src/platform/ids.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { deliverDue, type DeliveryWorld } from '#src/web/webhooks/deliver.ts'
import { addEndpoint } from '#src/web/webhooks/endpoints.ts'
import { EVENTS } from '#src/web/webhooks/events.ts'
import { noticeOfEnd } from '#src/web/webhooks/notice.ts'
import { isPublicAddress } from '#src/web/webhooks/public-address.ts'
import { signedHeaders } from '#src/web/webhooks/signature.ts'
import { transmit } from '#src/web/webhooks/transmit.ts'
import { testDatabase } from '#test/setup/database.ts'
import { receive, SHOP } from './shop.ts'
import { ownerIn, testWorld, type TestWorld } from './world.ts'

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

let world: TestWorld
let sending: DeliveryWorld
let receiver: Server
let url: string
let received: Received[] = []
/** What the receiver answers, in turn; 204 when none is left. */
let answers: { status: number; headers?: Record<string, string> }[] = []

beforeAll(async () => {
  world = testWorld(await testDatabase())
  await writeSettings(world.db, { 'webhooks.privateAddresses': true })
  const giveNotice: DeliveryWorld['giveNotice'] = (id, why) => noticeOfEnd(world, id, why)
  sending = { ...world, giveNotice }
  receiver = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
      const { status, headers } = answers.shift() ?? { status: 204 }
      response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', () => listening()))
  const address = receiver.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`
})
afterAll(() => receiver.close())

beforeEach(async () => {
  await world.db.webhookEndpoint.deleteMany()
  received = []
  answers = []
})

const by = { kind: 'system', id: 'test' } as const

async function endpoint(events: (typeof EVENTS)[number][] = [...EVENTS]): Promise<{ id: string; secret: string }> {
  return addEndpoint(world.db, { name: 'Boutique en ligne', url, events }, { ...world, now: world.clock.now(), by })
}

/** In the order of the alphabet: two of one instant have no other. */
async function outbox(): Promise<{ type: string; data: unknown }[]> {
  return world.db.webhookDelivery.findMany({ select: { type: true, data: true }, orderBy: { type: 'asc' } })
}

/** A client with a mail of theirs, as the tests of the clients' room make them. */
async function client(name: string): Promise<string> {
  const id = newId()
  await world.db.client.create({ data: { id, name, state: 'active', stateReason: 'test' } })
  return id
}

describe('a request', () => {
  test('is signed as the reference of Standard Webhooks signs it', () => {
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }
    expect(signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed)).toEqual({
      'webhook-id': signed.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    })
  })

  test('carries the event, and a signature that its secret proves', async () => {
    const { secret } = await endpoint(['client.created'])
    const id = await client('Claire Morel')
    await deliverDue(sending)
    const [{ headers, body }] = received as [Received]
    expect(JSON.parse(body)).toMatchObject({ type: 'client.created', data: { client: id } })
    expect(body).not.toContain('Claire')
    const given = { id: String(headers['webhook-id']), timestamp: Number(headers['webhook-timestamp']), body }
    expect(headers['webhook-signature']).toBe(signedHeaders(secret, given)['webhook-signature'])
    expect(given.timestamp).toBe(Math.floor(world.clock.now().epochMilliseconds / 1000))
  })
})

describe('an event', () => {
  test('is recorded with its row, or not at all', async () => {
    await endpoint()
    const undone = world.db.$transaction(async (tx) => {
      await tx.client.create({ data: { name: 'Personne', state: 'active', stateReason: 'test' } })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await outbox()).toEqual([])
    const id = await client('Quelqu’un')
    expect(await outbox()).toEqual([{ type: 'client.created', data: { client: id } }])
  })

  test('of a client is told once per change, whatever tables it touches, and not for what reading mail notes', async () => {
    await endpoint()
    const id = await client('Anna Petit')
    const address = { address: 'anna@mail.example', matchKey: 'anna@mail.example', clientId: id, source: 'test' }
    await world.db.$transaction(async (tx) => {
      await tx.client.update({ where: { id }, data: { phone: '+33 1 23 45 67 89' } })
      await tx.clientTag.create({ data: { clientId: id, tag: 'vip', by: 'test' } })
      await tx.clientAddress.create({ data: address })
    })
    await world.db.client.update({ where: { id }, data: { lastInteractionAt: new Date() } })
    expect((await outbox()).map(({ type }) => type)).toEqual(['client.created', 'client.updated'])
  })

  test('of a suggestion is told when it becomes a client; merging and erasing are told by their names', async () => {
    await endpoint()
    const kept = await client('Kept')
    const { id } = await world.db.client.create({ data: { name: 'Noël', state: 'suggested', stateReason: 'test' } })
    expect(await outbox()).toHaveLength(1)
    await world.db.client.update({ where: { id }, data: { state: 'active' } })
    expect(await outbox()).toContainEqual({ type: 'client.created', data: { client: id } })
    await world.db.client.update({ where: { id }, data: { state: 'merged', mergedIntoId: kept } })
    await world.db.client.update({ where: { id: kept }, data: { state: 'erased' } })
    expect((await outbox()).slice(2)).toEqual([
      { type: 'client.erased', data: { client: kept } },
      { type: 'client.merged', data: { client: id, into: kept } }
    ])
  })

  test('of a mail tells of fresh ones on clients, and of the follow-up that it answers', async () => {
    const recent = new Date(Date.now() - 3_600_000).toISOString()
    const clientId = await client('Zoé Blanc')
    await world.db.clientAddress.create({
      data: { address: 'zoe@mail.example', matchKey: 'zoe@mail.example', clientId, source: 'test', isPrimary: true }
    })
    const followUp = await sentFollowUp(clientId, new Date(Date.now() - 7_200_000))
    await endpoint(['mail.received', 'follow-up.answered', 'follow-up.bounced'])
    const from = 'Zoé Blanc <zoe@mail.example>'
    await receive(world, [
      { messageId: 'zoe-old@mail.example', from, to: SHOP, subject: 'Il y a longtemps', date: '2019-05-01T09:00:00Z' },
      {
        messageId: 'zoe-new@mail.example',
        from,
        to: SHOP,
        subject: 'Merci',
        date: recent,
        inReplyTo: [`maillon.${followUp}@boutique.example`]
      }
    ])
    const told = await outbox()
    expect(told.map(({ type }) => type).toSorted()).toEqual(['follow-up.answered', 'mail.received'])
    const answered = told.find(({ type }) => type === 'follow-up.answered')
    expect(answered?.data).toMatchObject({ client: clientId, followUp, campaign: 'thanks' })

    const bounce = { address: 'zoe@mail.example', hard: true, reason: 'no-such-user' }
    const { id } = await world.db.addressBounce.create({ data: { ...bounce, at: new Date(), isProven: false } })
    expect((await outbox()).map(({ type }) => type)).not.toContain('follow-up.bounced')
    await world.db.addressBounce.update({ where: { id }, data: { isProven: true } })
    expect((await outbox()).find(({ type }) => type === 'follow-up.bounced')).toMatchObject({
      data: { client: clientId, followUp, hard: true, reason: 'no-such-user' }
    })
  })

  test('of purchases, coupons, follow-ups, notes and leaving is told', async () => {
    const clientId = await client('Luc Roy')
    const followUp = await sentFollowUp(clientId, null)
    const dates = { issuedAt: new Date('2026-11-01T00:00:00Z'), expiresAt: new Date('2026-12-31T00:00:00Z') }
    const gift = { discount: { kind: 'percent', basisPoints: 1000 }, minimumSpend: 0n, currency: 'EUR' } as const
    const why = { prefix: 'LUC', clientId, campaignId: null, occurrence: '2026', issuedBy: 'test' }
    const { code } = await issueCoupon(world.db, { ...why, ...gift, ...dates }, world.random)
    await endpoint()

    const sale = { clientId, on: new Date(), currency: 'EUR', linesDigest: '', source: 'test' }
    const { id } = await world.db.purchase.create({ data: { ...sale, externalId: 'T-1', amount: 4500n } })
    await world.db.purchase.update({ where: { id }, data: { amount: 5000n } })
    await world.db.purchase.update({ where: { id }, data: { updatedAt: new Date() } })
    const till = { channel: 'api', by: 'test', source: 'test', now: world.clock.now() } as const
    const order = { code, orderId: 'T-1', amount: 4500n, currency: 'EUR' }
    await redeem(world.db, order, { stacking: false, marginFloorPercent: 0 }, till)
    await cancel(world.db, code, 'T-1', till)
    await world.db.followUp.update({ where: { id: followUp }, data: { state: 'sent', sentAt: new Date() } })
    const entry = { clientId, at: new Date(), title: 'A appelé', source: 'test' }
    await world.db.interaction.create({ data: { ...entry, kind: 'call' } })
    const consent = { clientId, purpose: 'marketing', basis: 'express', at: new Date(), recordedBy: 'test' }
    await world.db.consentEntry.create({ data: { ...consent, state: 'withdrawn', method: 'page' } })

    expect((await outbox()).map(({ type }) => type)).toEqual([
      'client.unsubscribed',
      'coupon.given-back',
      'coupon.redeemed',
      'follow-up.sent',
      'interaction.added',
      'purchase.changed',
      'purchase.recorded'
    ])
  })

  test('of an import is one for all of its rows, and none where they are old', async () => {
    await endpoint()
    await world.db.client.createMany({
      data: Array.from({ length: 101 }, (_, n) => ({ name: `Client ${n}`, state: 'active', stateReason: 'import' }))
    })
    expect(await outbox()).toEqual([{ type: 'bulk.changed', data: { event: 'client.created' } }])
    const clientId = (await world.db.client.findFirstOrThrow({ where: { name: 'Client 1' } })).id
    const sale = { clientId, currency: 'EUR', linesDigest: '', source: 'import', amount: 100n }
    await world.db.purchase.create({ data: { ...sale, externalId: 'old', on: new Date('2020-05-01') } })
    const entry = { clientId, kind: 'call', title: 'Long ago', source: 'import' }
    await world.db.interaction.create({ data: { ...entry, at: new Date('2020-05-01') } })
    expect(await outbox()).toHaveLength(1)
  })

  test('that an endpoint does not want, or that happens while it is off, is not recorded for it', async () => {
    const { id } = await endpoint(['purchase.recorded'])
    await client('Untold')
    expect(await outbox()).toEqual([])
    const off = { disabledAt: new Date(), disabledWhy: 'by-hand', events: ['client.created'] }
    await world.db.webhookEndpoint.update({ where: { id }, data: off })
    await client('Untold as well')
    expect(await outbox()).toEqual([])
  })
})

describe('a delivery', () => {
  test('that fails is tried again, later each time, under the same id, until it gets through', async () => {
    await endpoint(['client.created'])
    await client('Patience')
    answers = [{ status: 500 }, { status: 503, headers: { 'Retry-After': '600' } }]
    expect(await deliverDue(sending)).toBe(1)
    expect(await deliverDue(sending)).toBe(0)
    world.clock.advance({ seconds: 10 })
    expect(await deliverDue(sending)).toBe(1)
    world.clock.advance({ seconds: 310 })
    expect(await deliverDue(sending)).toBe(0)
    world.clock.advance({ seconds: 300 })
    expect(await deliverDue(sending)).toBe(1)
    const ids = received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
    expect(ids).toHaveLength(3)
    const [row] = await world.db.webhookDelivery.findMany()
    expect(row).toMatchObject({ state: 'delivered', attempts: 3, lastStatus: 204, lastError: null })
    expect(await world.db.webhookEndpoint.findFirst()).toMatchObject({ failingSince: null })
  })

  test('is never tried by two processes at once, and comes again when one died', async () => {
    await endpoint(['client.created'])
    for (let n = 0; n < 12; n++) await client(`Client ${n}`)
    while ((await Promise.all([deliverDue(sending), deliverDue(sending), deliverDue(sending)])).some((n) => n > 0));
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(12)
    expect(received).toHaveLength(12)

    await client('Lost')
    const lost = { attempts: 1, dueAt: new Date(world.clock.now().add({ minutes: 2 }).epochMilliseconds) }
    await world.db.webhookDelivery.updateMany({ where: { state: 'waiting' }, data: lost })
    expect(await deliverDue(sending)).toBe(0)
    world.clock.advance({ minutes: 3 })
    expect(await deliverDue(sending)).toBe(1)
  })

  test('that never gets through ends as failed after three days; the endpoint is switched off and the owner told', async () => {
    const { id } = await endpoint(['client.created'])
    await world.db.member.create({ data: { name: 'Odile', email: 'odile@boutique.example', role: 'owner' } })
    await client('Hopeless')
    for (let tries = 0; tries < 10; tries++) {
      answers = [{ status: 500 }]
      await deliverDue(sending)
      world.clock.advance({ hours: 25 })
    }
    const [delivery] = await world.db.webhookDelivery.findMany()
    expect(delivery).toMatchObject({ lastError: 'status', lastStatus: 500 })
    expect(delivery?.attempts).toBeGreaterThan(3)
    expect(await world.db.webhookEndpoint.findFirst()).toMatchObject({ disabledWhy: 'failing' })
    expect(world.letters).toMatchObject([{ to: 'odile@boutique.example', purpose: 'alert' }])
    expect(world.letters[0]?.text).toContain(`/settings/webhooks/${id}`)
    const line = { action: 'webhook.off', subjectId: id }
    expect(await world.db.auditEntry.count({ where: line })).toBe(1)
  })

  test('to a receiver that is gone for good (410) switches the endpoint off at once', async () => {
    await endpoint(['client.created'])
    await client('Gone')
    answers = [{ status: 410 }]
    await deliverDue(sending)
    expect(await world.db.webhookEndpoint.findFirst()).toMatchObject({ disabledWhy: 'gone' })
  })

  test('is not led elsewhere by a redirection', async () => {
    await endpoint(['client.created'])
    await client('Led')
    answers = [{ status: 302, headers: { Location: url } }]
    await deliverDue(sending)
    expect(received).toHaveLength(1)
    expect(await world.db.webhookDelivery.findFirst()).toMatchObject({ state: 'waiting', lastError: 'redirected' })
  })
})

describe('the inside of the network', () => {
  const inside = [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.0.8',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::7f00:1',
    'nonsense'
  ]
  test.each(inside)('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  const send = (to: string, addresses: string[] = []) =>
    transmit(
      { url: to, headers: {}, body: '{}' },
      {
        privateAllowed: false,
        resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      }
    )

  test('is not reached by its addresses, however they are written', async () => {
    const port = new URL(url).port
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '127.1']
    for (const host of hosts)
      expect(await send(`https://${host}:${port}/`)).toEqual({ kind: 'unreached', why: 'private-address' })
    expect(received).toEqual([])
  })

  test('is not reached by a name that leads there, alone or beside a public address', async () => {
    const refused = { kind: 'unreached', why: 'private-address' }
    expect(await send('https://rebound.example/', ['127.0.0.1'])).toEqual(refused)
    expect(await send('https://rebound.example/', ['1.1.1.1', '10.0.0.1'])).toEqual(refused)
    expect(await send('https://localhost/', ['::1'])).toEqual(refused)
    expect(await send('https://nowhere.example/', [])).toEqual({ kind: 'unreached', why: 'unreachable' })
  })

  test('and nothing at all is reached by plain http', async () => {
    expect(await send('http://shop.example/', ['1.1.1.1'])).toEqual({ kind: 'unreached', why: 'tls' })
  })
})

describe('the pages', () => {
  test('show the secret once, store it sealed, and keep it out of the audit trail', async () => {
    const owner = await ownerIn(world)
    const fields = { name: 'Caisse', url, events: 'client.created' }
    const shown = await (await owner.send('/settings/webhooks', fields)).text()
    const secret = /whsec_[\w+/=]+/.exec(shown)?.[0] ?? ''
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
    const stored = await world.db.webhookEndpoint.findFirstOrThrow()
    expect(stored.secret).not.toContain(secret.slice(6))
    expect(await owner.text(`/settings/webhooks/${stored.id}`)).not.toContain('whsec_')
    const lines = await world.db.auditEntry.findMany({ where: { subjectId: stored.id } })
    expect(lines.map(({ action }) => action)).toEqual(['webhook.add'])
    expect(JSON.stringify(lines)).not.toContain(secret.slice(6))

    await owner.send(`/settings/webhooks/${stored.id}/trial`, {}, `/settings/webhooks/${stored.id}`)
    await deliverDue(sending)
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'trial' })
    const [delivery] = await world.db.webhookDelivery.findMany()
    const again = `/settings/webhooks/${stored.id}/deliveries/${delivery?.id}/repetition`
    await owner.send(again, {}, `/settings/webhooks/${stored.id}`)
    await deliverDue(sending)
    expect(received).toHaveLength(2)
  })

  test('refuse addresses that are none, that carry a login, or that are not safe', async () => {
    await writeSettings(world.db, { 'webhooks.privateAddresses': false })
    const asked = (to: string) =>
      addEndpoint(
        world.db,
        { name: 'X', url: to, events: ['client.created'] },
        { ...world, now: world.clock.now(), by }
      )
    for (const to of ['shop', 'ftp://shop.example', 'https://me:secret@shop.example', 'http://shop.example'])
      await expect(asked(to)).rejects.toMatchObject({ code: 'bad-url' })
  })
})

/** A follow-up of the campaign "thanks"; sent then, or still planned. */
async function sentFollowUp(clientId: string, sentAt: Date | null): Promise<string> {
  const campaign = await world.db.campaign.upsert({
    where: { name: 'thanks' },
    create: { name: 'thanks', createdAt: new Date(), createdBy: 'test' },
    update: {}
  })
  const version = await world.db.campaignVersion.upsert({
    where: { campaignId_number: { campaignId: campaign.id, number: 1 } },
    create: { campaignId: campaign.id, number: 1, definition: {}, createdAt: new Date(), createdBy: 'test' },
    update: {}
  })
  const at = new Date()
  const { id } = await world.db.followUp.create({
    data: {
      campaignId: campaign.id,
      versionId: version.id,
      clientId,
      occurrence: '2026',
      step: 1,
      occurrenceDay: at,
      to: 'client',
      purpose: 'marketing',
      priority: 1,
      zone: 'Europe/Paris',
      meantFor: at,
      dueAt: at,
      expiresAt: new Date(at.getTime() + 86_400_000),
      dueDay: at,
      state: sentAt ? 'sent' : 'planned',
      stateSince: at,
      sentAt,
      address: sentAt ? 'zoe@mail.example' : null
    }
  })
  return id
}
