import { beforeEach, expect, test } from 'vitest'
import { activate } from '#src/campaigns/campaign-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { resetSetting, writeSettings } from '#src/platform/setting-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, france, instant } from '../campaigns/people.ts'
import { testWorld, visitor } from './world.ts'

const database = await testDatabase()
const { prisma } = database
const world = testWorld(database)
let token: string
let clientId: string

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE campaign, client, suppression CASCADE`
  clientId = await addClient(database, { name: 'Zoé Girard', birthday: { month: 5, day: 14 } })
  await prisma.client.update({ where: { id: clientId }, data: { language: 'fr' } })
  await activate(prisma, 'birthday', { now: instant('2026-05-01T00:00[Europe/Paris]'), by: 'owner' })
  await planTick(database, { now: instant('2026-05-14T09:00[Europe/Paris]'), firm: france, holidays: noHolidays })
  token = (await prisma.followUp.findFirstOrThrow()).linkToken
})

const lastConsent = () => prisma.consentEntry.findFirstOrThrow({ where: { clientId }, orderBy: { recordedAt: 'desc' } })

test('looking at the page of leaving changes nothing: programs open the links of mails by themselves (H9)', async () => {
  const answer = await visitor(world).ask(`/u/${token}`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('Ne plus recevoir')
  expect(await lastConsent()).toMatchObject({ state: 'given' })
})

test('one click leaves: no cookie, no proof, no redirect (RFC 8058)', async () => {
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const answer = await visitor(world).ask(`/u/${token}`, { method: 'POST', body })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Set-Cookie')).toBeNull()
  expect(await lastConsent()).toMatchObject({ state: 'withdrawn' })
  expect(await prisma.suppression.count({ where: { reason: 'unsubscribed', liftedAt: null } })).toBeGreaterThan(0)
})

test('whoever has left is told so, and how to come back', async () => {
  await visitor(world).ask(`/u/${token}`, { method: 'POST', body: '' })
  const html = await (await visitor(world).ask(`/u/${token}`)).text()
  expect(html).toContain('Vous ne recevez déjà plus nos mails')
  expect(html).toContain(`href="/p/${token}"`)
  expect(html).not.toContain('<form')
})

test('the pages are in the language of the client and say nothing of them that they did not say', async () => {
  await prisma.client.update({ where: { id: clientId }, data: { language: 'en' } })
  const text = await (await visitor(world).ask(`/p/${token}`)).text()
  expect(text).toContain('What you receive from us')
  expect(text).not.toContain('Zoé')
  expect(text).not.toContain('@')
})

test('choosing to hear from us again is a new consent with its words, and lifts what was withdrawn', async () => {
  const guest = visitor(world)
  await guest.ask(`/u/${token}`, { method: 'POST', body: '' })
  await guest.ask(`/p/${token}`, { method: 'POST', body: new URLSearchParams({ marketing: 'yes' }) })
  expect(await lastConsent()).toMatchObject({ state: 'given', basis: 'express', method: 'page' })
  expect(await prisma.suppression.count({ where: { liftedAt: null } })).toBe(0)
})

test('a box that stood ticked and was left so is no consent: nothing is written down', async () => {
  await prisma.consentEntry.deleteMany({ where: { clientId } })
  const guest = visitor(world)
  expect(await guest.text(`/p/${token}`)).toMatch(/name="marketing"[^>]*checked/)
  const answer = await guest.ask(`/p/${token}`, { method: 'POST', body: new URLSearchParams({ marketing: 'yes' }) })
  expect(answer.status).toBe(200)
  expect(await prisma.consentEntry.count({ where: { clientId } })).toBe(0)
  await guest.ask(`/p/${token}`, { method: 'POST', body: '' })
  expect(await lastConsent()).toMatchObject({ state: 'withdrawn' })
})

test('the ledger keeps the words that were shown, also where they changed while the client was reading (J1)', async () => {
  const guest = visitor(world)
  await writeSettings(prisma, { 'consent.marketing.fr': 'Oui, écrivez-moi.' })
  const page = await guest.text(`/p/${token}`)
  expect(page).toContain('Oui, écrivez-moi.')
  const shown = /name="wording" value="(\d+)"/.exec(page)?.[1] ?? ''
  await writeSettings(prisma, { 'consent.marketing.fr': 'Oui, écrivez-moi chaque jour.' })
  const agree = async (wording: string) => {
    await guest.ask(`/u/${token}`, { method: 'POST', body: '' })
    await guest.ask(`/p/${token}`, { method: 'POST', body: new URLSearchParams({ marketing: 'yes', wording }) })
  }
  await agree(shown)
  expect(await lastConsent()).toMatchObject({ wording: 'Oui, écrivez-moi.' })
  await agree('999')
  expect(await lastConsent()).toMatchObject({ wording: 'Oui, écrivez-moi chaque jour.' })
  await resetSetting(prisma, 'consent.marketing.fr')
  await agree('')
  expect(await lastConsent()).toMatchObject({ wording: expect.stringContaining('Je souhaite recevoir') })
  const versions = await prisma.consentWording.findMany({ orderBy: { version: 'asc' } })
  expect(versions.map(({ text }) => text)).toEqual(['Oui, écrivez-moi.', 'Oui, écrivez-moi chaque jour.', ''])
})

test('the pages wear the firm’s colour and picture', async () => {
  const guest = visitor(world)
  expect(await guest.text(`/p/${token}`)).toContain('href="/firm/style.css"')
  expect(await guest.text('/firm/style.css')).toBe('')
  await writeSettings(prisma, { 'firm.colour': '#ffe14d' })
  const style = await guest.ask('/firm/style.css')
  expect(style.headers.get('Content-Type')).toContain('text/css')
  expect(await style.text()).toContain('--front: #ffe14d; --front-ink: #000000')
  expect((await guest.ask('/firm/logo/0123456789abcdef')).status).toBe(404)
})

test.each(['nonsense', '00000000-0000-4000-8000-000000000000', "'; DROP TABLE client; --"])(
  'the token %s leads nowhere, whatever is asked of it',
  async (wrong) => {
    const guest = visitor(world)
    for (const place of ['u', 'p']) {
      expect((await guest.ask(`/${place}/${encodeURIComponent(wrong)}`)).status).toBe(404)
      expect((await guest.ask(`/${place}/${encodeURIComponent(wrong)}`, { method: 'POST', body: '' })).status).toBe(404)
    }
    expect(await lastConsent()).toMatchObject({ state: 'given' })
  }
)
