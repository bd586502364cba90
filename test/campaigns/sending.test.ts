import { beforeEach, describe, expect, test } from 'vitest'
import { activate, pause, saveDefinition } from '#src/campaigns/campaign-store.ts'
import {
  claimDue,
  giveBack,
  markFailed,
  markSkipped,
  markUnknown,
  postpone,
  recoverAbandoned,
  retryLater,
  waitForMailboxes
} from '#src/campaigns/claim-store.ts'
import { mayStillGo } from '#src/campaigns/sending/step-store.ts'
import { markSending, markSent } from './steps.ts'
import { Definition, type DefinitionInput } from '#src/campaigns/definition.ts'
import { approve, reject } from '#src/campaigns/approval-store.ts'
import { stopAddress, unsubscribe } from '#src/campaigns/permission-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { recheck, type Recheck } from '#src/campaigns/recheck.ts'
import { refuse } from '#src/campaigns/refusals.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database
const nine = '2026-05-12T09:00[Europe/Paris]'
const now = instant(nine)
const actor = { holder: 'sender-1', now }

beforeEach(async () => {
  await prisma.followUp.deleteMany()
  await prisma.campaign.deleteMany()
  await prisma.$executeRaw`TRUNCATE client, purchase, thread, message, suppression CASCADE`
})

describe('a follow-up that is due (H1)', () => {
  test('is claimed by one sender only, when its time has come and not before', async () => {
    for (let each = 0; each < 20; each++) await birthdayClient()
    expect(
      await claimDue(prisma, { holder: 'early', limit: 100, now: instant('2026-05-12T08:59[Europe/Paris]') })
    ).toEqual([])
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => claimDue(prisma, { holder, limit: 7, now })))
    const all = claims.flat()
    expect(new Set(all).size).toBe(all.length)
    const rest = await claimDue(prisma, { holder: 'e', limit: 100, now })
    expect(all.length + rest.length).toBe(20)
  })

  test('waits while another mail to the same client is in hand, so that its check sees what became of that one', async () => {
    const clientId = await birthdayClient()
    await saveDefinition(prisma, 'news', { definition: define({ priority: 1, purpose: 'service' }), by: 'owner', now })
    await activate(prisma, 'news', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
    await plan('2026-05-11T12:10[Europe/Paris]')
    expect(await prisma.followUp.count({ where: { clientId, state: 'planned' } })).toBe(2)
    const claims = await Promise.all(['a', 'b'].map((holder) => claimDue(prisma, { holder, limit: 9, now })))
    const [first = '', ...others] = claims.flat()
    expect(others).toEqual([])
    const holder = claims[0]?.length === 1 ? 'a' : 'b'
    await markSkipped(prisma, first, { holder, now, refusal: refuse('replied') })
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toHaveLength(1)
  })

  test('goes its way by compare and set: a second hand finds nothing to do', async () => {
    const { id, address } = await claimed()
    const other = { holder: 'sender-2', now, address, language: 'fr' as const }
    expect(await markSending(database.pool, id, other)).toBe(false)
    expect(await markSent(database.pool, id, { now, title: 'x' })).toBe(false)
    expect(await markSending(database.pool, id, { ...actor, address, language: 'fr' })).toBe(true)
    expect(await markSending(database.pool, id, { ...actor, address, language: 'fr' })).toBe(false)
    expect(await markSent(database.pool, id, { now, title: 'Bon d’anniversaire' })).toBe(true)
    expect(await markSent(database.pool, id, { now, title: 'Bon d’anniversaire' })).toBe(false)
    expect(await markFailed(prisma, id, { now, code: 'x', detail: '' })).toBe(false)
    expect(await states()).toEqual(['sent'])
    const events = await prisma.followUpEvent.findMany({ where: { followUpId: id }, orderBy: { id: 'asc' } })
    expect(events.map(({ kind }) => kind)).toEqual(['planned', 'claimed', 'sending', 'sent'])
    expect(await prisma.interaction.count({ where: { kind: 'follow-up', subjectId: id } })).toBe(1)
  })

  test('left by a dead sender: before sending it is planned again, while sending it is unknown (H2)', async () => {
    await birthdayClient()
    await birthdayClient()
    const [one = '', other = ''] = await claimDue(prisma, { ...actor, limit: 2 })
    await markSending(database.pool, one, { ...actor, address: 'a@example.org', language: 'fr' })
    expect(await recoverAbandoned(prisma, now.add({ minutes: 9 }))).toEqual({ planned: 0, unknown: [] })
    expect(await recoverAbandoned(prisma, now.add({ minutes: 11 }))).toEqual({ planned: 1, unknown: [one] })
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([other])
    expect(await markSent(database.pool, one, { now, title: 'found in Sent' })).toBe(true)
  })

  test('an outcome nobody knows stays unknown until somebody decides', async () => {
    const { id, address } = await claimed()
    await markSending(database.pool, id, { ...actor, address, language: 'fr' })
    expect(await markUnknown(prisma, id, { now, code: 'connection-lost', detail: 'after DATA' })).toBe(true)
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([])
    await plan('2026-05-12T09:05[Europe/Paris]')
    expect(await states()).toEqual(['unknown:connection-lost'])
    expect(await markFailed(prisma, id, { now, code: 'not-sent', detail: 'decided by hand' })).toBe(true)
  })

  test('surely not accepted, it waits for another try (H3)', async () => {
    const { id, address } = await claimed()
    await markSending(database.pool, id, { ...actor, address, language: 'fr' })
    const at = now.add({ minutes: 5 })
    expect(await retryLater(prisma, id, { ...actor, at, detail: '451 try later' })).toBe(true)
    const why = { reason: 'retry', detail: '451 try later' }
    expect(await prisma.followUp.findFirstOrThrow({ where: { id } })).toMatchObject(why)
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([])
    expect(await claimDue(prisma, { ...actor, limit: 9, now: at })).toEqual([id])
  })

  test('of a paused campaign is left alone', async () => {
    await birthdayClient()
    await pause(prisma, 'birthday', { now, by: 'owner' })
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([])
  })

  test('that a person must approve waits for them, and expires unapproved with that reason', async () => {
    await switchOn({ approval: 'batch' })
    const seen = await birthdayClient()
    const turnedDown = await birthdayClient()
    await birthdayClient()
    const idOf = async (clientId: string): Promise<string> =>
      (await prisma.followUp.findFirstOrThrow({ where: { clientId } })).id
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([])
    expect(await approve(prisma, [await idOf(seen)], { by: 'owner', now })).toBe(1)
    expect(await reject(prisma, [await idOf(turnedDown)], { by: 'owner', now })).toBe(1)
    expect(await claimDue(prisma, { ...actor, limit: 9 })).toEqual([await idOf(seen)])
    await plan('2026-05-16T09:00[Europe/Paris]')
    expect((await states()).sort()).toEqual(['claimed', 'skipped:not-approved', 'skipped:rejected'])
  })
})

describe('just before sending, it is refused (H4)', () => {
  const refusals: [string, (client: string) => Promise<unknown>][] = [
    [
      'no-consent',
      (clientId) =>
        prisma.consentEntry.create({
          data: {
            clientId,
            purpose: 'marketing',
            state: 'withdrawn',
            basis: 'express',
            method: 'mail',
            at: new Date(),
            recordedBy: 'x'
          }
        })
    ],
    ['suppressed', (clientId) => stop(clientId)],
    ['bounced', (clientId) => suppress(clientId, 'hard-bounce')],
    [
      'merged',
      async (clientId) => {
        const mergedIntoId = await addClient(database)
        await prisma.client.update({ where: { id: clientId }, data: { state: 'merged', mergedIntoId } })
      }
    ],
    ['deleted', (id) => prisma.client.update({ where: { id }, data: { state: 'erased' } })],
    ['no-longer-due', (id) => prisma.client.update({ where: { id }, data: { birthdayDay: 20 } })],
    ['no-address', (clientId) => prisma.clientAddress.deleteMany({ where: { clientId } })]
  ]
  test.each(refusals)('%s', async (code, happens) => {
    const { id, clientId } = await claimed()
    expect((await check(id)).kind).toBe('send')
    await happens(clientId)
    expect(await check(id)).toMatchObject({ kind: 'skip', refusal: { code } })
  })

  test('paused, or too late', async () => {
    const { id } = await claimed()
    expect(await check(id, '2026-05-15T09:01[Europe/Paris]')).toMatchObject({
      kind: 'skip',
      refusal: { code: 'missed' }
    })
    await pause(prisma, 'birthday', { now, by: 'owner' })
    expect(await check(id)).toMatchObject({ kind: 'skip', refusal: { code: 'paused' } })
  })

  test('a suppression that comes after the check still stops it: the last gate is the database’s', async () => {
    const { id, clientId, address } = await claimed()
    expect((await check(id)).kind).toBe('send')
    await stop(clientId)
    expect(await markSending(database.pool, id, { ...actor, address, language: 'fr' })).toBe(false)
    expect(await check(id)).toMatchObject({ kind: 'skip', refusal: { code: 'suppressed' } })
    expect(await markSkipped(prisma, id, { ...actor, refusal: refuse('suppressed', 'stop-reply') })).toBe(true)
  })

  test('who left advertising after the check still gets a word on their own affairs, save where that may be refused too', async () => {
    const { id, clientId, address } = await claimed()
    await prisma.followUp.update({ where: { id }, data: { purpose: 'service' } })
    await stop(clientId)
    const going = { ...actor, address, language: 'fr' as const }
    expect(await markSending(database.pool, id, { ...going, isRefusable: true })).toBe(false)
    expect(await markSending(database.pool, id, { ...going, isRefusable: false })).toBe(true)
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, actor)).toBe(false)
    expect(await mayStillGo(database.pool, { id, isRefusable: false }, actor)).toBe(true)
  })

  test('a campaign that is paused after the check sends nothing more, and goes on where it stopped', async () => {
    const { id, address } = await claimed()
    const going = { ...actor, address, language: 'fr' as const }
    const pause = (until: Date | null) => prisma.campaignActivity.updateMany({ data: { until } })
    await pause(new Date('2026-01-01T00:00:00Z'))
    expect(await markSending(database.pool, id, going)).toBe(false)
    await pause(null)
    expect(await markSending(database.pool, id, going)).toBe(true)
    await pause(new Date('2026-01-01T00:00:00Z'))
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, actor)).toBe(false)
    await pause(null)
  })

  test.each(['erased', 'merged'])('who is %s after the check gets nothing either', async (state) => {
    const { id, clientId, address } = await claimed()
    const become = (mergedIntoId: string | null) =>
      prisma.client.update({ where: { id: clientId }, data: { state, mergedIntoId } })
    await become(state === 'merged' ? await addClient(database) : null)
    expect(await markSending(database.pool, id, { ...actor, address, language: 'fr' })).toBe(false)
    await prisma.client.update({ where: { id: clientId }, data: { state: 'active', mergedIntoId: null } })
    expect(await markSending(database.pool, id, { ...actor, address, language: 'fr' })).toBe(true)
    await become(state === 'merged' ? await addClient(database) : null)
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, actor)).toBe(false)
  })

  test('past the gate and still waiting for its connection, it is asked about again; kept, it is looked at anew', async () => {
    const { id, clientId, address } = await claimed()
    await markSending(database.pool, id, { ...actor, address, language: 'fr' })
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, actor)).toBe(true)
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, { ...actor, holder: 'sender-2' })).toBe(false)
    await stop(clientId)
    expect(await mayStillGo(database.pool, { id, isRefusable: true }, actor)).toBe(false)
    expect(await giveBack(prisma, id, { ...actor, holder: 'sender-2' })).toBe(false)
    expect(await giveBack(prisma, id, actor)).toBe(true)
    expect(await states()).toEqual(['planned'])
  })

  test('capped by another mail that went out meanwhile; one of lower priority on its way does not count', async () => {
    const { id, clientId } = await claimed()
    await saveDefinition(prisma, 'news', { definition: define({ priority: 1 }), by: 'owner', now })
    await activate(prisma, 'news', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
    const news = await prisma.campaign.findFirstOrThrow({ where: { name: 'news' }, include: { versions: true } })
    const birthday = await prisma.followUp.findFirstOrThrow({ where: { id } })
    const { id: _id, linkToken: _token, ...columns } = birthday
    const rival = await prisma.followUp.create({
      data: { ...columns, campaignId: news.id, versionId: news.versions[0]?.id ?? '', priority: 1, clientId }
    })
    expect((await check(id)).kind).toBe('send')
    expect(await check(rival.id)).toMatchObject({ kind: 'skip', refusal: { code: 'collision', detail: 'birthday' } })
    await prisma.followUp.update({
      where: { id: rival.id },
      data: { state: 'sent', sentAt: new Date('2026-05-12T06:59Z') }
    })
    expect(await check(id)).toMatchObject({ kind: 'skip', refusal: { code: 'capped' } })
  })
})

test('the letter holds all that its writer needs', async () => {
  const { id, clientId, address } = await claimed()
  const { linkToken } = await prisma.followUp.findUniqueOrThrow({ where: { id } })
  expect(await check(id)).toMatchObject({
    kind: 'send',
    letter: {
      followUpId: id,
      clientId,
      address,
      template: 'birthday',
      occurrence: '2026',
      step: 1,
      years: null,
      linkToken
    }
  })
})

test('out of hours it waits for the window, within its time', async () => {
  const { id } = await claimed()
  const answer = await check(id, '2026-05-12T21:30[Europe/Paris]')
  expect(answer).toMatchObject({ kind: 'postpone', because: 'outside-window' })
  if (answer.kind !== 'postpone') throw new Error('it is not postponed')
  expect(answer.until.toString()).toBe('2026-05-13T08:00:00+02:00[Europe/Paris]')
  expect(await postpone(prisma, id, { ...actor, ...answer })).toBe(true)
  expect(await prisma.followUp.findFirstOrThrow({ where: { id } })).toMatchObject({ reason: 'window-shut' })
  expect(await claimDue(prisma, { ...actor, limit: 9, now: instant('2026-05-13T08:00[Europe/Paris]') })).toEqual([id])
})

test('while a mailbox cannot be read it waits and says why; too late for another try, it is skipped for that (H4)', async () => {
  const { id } = await claimed()
  const unread = ['contact@shop.example']
  const wait = { ...actor, until: now.add({ minutes: 1 }), unread }
  expect(await waitForMailboxes(prisma, id, { ...wait, holder: 'another' })).toBe(false)
  expect(await waitForMailboxes(prisma, id, wait)).toBe(true)
  const why = { reason: 'mailbox-unread', detail: 'contact@shop.example' }
  expect(await prisma.followUp.findFirstOrThrow({ where: { id } })).toMatchObject({ state: 'planned', ...why })
  const later = { ...actor, now: now.add({ minutes: 1 }) }
  expect(await claimDue(prisma, { ...later, limit: 1 })).toEqual([id])
  expect(await prisma.followUp.findFirstOrThrow({ where: { id } })).toMatchObject({ reason: null, detail: null })
  await prisma.followUp.updateMany({ data: { expiresAt: new Date(now.add({ seconds: 90 }).epochMilliseconds) } })
  await waitForMailboxes(prisma, id, { ...later, until: now.add({ minutes: 2 }), unread })
  expect(await prisma.followUp.findFirstOrThrow({ where: { id } })).toMatchObject({ state: 'skipped', ...why })
})

describe('a sequence of two mails (F6, H5)', () => {
  let clientId: string
  let first: string

  beforeEach(async () => {
    await prisma.campaign.deleteMany()
    await activate(prisma, 'reactivation', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
    clientId = await addClient(database)
    const days = { computedOn: new Date('2026-05-11'), firstOn: new Date('2026-01-10'), lastOn: new Date('2026-01-10') }
    const numbers = { methodVersion: 1, purchaseCount: 1, purchaseDays: 1, paid: 0n, paidInYear: 0n }
    await prisma.clientInsight.create({
      data: { clientId, currency: 'EUR', ...days, ...numbers, lateFrom: new Date('2026-05-12') }
    })
    await plan('2026-05-11T12:00[Europe/Paris]')
    first = (await claimDue(prisma, { ...actor, limit: 1 }))[0] ?? ''
  })

  test.each([
    ['replied', () => addMail(database, clientId, { at: '2026-05-14T10:00[Europe/Paris]' })],
    [
      'purchased',
      () => addPurchase(database, clientId, { on: '2026-05-14', recordedAt: '2026-05-14T18:00[Europe/Paris]' })
    ],
    [
      'met',
      () =>
        prisma.interaction.create({
          data: { clientId, at: new Date('2026-05-14T10:00Z'), kind: 'visit', title: 'Visite', source: 'page' }
        })
    ]
  ])('stops when the client has %s', async (code, happens) => {
    await sendFirst()
    await plan('2026-05-21T12:00[Europe/Paris]')
    await happens()
    const [second = ''] = await claimDue(prisma, {
      holder: 'x',
      limit: 9,
      now: instant('2026-05-22T09:00[Europe/Paris]')
    })
    expect(await check(second, '2026-05-22T09:00[Europe/Paris]')).toMatchObject({ kind: 'skip', refusal: { code } })
  })

  test('stops for an answer of somebody else of the same company, where the owner wants that', async () => {
    const company = await prisma.company.create({ data: { name: 'Atelier Dubois' } })
    await prisma.client.update({ where: { id: clientId }, data: { companyId: company.id } })
    const colleague = await addClient(database, { companyId: company.id })
    await sendFirst()
    await addMail(database, colleague, { at: '2026-05-14T10:00[Europe/Paris]' })
    await plan('2026-05-21T12:00[Europe/Paris]')
    const [second = ''] = await claimDue(prisma, {
      holder: 'x',
      limit: 9,
      now: instant('2026-05-22T09:00[Europe/Paris]')
    })
    expect((await check(second, '2026-05-22T09:00[Europe/Paris]')).kind).toBe('send')
    const definition = Definition.parse({ ...readyMade('reactivation')?.definition, stopsForCompany: true })
    const version = await prisma.campaignVersion.findFirstOrThrow({ where: { campaign: { name: 'reactivation' } } })
    await prisma.campaignVersion.update({ where: { id: version.id }, data: { definition } })
    expect(await check(second, '2026-05-22T09:00[Europe/Paris]')).toMatchObject({
      kind: 'skip',
      refusal: { code: 'replied' }
    })
  })

  test('an absence mail does not stop it: it waits for the return, and the next keeps its distance', async () => {
    await addMail(database, clientId, {
      at: '2026-05-11T10:00[Europe/Paris]',
      kind: 'automatic',
      returnDate: '2026-05-25'
    })
    const answer = await check(first)
    if (answer.kind !== 'postpone') throw new Error(`it is ${answer.kind}`)
    expect([answer.because, answer.until.toString()]).toEqual(['absent', '2026-05-25T09:00:00+02:00[Europe/Paris]'])
    await postpone(prisma, first, { ...actor, ...answer })
    const { reason } = await prisma.followUp.findFirstOrThrow({ where: { id: first } })
    expect(reason).toBe('absent')
    await plan('2026-05-22T12:00[Europe/Paris]')
    const back = instant('2026-05-25T09:00[Europe/Paris]')
    expect(await claimDue(prisma, { ...actor, limit: 9, now: back })).toEqual([first])
    expect((await check(first, '2026-05-25T09:00[Europe/Paris]')).kind).toBe('send')
    await markSending(database.pool, first, { ...actor, now: back, address: 'a@example.org', language: 'fr' })
    await markSent(database.pool, first, { now: back, title: 'x' })
    await plan('2026-06-03T12:00[Europe/Paris]')
    const second = await prisma.followUp.findFirstOrThrow({ where: { step: 2 } })
    expect([second.state, second.dueAt.toISOString()]).toEqual(['planned', '2026-06-04T07:00:00.000Z'])
  })

  test('where the first was refused, the second is recorded as not sent for that', async () => {
    await markSkipped(prisma, first, { ...actor, refusal: refuse('replied') })
    await plan('2026-05-22T09:00[Europe/Paris]')
    expect((await states()).sort()).toEqual(['skipped:replied', 'skipped:step-not-sent'])
  })

  async function sendFirst(): Promise<void> {
    await markSending(database.pool, first, { ...actor, address: 'a@example.org', language: 'fr' })
    await markSent(database.pool, first, { now, title: 'x' })
  }
})

test('leaving by the link of a mail ends what is planned', async () => {
  const { id } = await claimed()
  const { linkToken } = await prisma.followUp.findUniqueOrThrow({ where: { id } })
  await prisma.followUp.update({ where: { id }, data: { state: 'planned', claimedBy: null, claimedUntil: null } })
  expect(await unsubscribe(prisma, linkToken, { now, by: 'one-click' })).toBe(true)
  expect(await states()).toEqual(['skipped:suppressed'])
})

async function switchOn(change: Partial<DefinitionInput> = {}): Promise<void> {
  await saveDefinition(prisma, 'birthday', { definition: define(change), by: 'owner', now })
  await activate(prisma, 'birthday', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
}

function define(change: Partial<DefinitionInput>): Definition {
  return Definition.parse({ ...readyMade('birthday')?.definition, ...change })
}

/** A client whose birthday mail is planned for nine o'clock on 12 May. */
async function birthdayClient(): Promise<string> {
  if ((await prisma.campaign.count()) === 0) await switchOn()
  const client = await addClient(database, { birthday: { month: 5, day: 12 } })
  await plan('2026-05-11T12:00[Europe/Paris]')
  return client
}

async function claimed(): Promise<{ id: string; clientId: string; address: string }> {
  const clientId = await birthdayClient()
  const [id = ''] = await claimDue(prisma, { ...actor, limit: 1 })
  return { id, clientId, address: `${clientId}@example.org` }
}

function plan(at: string): ReturnType<typeof planTick> {
  return planTick(database, tickAt(at))
}

function check(id: string, at = nine): Promise<Recheck> {
  return recheck(prisma, id, tickAt(at))
}

function stop(clientId: string): Promise<number> {
  const address = `${clientId}@example.org`
  return stopAddress(prisma, { address, matchKey: address, by: 'stop-reply', wording: 'STOP', evidence: 'mail', now })
}

async function suppress(clientId: string, reason: string): Promise<void> {
  await prisma.suppression.create({
    data: { address: `${clientId}@example.org`, scope: 'all', reason, at: new Date('2026-05-12T06:00Z') }
  })
}

async function states(): Promise<string[]> {
  const rows = await prisma.followUp.findMany()
  return rows.map((row) => (row.reason === null ? row.state : `${row.state}:${row.reason}`))
}
