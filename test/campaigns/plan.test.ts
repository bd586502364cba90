import { beforeEach, describe, expect, test } from 'vitest'
import { activate, pause, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition, type DefinitionInput } from '#src/campaigns/definition.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, france, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database

beforeEach(async () => {
  await prisma.followUp.deleteMany()
  await prisma.campaign.deleteMany()
  await prisma.$executeRaw`TRUNCATE client, purchase, thread, message, suppression CASCADE`
})

describe('the birthday campaign, on since the beginning of the year', () => {
  beforeEach(() => switchOn('birthday', '2026-01-01T00:00[Europe/Paris]'))

  test('plans two days ahead, at nine o’clock of the client’s own clock', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await addClient(database, { birthday: { month: 5, day: 12 }, zone: 'America/Toronto' })
    await addClient(database, { birthday: { month: 5, day: 12 }, zone: 'Pacific/Auckland' })
    await addClient(database, { birthday: { month: 5, day: 30 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'planned 2026-05-11T21:00Z birthday 2026/1',
      'planned 2026-05-12T07:00Z birthday 2026/1',
      'planned 2026-05-12T13:00Z birthday 2026/1'
    ])
  })

  test('planning again changes nothing (G7)', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    const before = await prisma.followUpEvent.count()
    await plan('2026-05-11T12:01[Europe/Paris]')
    await Promise.all([plan('2026-05-11T12:02[Europe/Paris]'), plan('2026-05-11T12:02[Europe/Paris]')])
    expect(await prisma.followUpEvent.count()).toBe(before)
  })

  test('learned on the day or the day after is sent late; learned five days late waits for next year (G5)', async () => {
    await plan('2026-05-17T11:00[Europe/Paris]')
    await addClient(database, { birthday: { month: 5, day: 17 } })
    await addClient(database, { birthday: { month: 5, day: 16 } })
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-17T11:30[Europe/Paris]')
    expect(await ledger()).toEqual(Array(2).fill('planned 2026-05-17T09:30Z birthday 2026/1'))
    await plan('2027-05-12T08:00[Europe/Paris]')
    expect(await ledger()).toContain('planned 2027-05-12T07:00Z birthday 2027/1')
  })

  test('two days without a planner are caught up; five are recorded as missed (G5)', async () => {
    await addClient(database, { birthday: { month: 5, day: 13 } })
    await plan('2026-05-10T12:00[Europe/Paris]')
    await plan('2026-05-15T08:30[Europe/Paris]')
    expect(await ledger()).toEqual(['planned 2026-05-15T06:30Z birthday 2026/1'])
    await addClient(database, { birthday: { month: 6, day: 13 } })
    await plan('2026-06-10T12:00[Europe/Paris]')
    await plan('2026-06-18T12:00[Europe/Paris]')
    expect(await ledger()).toContain('skipped:missed 2026-06-13T07:00Z birthday 2026/1')
  })

  test('what was planned and not sent in time is given up as missed', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await plan('2026-05-15T09:01[Europe/Paris]')
    expect(await ledger()).toEqual(['skipped:missed 2026-05-12T07:00Z birthday 2026/1'])
  })

  test('a birthday moved to a later day is planned again; moved into the past it is not sent this year', async () => {
    const one = await addClient(database, { birthday: { month: 5, day: 12 } })
    const other = await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await prisma.client.update({ where: { id: one }, data: { birthdayDay: 20 } })
    await prisma.client.update({ where: { id: other }, data: { birthdayDay: 2 } })
    await plan('2026-05-11T13:00[Europe/Paris]')
    expect(await ledger()).toEqual(Array(2).fill('skipped:re-planned 2026-05-12T07:00Z birthday 2026/1'))
    await plan('2026-05-19T13:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'skipped:re-planned 2026-05-12T07:00Z birthday 2026/1',
      'planned 2026-05-20T07:00Z birthday 2026/1'
    ])
  })

  test('moved by a day, within what is planned, it moves along', async () => {
    const client = await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await prisma.client.update({ where: { id: client }, data: { birthdayDay: 13 } })
    await plan('2026-05-11T13:00[Europe/Paris]')
    expect(await ledger()).toEqual(['planned 2026-05-13T07:00Z birthday 2026/1'])
  })

  test('merging and erasing give up what is planned, with the reason', async () => {
    const into = await addClient(database)
    const from = await addClient(database, { birthday: { month: 5, day: 12 } })
    const gone = await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await prisma.client.update({ where: { id: from }, data: { state: 'merged', mergedIntoId: into } })
    await prisma.client.update({ where: { id: gone }, data: { state: 'erased' } })
    await prisma.client.update({ where: { id: into }, data: { birthdayMonth: 5, birthdayDay: 12 } })
    await plan('2026-05-11T13:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'planned 2026-05-12T07:00Z birthday 2026/1',
      'skipped:deleted 2026-05-12T07:00Z birthday 2026/1',
      'skipped:merged 2026-05-12T07:00Z birthday 2026/1'
    ])
  })

  test('a record merged into another that had its mail already gets no second one', async () => {
    const from = await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-12T08:00[Europe/Paris]')
    await prisma.followUp.updateMany({ data: { state: 'sent', sentAt: new Date('2026-05-12T07:00Z') } })
    const into = await addClient(database, { birthday: { month: 5, day: 12 } })
    await prisma.client.update({ where: { id: from }, data: { state: 'merged', mergedIntoId: into } })
    await plan('2026-05-12T10:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'sent 2026-05-12T07:00Z birthday 2026/1',
      'skipped:already-sent 2026-05-12T08:00Z birthday 2026/1'
    ])
  })

  test('paused over the day, nothing is sent when it is switched on again: no burst (G6)', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await addClient(database, { birthday: { month: 5, day: 13 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await pause(prisma, 'birthday', { now: instant('2026-05-11T13:00[Europe/Paris]'), by: 'owner' })
    await plan('2026-05-12T12:00[Europe/Paris]')
    await switchOn('birthday', '2026-05-12T14:00[Europe/Paris]')
    await plan('2026-05-12T14:01[Europe/Paris]')
    expect(await ledger()).toEqual([
      'skipped:paused 2026-05-12T07:00Z birthday 2026/1',
      'planned 2026-05-13T07:00Z birthday 2026/1'
    ])
  })

  test('who may not be written to is recorded with the reason when the time comes, not before', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 }, consent: null })
    await addClient(database, { birthday: { month: 5, day: 12 }, address: null })
    await addClient(database, { birthday: { month: 5, day: 12 }, consent: '2023-05-11' })
    await plan('2026-05-11T12:00[Europe/Paris]')
    expect(await ledger()).toEqual([])
    await plan('2026-05-12T09:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'skipped:consent-expired 2026-05-12T07:00Z birthday 2026/1',
      'skipped:no-address 2026-05-12T07:00Z birthday 2026/1',
      'skipped:no-consent 2026-05-12T07:00Z birthday 2026/1'
    ])
  })

  test('a changed definition plans again what is not sent (G7)', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 } })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await change('birthday', { steps: [{ template: 'birthday', at: '10:30' }] })
    await plan('2026-05-11T12:01[Europe/Paris]')
    expect(await ledger()).toEqual(['planned 2026-05-12T08:30Z birthday 2026/1'])
    const versions = await prisma.followUp.findMany({ select: { version: { select: { number: true } } } })
    expect(versions).toEqual([{ version: { number: 2 } }])
  })
})

test('switching on never sends the past (G6)', async () => {
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await switchOn('birthday', '2026-05-12T10:00[Europe/Paris]')
  await plan('2026-05-12T10:01[Europe/Paris]')
  expect(await ledger()).toEqual([])
})

test('seven days before 2 January goes out in December, under the year of the birthday (G3)', async () => {
  await addClient(database, { birthday: { month: 1, day: 2 } })
  await change('birthday', { trigger: { kind: 'birthday', shift: { days: -7 } } })
  await switchOn('birthday', '2026-12-01T00:00[Europe/Paris]')
  for (const day of [24, 25, 26, 27]) await plan(`2026-12-${day}T12:00[Europe/Paris]`)
  expect(await ledger()).toEqual(['planned 2026-12-26T08:00Z birthday 2027/1'])
})

describe('two campaigns', () => {
  test('on one day: the higher priority writes, the lower is skipped with the reason (H6)', async () => {
    await addClient(database, { birthday: { month: 5, day: 12 }, customerSince: '2024-05-12' })
    await switchOn('birthday', '2026-01-01T00:00[Europe/Paris]')
    await switchOn('anniversary', '2026-01-01T00:00[Europe/Paris]')
    await plan('2026-05-11T12:00[Europe/Paris]')
    await plan('2026-05-12T09:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'planned 2026-05-12T07:00Z birthday 2026/1',
      'skipped:collision 2026-05-12T07:00Z anniversary 2026/1'
    ])
  })

  test('within a week: the second is capped (H6)', async () => {
    await addClient(database, { birthday: { month: 5, day: 15 }, customerSince: '2024-05-12' })
    await switchOn('birthday', '2026-01-01T00:00[Europe/Paris]')
    await switchOn('anniversary', '2026-01-01T00:00[Europe/Paris]')
    await plan('2026-05-12T09:00[Europe/Paris]')
    await prisma.followUp.updateMany({ data: { state: 'sent', sentAt: new Date('2026-05-12T07:00Z') } })
    await plan('2026-05-15T09:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'sent 2026-05-12T07:00Z anniversary 2026/1',
      'skipped:capped 2026-05-15T07:00Z birthday 2026/1'
    ])
  })
})

describe('the anniversary of the first purchase (F2)', () => {
  test('counts from the earliest purchase known, passes over the weekend, and the first day is none', async () => {
    await switchOn('anniversary', '2026-05-01T00:00[Europe/Paris]')
    const loyal = await addClient(database)
    await addPurchase(database, loyal, { on: '2023-05-16' })
    await addPurchase(database, loyal, { on: '2025-05-16' })
    const fresh = await addClient(database)
    await addPurchase(database, fresh, { on: '2026-05-16' })
    const later = await addClient(database)
    await addPurchase(database, later, { on: '2022-01-03' })
    await addPurchase(database, later, { on: '2024-05-16' })
    // 16 May 2026 is a Saturday.
    for (const day of [15, 16, 17, 18]) await plan(`2026-05-${day}T12:00[Europe/Paris]`)
    expect(await ledger()).toEqual(['planned 2026-05-18T07:00Z anniversary 2026/1'])
    expect(await prisma.followUp.findMany({ select: { clientId: true, years: true } })).toEqual([
      { clientId: loyal, years: 3 }
    ])
  })
})

describe('other triggers', () => {
  test('a date of the owner’s own, every year or once', async () => {
    await addClient(database, { fields: { wedding: '2020-05-12', contract_ends: '2026-05-12' } })
    await addClient(database, { fields: { wedding: '--05-13' } })
    await change('wedding', { trigger: { kind: 'date-field', field: 'wedding', yearly: true }, priority: 1 })
    await change('contract', { trigger: { kind: 'date-field', field: 'contract_ends', yearly: false }, priority: 2 })
    await switchOn('wedding', '2026-01-01T00:00[Europe/Paris]')
    await switchOn('contract', '2026-01-01T00:00[Europe/Paris]')
    await plan('2026-05-11T12:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'planned 2026-05-12T07:00Z contract contract_ends:2026-05-12/1',
      'planned 2026-05-13T07:00Z wedding 2026/1'
    ])
  })

  test('a late client gets a word, and a second one ten days later if the first was sent and nothing happened', async () => {
    await switchOn('reactivation', '2026-01-01T00:00[Europe/Paris]')
    const client = await addClient(database)
    await addPurchase(database, client, { on: '2026-01-10', recordedAt: '2026-01-10T12:00[Europe/Paris]' })
    await makeLate(client, { lastOn: '2026-01-10', lateFrom: '2026-05-12' })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await prisma.followUp.updateMany({ data: { state: 'sent', sentAt: new Date('2026-05-12T07:00Z') } })
    await plan('2026-05-21T12:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'sent 2026-05-12T07:00Z reactivation late:2026-01-10/1',
      'planned 2026-05-22T07:00Z reactivation late:2026-01-10/2'
    ])
  })

  test('who wrote last week is not told that we have not heard from them', async () => {
    await switchOn('reactivation', '2026-01-01T00:00[Europe/Paris]')
    const client = await addClient(database)
    await makeLate(client, { lastOn: '2026-01-10', lateFrom: '2026-05-12' })
    await addMail(database, client, { at: '2026-05-06T10:00[Europe/Paris]' })
    await plan('2026-05-12T09:00[Europe/Paris]')
    expect(await ledger()).toEqual(['skipped:replied 2026-05-12T07:00Z reactivation late:2026-01-10/1'])
  })

  test('thanks follow a purchase, by type of product where asked', async () => {
    await change('thanks', {
      trigger: { kind: 'after-purchase', types: ['Lampe'], shift: { days: 2 } },
      steps: [{ template: 'thanks', at: '10:00' }]
    })
    await switchOn('thanks', '2026-01-01T00:00[Europe/Paris]')
    const lamp = await addPurchase(database, await addClient(database), { on: '2026-05-11' })
    await addPurchase(database, await addClient(database), { on: '2026-05-11' })
    await prisma.purchaseLine.create({ data: { purchaseId: lamp, position: 1, type: 'lampe' } })
    await plan('2026-05-12T12:00[Europe/Paris]')
    expect(await ledger()).toEqual(['planned 2026-05-13T08:00Z thanks purchase:2026-05-11/1'])
  })

  test('an unanswered client is a nudge to the team; an unanswered question of ours one to the client', async () => {
    await switchOn('unanswered', '2026-01-01T00:00[Europe/Paris]')
    const waiting = await addMail(database, await addClient(database), { at: '2026-05-11T10:00[Europe/Paris]' })
    await prisma.thread.update({
      where: { id: waiting.threadId },
      data: { waitingSince: new Date('2026-05-11T08:00Z') }
    })
    const asked = { direction: 'out' as const, at: '2026-05-05T10:00[Europe/Paris]' }
    await addMail(database, await addClient(database, { consent: null }), {
      ...asked,
      text: 'Le devis vous convient-il ?'
    })
    await addMail(database, await addClient(database), { ...asked, text: 'Merci, bonne journée.' })
    await plan('2026-05-12T09:00[Europe/Paris]')
    const rows = await prisma.followUp.findMany({ orderBy: { dueAt: 'asc' } })
    expect(rows.map((row) => [row.state, row.to, row.step, row.dueAt.toISOString().slice(0, 16)])).toEqual([
      ['planned', 'client', 2, '2026-05-12T07:00'],
      ['planned', 'team', 1, '2026-05-13T07:00']
    ])
  })

  test('in Canada who left gets no word on an open question either; elsewhere it is no advertising (J2)', async () => {
    await switchOn('unanswered', '2026-01-01T00:00[Europe/Paris]')
    const clientId = await addClient(database)
    const asked = { direction: 'out' as const, at: '2026-05-05T10:00[Europe/Paris]' }
    await addMail(database, clientId, { ...asked, text: 'Le devis vous convient-il ?' })
    const left = { scope: 'marketing', reason: 'unsubscribed', evidence: null, at: new Date('2026-05-06') }
    await prisma.suppression.create({ data: { ...left, address: `${clientId}@example.org` } })
    const states = async () => (await prisma.followUp.findMany()).map(({ state, reason }) => [state, reason])
    await planTick(database, tickAt('2026-05-12T09:00[Europe/Paris]', { ...france, country: 'CA' }))
    expect(await states()).toEqual([['skipped', 'suppressed']])
    await prisma.followUp.deleteMany()
    await plan('2026-05-12T09:00[Europe/Paris]')
    expect(await states()).toEqual([['planned', null]])
  })

  test('entering a segment starts it; being in it when the campaign is switched on does not (G6)', async () => {
    await prisma.segment.create({ data: { name: 'VIP', condition: { kind: 'tag', is: ['vip'] }, createdBy: 'owner' } })
    await change('welcome', { trigger: { kind: 'segment-entered', segment: 'VIP' }, priority: 1 })
    const old = await addClient(database)
    await prisma.clientTag.create({ data: { clientId: old, tag: 'vip', by: 'owner' } })
    await switchOn('welcome', '2026-05-11T08:00[Europe/Paris]')
    await plan('2026-05-11T08:10[Europe/Paris]')
    const fresh = await addClient(database)
    await prisma.clientTag.create({ data: { clientId: fresh, tag: 'vip', by: 'owner' } })
    await plan('2026-05-11T08:20[Europe/Paris]')
    expect(await ledger()).toEqual(['planned 2026-05-11T07:00Z welcome entered:2026-05-11/1'])
    expect((await prisma.followUp.findFirst())?.clientId).toBe(fresh)
  })

  test('one mail to a segment on a day; who leaves the segment meanwhile is skipped', async () => {
    await change('private-sale', {
      trigger: { kind: 'once', on: '2026-05-12' },
      audience: { kind: 'tag', is: ['vip'] },
      approval: 'automatic'
    })
    await switchOn('private-sale', '2026-05-01T08:00[Europe/Paris]')
    const stays = await addClient(database)
    const leaves = await addClient(database)
    await addClient(database)
    await prisma.clientTag.createMany({
      data: [stays, leaves].map((clientId) => ({ clientId, tag: 'vip', by: 'owner' }))
    })
    await plan('2026-05-11T12:00[Europe/Paris]')
    await prisma.clientTag.deleteMany({ where: { clientId: leaves } })
    await plan('2026-05-11T13:00[Europe/Paris]')
    expect(await ledger()).toEqual([
      'planned 2026-05-12T07:00Z private-sale once:2026-05-12/1',
      'skipped:not-in-audience 2026-05-12T07:00Z private-sale once:2026-05-12/1'
    ])
  })

  test('a campaign whose segment is gone is reported and holds up no other', async () => {
    await change('private-sale', {
      trigger: { kind: 'once', on: '2026-05-12' },
      audience: { kind: 'segment', name: 'gone' }
    })
    await switchOn('private-sale', '2026-05-01T08:00[Europe/Paris]')
    await switchOn('birthday', '2026-05-01T08:00[Europe/Paris]')
    await addClient(database, { birthday: { month: 5, day: 12 } })
    const results = await plan('2026-05-11T12:00[Europe/Paris]')
    expect(results?.map(({ kind, campaign }) => [campaign, kind])).toEqual([
      ['birthday', 'planned'],
      ['private-sale', 'refused']
    ])
    expect(await ledger()).toHaveLength(1)
  })
})

test('the hold-out is recorded with its reason, and is everybody where the share is everybody (H11)', async () => {
  await change('birthday', { holdOut: 0.5 })
  await switchOn('birthday', '2026-01-01T00:00[Europe/Paris]')
  for (let each = 0; each < 40; each++) await addClient(database, { birthday: { month: 5, day: 12 } })
  await plan('2026-05-12T09:00[Europe/Paris]')
  const heldOut = await prisma.followUp.count({ where: { state: 'skipped', reason: 'hold-out' } })
  const planned = await prisma.followUp.count({ where: { state: 'planned' } })
  expect(heldOut + planned).toBe(40)
  expect(Math.min(heldOut, planned)).toBeGreaterThan(0)
})

async function switchOn(name: string, at: string): Promise<void> {
  await activate(prisma, name, { now: instant(at), by: 'owner' })
}

async function change(name: string, change: Partial<DefinitionInput>): Promise<void> {
  const shipped = readyMade(name) ?? readyMade('birthday')
  const definition = Definition.parse({ ...shipped?.definition, ...change })
  await saveDefinition(prisma, name, { definition, by: 'owner', now: instant('2025-12-31T12:00[Europe/Paris]') })
}

function plan(at: string): ReturnType<typeof planTick> {
  return planTick(database, tickAt(at))
}

async function makeLate(clientId: string, { lastOn, lateFrom }: { lastOn: string; lateFrom: string }): Promise<void> {
  const days = { computedOn: new Date(lateFrom), firstOn: new Date(lastOn), lastOn: new Date(lastOn) }
  const numbers = { methodVersion: 1, purchaseCount: 1, purchaseDays: 1, paid: 0n, paidInYear: 0n }
  await prisma.clientInsight.create({
    data: { clientId, currency: 'EUR', ...days, ...numbers, lateFrom: new Date(lateFrom) }
  })
}

/** State, due time and occurrence of every row, sorted. */
async function ledger(): Promise<string[]> {
  const rows = await prisma.followUp.findMany({ include: { campaign: true } })
  return rows
    .map((row) => {
      const state = row.reason === null ? row.state : `${row.state}:${row.reason}`
      const due = row.dueAt.toISOString().slice(0, 16)
      return { due, text: `${state} ${due}Z ${row.campaign.name} ${row.occurrence}/${row.step}` }
    })
    .sort((one, other) => (one.due + one.text < other.due + other.text ? -1 : 1))
    .map(({ text }) => text)
}
