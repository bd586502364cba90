import { beforeEach, describe, expect, test } from 'vitest'
import { activate } from '#src/campaigns/campaign-store.ts'
import { ownerOfLink, savePreferences, stopAddress, unsubscribe } from '#src/campaigns/permission-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database
const now = instant('2026-05-12T10:00[Europe/Paris]')
let clientId: string
let token: string

beforeEach(async () => {
  await prisma.followUp.deleteMany()
  await prisma.campaign.deleteMany()
  await prisma.$executeRaw`TRUNCATE client, suppression CASCADE`
  await activate(prisma, 'birthday', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
  clientId = await addClient(database, { birthday: { month: 5, day: 12 } })
  await planTick(database, tickAt('2026-05-11T12:00[Europe/Paris]'))
  token = (await prisma.followUp.findFirstOrThrow()).linkToken
})

describe('the link in a mail', () => {
  test('tells who it belongs to, and changes nothing by being looked at (H9)', async () => {
    expect(await ownerOfLink(prisma, token)).toMatchObject({ clientId, marketing: 'given', isSuppressed: false })
    expect(await prisma.consentEntry.count()).toBe(1)
  })

  test.each(['', 'x', '00000000-0000-4000-8000-000000000000', "'; DROP TABLE client; --"])(
    'that nobody was sent (%j) is nobody’s',
    async (wrong) => {
      expect(await ownerOfLink(prisma, wrong)).toBeNull()
      expect(await unsubscribe(prisma, wrong, { now, by: 'one-click' })).toBe(false)
    }
  )

  test('leaves once and for all: proof in the ledger, address suppressed, told twice changes nothing (J1)', async () => {
    expect(await unsubscribe(prisma, token, { now, by: 'one-click' })).toBe(true)
    expect(await unsubscribe(prisma, token, { now: now.add({ hours: 1 }), by: 'one-click' })).toBe(true)
    const entries = await prisma.consentEntry.findMany({ where: { clientId, state: 'withdrawn' } })
    expect(entries.map(({ method, evidence }) => [method, evidence])).toEqual([['unsubscribe-link', `link:${token}`]])
    expect(await prisma.suppression.findMany({ select: { address: true, scope: true, reason: true } })).toEqual([
      { address: `${clientId}@example.org`, scope: 'marketing', reason: 'unsubscribed' }
    ])
    expect(await prisma.followUpEvent.count({ where: { kind: 'unsubscribed' } })).toBe(1)
  })

  test('still leaves long after, and for the record that theirs was merged into (J2)', async () => {
    const into = await addClient(database)
    await prisma.client.update({ where: { id: clientId }, data: { state: 'merged', mergedIntoId: into } })
    expect(await unsubscribe(prisma, token, { now: now.add({ hours: 24 * 400 }), by: 'page' })).toBe(true)
    expect(await ownerOfLink(prisma, token)).toMatchObject({
      clientId: into,
      marketing: 'withdrawn',
      isSuppressed: true
    })
  })

  test('comes back by the preference page: what they chose is lifted, a complaint never is', async () => {
    await unsubscribe(prisma, token, { now, by: 'one-click' })
    const later = now.add({ hours: 48 })
    expect(await savePreferences(prisma, token, { marketing: true, now: later, wording: 'Oui, écrivez-moi.' })).toBe(
      true
    )
    expect(await ownerOfLink(prisma, token)).toMatchObject({ marketing: 'given', isSuppressed: false })
    await prisma.suppression.create({
      data: { address: `${clientId}@example.org`, scope: 'all', reason: 'complaint', at: new Date('2026-05-15T00:00Z') }
    })
    await savePreferences(prisma, token, { marketing: true, now: later.add({ hours: 48 }), wording: 'Oui.' })
    expect(await ownerOfLink(prisma, token)).toMatchObject({ isSuppressed: true })
  })
})

test('a STOP from an address that is no client’s still holds for the address', async () => {
  const stop = { address: 'stranger@example.net', matchKey: 'stranger@example.net', by: 'mailto' as const }
  expect(await stopAddress(prisma, { ...stop, wording: 'STOP', evidence: 'mail-1', now })).toBe(0)
  expect(await prisma.suppression.count({ where: { address: stop.address } })).toBe(1)
})
