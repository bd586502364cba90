import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { dashboard, refreshDashboard } from '#src/insights/dashboard/dashboard.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { testDatabase } from '#test/setup/database.ts'
import { openShop } from '#test/insights/shop.ts'
import { addMailbox } from './shop.ts'
import { OWNER, ownerIn, testWorld, visitor, type Visitor } from './world.ts'

const database = await testDatabase()
const { prisma } = database
const world = testWorld(database)
const owner = await ownerIn(world)
let token: string
let clientId: string
let guest: Visitor

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE campaign, client, outgoing_mail, mailbox CASCADE`
  await addMailbox({ db: prisma })
  const shop = openShop(prisma)
  clientId = await shop.client('Zoé Girard')
  await prisma.client.update({ where: { id: clientId }, data: { language: 'fr' } })
  await shop.followsUp('Zoé Girard', '2026-11-20T10:00:00Z')
  token = (await prisma.followUp.findFirstOrThrow()).linkToken
  guest = visitor(world)
})

const say = (opinion: string, comment = '') =>
  guest.ask(`/o/${token}`, { method: 'POST', body: new URLSearchParams({ opinion, comment }) })
const answers = () => prisma.interaction.findMany({ where: { kind: 'satisfaction' } })

test('the link of a mail shows the answer that was clicked, and changes nothing: programs open links by themselves (H9)', async () => {
  const answer = await guest.ask(`/o/${token}?a=unhappy`)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(html).toContain('Tout s’est bien passé')
  expect(html).toMatch(/value="unhappy" checked|checked[^>]*value="unhappy"/)
  expect(html).not.toContain('Zoé')
  expect(await answers()).toEqual([])
  expect(await prisma.insightAlert.count()).toBe(0)
})

test('an answer stands on the timeline, with the words; answering again changes it (F9)', async () => {
  expect((await say('happy')).status).toBe(200)
  expect(await answers()).toMatchObject([
    { clientId, state: 'happy', title: 'Tout s’est très bien passé', direction: 'in' }
  ])
  await say('fair', 'Un peu long')
  expect(await answers()).toMatchObject([{ clientId, state: 'fair', body: 'Un peu long' }])
  expect(await (await owner.ask(`/clients/${clientId}`)).text()).toContain('Un peu long')
  expect(await prisma.outgoingMail.count()).toBe(0)
})

test('an unhappy answer alerts the team at once: on today’s page, and by mail to whose client it is, else the owner (F9)', async () => {
  expect((await say('unhappy', 'La tasse est arrivée cassée')).status).toBe(200)
  expect(await (await owner.ask('/')).text()).toMatch(/Zoé Girard[\s\S]*a donné un avis négatif\s: appelez aujourd’hui/)
  const [mail] = await prisma.outgoingMail.findMany()
  expect(mail).toMatchObject({ purpose: 'alert', toAddress: OWNER.email, subject: 'Avis négatif de Zoé Girard' })
  expect(mail?.text).toContain('La tasse est arrivée cassée')
  expect(mail?.text).toContain(`/clients/${clientId}`)
  await say('unhappy')
  expect(await prisma.outgoingMail.count()).toBe(1)
})

test('the mail goes to the member whose client it is', async () => {
  const member = await prisma.member.create({ data: { name: 'Luc', email: 'luc@boutique.example', role: 'member' } })
  await prisma.client.update({ where: { id: clientId }, data: { ownerId: member.id } })
  await say('unhappy')
  expect(await prisma.outgoingMail.findMany()).toMatchObject([{ toAddress: 'luc@boutique.example' }])
})

test('the dashboard counts what was answered', async () => {
  await say('unhappy')
  const now = world.clock.now()
  await refreshDashboard(prisma, {
    today: now.toZonedDateTimeISO('Europe/Paris').toPlainDate().toString(),
    settings: settingsFrom([])
  })
  const board = await dashboard(prisma, { now: Temporal.Instant.from(now), period: 'month' })
  expect(board.satisfaction.now).toEqual({ answers: 1, happy: 0, unhappy: 1 })
})

test.each(['', 'delighted'])('"%s" is no answer: the question is asked again', async (opinion) => {
  expect((await say(opinion)).status).toBe(422)
  expect(await answers()).toEqual([])
})

test.each(['nonsense', '00000000-0000-4000-8000-000000000000'])('the token %s leads nowhere', async (wrong) => {
  expect((await guest.ask(`/o/${wrong}`)).status).toBe(404)
  const body = new URLSearchParams({ opinion: 'happy' })
  expect((await guest.ask(`/o/${wrong}`, { method: 'POST', body })).status).toBe(404)
})

test('of who was erased since, no answer and no words are kept (J5)', async () => {
  await prisma.client.update({ where: { id: clientId }, data: { state: 'erased', name: '' } })
  expect((await say('unhappy', 'Signé Zoé Girard')).status).toBe(404)
  expect(await answers()).toEqual([])
  expect(await prisma.outgoingMail.count()).toBe(0)
})
