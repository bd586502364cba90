import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#src/platform/clock.ts'
import { eml } from '#test/keywords/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import { testWorld as webWorld } from '#test/web/world.ts'
import { openWeb, type OpenWeb } from '#workers/web.ts'
import { CONTACT, fieldOf, openBirthdayShop, type BirthdayShop } from './birthday-shop.ts'

const ZOE = 'zoe@client.example'
const LUC = 'luc@client.example'
/** More than are past the gate at once (docs/decisions/020). */
const CROWD = Array.from({ length: 20 }, (_, number) => `client-${number}@client.example`)
const PEOPLE = [ZOE, LUC, ...CROWD]

const database = await testDatabase()
const { prisma } = database
let shop: BirthdayShop
let web: OpenWeb

beforeAll(async () => {
  shop = await openBirthdayShop(database, { clients: PEOPLE, boxes: PEOPLE })
  web = await openWeb({ ...webWorld(database), clock: systemClock }, { host: '127.0.0.1', port: 0 })
  await shop.planBirthdays('birthday')
  await shop.send()
})

afterAll(async () => {
  await web?.close()
  await shop?.stop()
})

describe('the link by which a mail program leaves for its user, in the mail that arrived (H9, RFC 8058)', () => {
  it('stands in the mail beside the sign that one POST is enough', async () => {
    const [mail = ''] = await shop.mailsIn(ZOE, 'INBOX', 1)
    expect(fieldOf(mail, 'List-Unsubscribe')).toMatch(/^<https:\/\/crm\.shop\.example\/u\/[0-9a-f-]{36}>, <mailto:/)
    expect(fieldOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  })

  it('changes nothing when it is only looked at, and leaves by a POST without cookie, proof or redirect', async () => {
    const link = await linkOf(ZOE)
    const looked = await fetch(link, { redirect: 'manual' })
    expect([looked.status, await suppressed(ZOE)]).toEqual([200, null])
    const left = await oneClick(link)
    expect([left.status, left.headers.get('set-cookie'), left.headers.get('location')]).toEqual([200, null, null])
    expect(await suppressed(ZOE)).toMatchObject({ reason: 'unsubscribed' })
    expect((await oneClick(link)).status).toBe(200)
    const { clientId } = await prisma.clientAddress.findUniqueOrThrow({ where: { address: ZOE } })
    const withdrawn = await prisma.consentEntry.findMany({ where: { clientId, state: 'withdrawn' } })
    expect(withdrawn).toMatchObject([{ method: 'unsubscribe-link' }])
  })
})

it('leaving holds for mails that are claimed, composed and waiting for the server already', async () => {
  await shop.planBirthdays('birthday-again', 60)
  const { knocked, open } = shop.closeDoor()
  const sending = shop.send()
  await knocked
  for (const address of CROWD) expect((await oneClick(await linkOf(address))).status).toBe(200)
  const waiting = (await Promise.all(CROWD.map(rowOf('birthday-again')))).filter(({ state }) => state === 'claimed')
  expect(waiting).not.toEqual([])
  open()
  await sending
  // They are kept back at the gate; why is found out when their sender's claim has run out.
  await prisma.followUp.updateMany({ where: { state: 'claimed' }, data: { claimedUntil: new Date(0) } })
  await shop.send()
  const ended = await Promise.all(waiting.map(({ address }) => rowOf('birthday-again')(address)))
  expect(ended).toEqual(waiting.map(({ address }) => ({ address, state: 'skipped', reason: 'suppressed' })))
  for (const { address } of waiting) expect(await shop.mailsIn(address, 'INBOX', 1)).toHaveLength(1)
})

it('who answers STOP gets nothing more, and the answer is kept as proof (F7)', async () => {
  const [mail = ''] = await shop.mailsIn(LUC, 'INBOX', 2)
  const answer = {
    From: `Luc Petit <${LUC}>`,
    To: CONTACT,
    Subject: `Re: ${fieldOf(mail, 'Subject')}`,
    'In-Reply-To': fieldOf(mail, 'Message-ID'),
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': '<stop@client.example>'
  }
  await shop.dovecot.deliver(CONTACT, eml(answer, 'STOP\n\n> Bonjour Luc, toute l’équipe vous souhaite\n'))
  await shop.readAndWork()
  expect(await suppressed(LUC)).toMatchObject({ reason: 'stop-reply' })
  const proof = await prisma.message.findFirstOrThrow({ where: { messageIdHeader: 'stop@client.example' } })
  const { clientId } = await prisma.clientAddress.findUniqueOrThrow({ where: { address: LUC } })
  expect(await prisma.consentEntry.findFirst({ where: { clientId, state: 'withdrawn' } })).toMatchObject({
    method: 'stop-reply',
    evidence: `message:${proof.id}`
  })
  await shop.planBirthdays('birthday-once-more', 70)
  await shop.send()
  expect(await rowOf('birthday-once-more')(LUC)).toMatchObject({ state: 'skipped' })
  expect(await shop.mailsIn(LUC, 'INBOX', 2)).toHaveLength(2)
})

/** The link of a client's first mail, on the pages that answer here. */
async function linkOf(address: string): Promise<string> {
  const [mail = ''] = await shop.mailsIn(address, 'INBOX', 1)
  const path = /<https:\/\/crm\.shop\.example(\/u\/[^>]+)>/.exec(fieldOf(mail, 'List-Unsubscribe'))?.[1] ?? ''
  return `http://127.0.0.1:${web.port}${path}`
}

/** As a mail program does it for its user (RFC 8058, section 3.2). */
function oneClick(link: string): Promise<Response> {
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  return fetch(link, { method: 'POST', body, redirect: 'manual', credentials: 'omit' })
}

function suppressed(address: string) {
  return prisma.suppression.findFirst({ where: { address, liftedAt: null } })
}

/** What became of a client's mail of a campaign. */
function rowOf(campaign: string) {
  return async (address: string) => {
    const about = { campaign: { name: campaign }, client: { addresses: { some: { address } } } }
    const { state, reason } = await prisma.followUp.findFirstOrThrow({ where: about })
    return { address, state, reason }
  }
}
