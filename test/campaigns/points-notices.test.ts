import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { mailPointsNotices, NOTICES_UNDER_WAY } from '#src/campaigns/notices/points-notices.ts'
import { runPoints } from '#src/offers/points/programme.ts'
import { addRule } from '#src/offers/points/rule-store.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { openShop, type Shop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addMailbox } from '#test/web/shop.ts'

const database = await testDatabase()
const db = database.prisma
const settings = settingsFrom([
  { key: 'points.expiry', value: 'unused' },
  { key: 'firm.name', value: 'Atelier Lumen' }
])
let clientId: string
let shop: Shop

const on = (day: string, hour = 10) => Temporal.Instant.from(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
const mail = (day: string, hour?: number, more = {}) =>
  mailPointsNotices(database, { now: on(day, hour), settings: { ...settings, ...more } })
const expire = async (day: string) => (await runPoints(db, { now: on(day), settings })).expired

beforeEach(async () => {
  await db.$executeRaw`TRUNCATE client, mailbox, outgoing_mail, points_rule, purchase, suppression CASCADE`
  await addMailbox({ db })
  await addRule(db, {
    definition: { kind: 'spend', points: 1, per: 1 },
    from: '2025-01-01',
    by: 'test',
    at: new Date('2025-01-01')
  })
  shop = openShop(db)
  clientId = await shop.client('Zoé Girard')
  await db.client.update({ where: { id: clientId }, data: { nameRank: 2, language: 'fr' } })
  const address = { clientId, address: 'zoe@exemple.fr', matchKey: 'zoe@exemple.fr', isPrimary: true, source: 'import' }
  await db.clientAddress.create({ data: address })
  await shop.buys('Zoé Girard', '2025-01-10', 1_200)
  await runPoints(db, { now: on('2025-01-11'), settings })
})

/** As the sender leaves it. */
async function sent(day: string, state = 'sent') {
  await db.outgoingMail.updateMany({
    data: { state, ...(state === 'sent' ? { sentAt: new Date(`${day}T10:05:00Z`) } : {}) }
  })
}

test('whose points expire in 30 to 60 days is told by mail, once, in their language (I4)', async () => {
  expect(await mail('2025-11-01')).toBe(0)
  expect(await mail('2025-11-15')).toBe(1)
  expect(await mail('2025-11-15')).toBe(0)
  const [notice] = await db.outgoingMail.findMany()
  expect(notice).toMatchObject({ purpose: 'points-notice', toAddress: 'zoe@exemple.fr', automatic: true })
  expect(notice?.subject).toBe('Vos points sont à utiliser avant le 10 janvier 2026')
  expect(notice?.text).toMatch(/Bonjour Zoé,[\s\S]*Il vous reste 1\s200 points/)
  expect(notice?.html).toContain('10 janvier 2026')
  await sent('2025-11-15')
  expect(await mail('2025-11-16')).toBe(0)
  expect(await db.pointsNotice.findMany()).toMatchObject([{ clientId, points: 1_200, by: `mail ${notice?.id}` }])
  expect(await expire('2026-01-09')).toBe(0)
  expect(await expire('2026-01-10')).toBe(1)
})

test.each(['planned', 'unknown', 'failed'])('a notice that is %s tells nobody: nothing expires (I4)', async (state) => {
  await mail('2025-11-15')
  await sent('2025-11-15', state)
  await mail('2025-11-16')
  expect(await db.pointsNotice.count()).toBe(0)
  expect(await expire('2026-01-10')).toBe(0)
})

test('a notice that left later than it was meant to leaves 30 days all the same', async () => {
  await mail('2025-12-10')
  await sent('2025-12-20')
  await mail('2025-12-20')
  expect(await expire('2026-01-18')).toBe(0)
  expect(await expire('2026-01-19')).toBe(1)
})

test('who cannot be reached by mail is not told, and keeps the points; leaving marketing mail changes nothing here', async () => {
  const entry = { address: 'zoe@exemple.fr', evidence: null, at: new Date('2025-06-01') }
  await db.suppression.create({ data: { ...entry, scope: 'marketing', reason: 'unsubscribed' } })
  await db.suppression.create({ data: { ...entry, scope: 'all', reason: 'hard-bounce' } })
  expect(await mail('2025-11-15')).toBe(0)
  await db.suppression.deleteMany({ where: { scope: 'all' } })
  expect(await mail('2025-11-15')).toBe(1)
})

test('in Canada a notice says how to get no more of them, and who left gets none (J2)', async () => {
  const canada = { 'firm.country': 'CA' }
  expect(await mail('2025-11-15', 10, canada)).toBe(1)
  expect((await db.outgoingMail.findFirstOrThrow()).text).toContain('répondez simplement STOP')
  await db.outgoingMail.deleteMany()
  const left = { address: 'zoe@exemple.fr', scope: 'marketing', reason: 'unsubscribed', evidence: null, at: new Date() }
  await db.suppression.create({ data: left })
  expect(await mail('2025-11-15', 10, canada)).toBe(0)
  expect(await mail('2025-11-15')).toBe(1)
  expect((await db.outgoingMail.findFirstOrThrow()).text).not.toContain('STOP')
})

test('a failed notice is tried again after a week; nobody is told at night', async () => {
  expect(await mail('2025-11-15', 2)).toBe(1)
  const [first] = await db.outgoingMail.findMany()
  expect(first?.notBefore.toISOString()).toBe('2025-11-15T08:00:00.000Z')
  await db.outgoingMail.updateMany({ data: { state: 'failed', createdAt: new Date('2025-11-15T02:00:00Z') } })
  expect(await mail('2025-11-18')).toBe(0)
  expect(await mail('2025-11-23')).toBe(1)
  expect(await db.outgoingMail.count({ where: { state: 'planned' } })).toBe(1)
})

test('night begins in the evening, and on the client’s own clock', async () => {
  await mail('2025-11-15', 20)
  const first = await db.outgoingMail.findFirstOrThrow()
  expect(first.notBefore.toISOString()).toBe('2025-11-16T08:00:00.000Z')
  await db.outgoingMail.deleteMany()
  await db.client.update({ where: { id: clientId }, data: { zone: 'America/Montreal' } })
  await mail('2025-11-15', 12)
  const other = await db.outgoingMail.findFirstOrThrow()
  expect(other.notBefore.toISOString()).toBe('2025-11-15T14:00:00.000Z')
})

test('who complained, or is not to be written to at all, gets no notice at another address of theirs either (H8)', async () => {
  const other = { clientId, address: 'z@exemple.fr', matchKey: 'z@exemple.fr', source: 'import' }
  await db.clientAddress.create({ data: other })
  const entry = { address: 'zoe@exemple.fr', evidence: null, at: new Date('2025-06-01'), scope: 'all' }
  const { id } = await db.suppression.create({ data: { ...entry, reason: 'complaint' } })
  expect(await mail('2025-11-15')).toBe(0)
  await db.suppression.update({ where: { id }, data: { reason: 'hard-bounce' } })
  expect(await mail('2025-11-15')).toBe(1)
  expect(await db.outgoingMail.findFirstOrThrow()).toMatchObject({ toAddress: 'z@exemple.fr' })
})

test('a few at a time: the mails of the team do not wait behind thousands of notices', async () => {
  for (let number = 0; number < NOTICES_UNDER_WAY; number += 1) {
    const id = await shop.client(`Client ${number}`)
    const address = `client${number}@exemple.fr`
    await db.clientAddress.create({
      data: { clientId: id, address, matchKey: address, isPrimary: true, source: 'import' }
    })
    await shop.buys(`Client ${number}`, '2025-01-10', 1_000)
  }
  await runPoints(db, { now: on('2025-01-11'), settings })
  expect(await mail('2025-11-15')).toBe(NOTICES_UNDER_WAY)
  expect(await mail('2025-11-15')).toBe(0)
  await sent('2025-11-15')
  expect(await mail('2025-11-15')).toBe(1)
})
