import { setTimeout as pause } from 'node:timers/promises'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activate, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { countOutcomes } from '#src/campaigns/report-store.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import { fileCopies } from '#src/mailbox/file-copies.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { startWatching, type Watching } from '#src/mailbox/watch-all.ts'
import { readConfig } from '#src/platform/config.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { addClient, france } from '#test/campaigns/people.ts'
import { eml } from '#test/keywords/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import { freePort } from '#test/setup/port.ts'
import { effectHandlers } from '#workers/effects.ts'
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { sync, testWorld, until } from './mailbox-world.ts'
import { authForPostfix, startPostfix, type Postfix } from './postfix.ts'

const CONTACT = 'contact@shop.example'
const ZOE = 'zoe@client.example'
const PAUL = 'paul@client.example'
const NOBODY = 'nobody@client.example'
const EVE = 'eve@client.example'
const FAY = 'fay@client.example'
const GIL = 'gil@client.example'
const PASSWORD = 'secret'

const database = await testDatabase()
const { prisma } = database
const world: World = testWorld(database)
let dovecot: Dovecot
let postfix: Postfix
let mailbox: Mailbox

beforeAll(async () => {
  const authPort = await freePort()
  const users = Object.fromEntries([CONTACT, ZOE, PAUL, EVE, FAY, GIL].map((user) => [user, PASSWORD]))
  dovecot = await startDovecot({ users, configuration: authForPostfix(authPort) })
  postfix = await startPostfix(dovecot, { domains: ['shop.example', 'client.example'], authPort })
  const loopback = { host: '127.0.0.1', tls: 'none' } as const
  const connected = await connectMailbox(world, {
    address: CONTACT,
    imap: { ...loopback, port: dovecot.port },
    smtp: { ...loopback, port: postfix.port },
    username: CONTACT,
    credential: { kind: 'password', password: PASSWORD },
    capabilitiesOff: []
  })
  mailbox = connected.mailbox
  await planBirthdays()
  await send()
})

afterAll(async () => {
  await postfix?.stop()
  await dovecot?.stop()
})

/** It is everybody's birthday today, at any hour. */
async function planBirthdays(): Promise<void> {
  const now = Temporal.Now.instant()
  const { month, day } = now.toZonedDateTimeISO(france.zone)
  for (const address of [ZOE, PAUL, NOBODY]) await addClient(database, { address, birthday: { month, day } })
  const definition = Definition.parse({
    ...readyMade('birthday')?.definition,
    steps: [{ template: 'birthday', at: '00:00' }],
    window: { opens: '00:00', closes: '00:00' }
  })
  const since = { now: now.subtract({ hours: 48 }), by: 'owner' }
  await saveDefinition(prisma, 'birthday', { definition, ...since })
  await activate(prisma, 'birthday', since)
  await planTick(database, { now, firm: france, holidays: noHolidays })
}

async function send(): Promise<void> {
  const common = { clock: world.clock, log: silentLog, holder: 'test' }
  const postOffice = openPostOffice({ db: prisma, secrets: world.secrets, ...common })
  const publicUrl = 'https://crm.shop.example'
  const holidaysOf = async () => noHolidays
  await sendDueFollowUps({ database, postOffice, random: secureRandom, publicUrl, holidaysOf, ...common })
  postOffice.close()
}

async function readAndWork(): Promise<void> {
  await sync(world, mailbox)
  const handlers = effectHandlers({ ...world, config: readConfig({}, {}) })
  await runEffects(database, handlers, { clock: world.clock, log: silentLog })
}

/** The mails of a folder, once there are so many. */
async function mailsIn(user: string, folder: string, count: number): Promise<string[]> {
  for (;;) {
    const text = await dovecot.doveadm('fetch', '-u', user, 'text', 'mailbox', folder)
    const mails = text.split(/^text:$/m).filter((each) => each.trim() !== '')
    if (mails.length >= count) return mails
    await pause(50)
  }
}

function fieldOf(mail: string, name: string): string {
  const unfolded = mail.replaceAll(/\r?\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? ''
}

async function stateOf(address: string): Promise<string> {
  const row = await prisma.followUp.findFirstOrThrow({
    where: { client: { addresses: { some: { address } } } },
    select: { state: true }
  })
  return row.state
}

async function outcomes() {
  const campaign = await prisma.campaign.findUniqueOrThrow({ where: { name: 'birthday' } })
  return countOutcomes(prisma, campaign.id)
}

it('a follow-up arrives, and its copy lies in Sent though the provider makes none; read there, it is known for ours', async () => {
  const [mail = ''] = await mailsIn(ZOE, 'INBOX', 1)
  expect(fieldOf(mail, 'From')).toContain(CONTACT)
  await fileCopies(world)
  const copies = await mailsIn(CONTACT, 'Sent', 3)
  expect(copies.map((copy) => fieldOf(copy, 'Message-ID'))).toContain(fieldOf(mail, 'Message-ID'))
  expect(await prisma.sentCopy.count()).toBe(0)
  await readAndWork()
  expect(await stateOf(ZOE)).toBe('sent')
})

it('of an outcome that nobody knows, the copy in Sent tells that it was sent (H2)', async () => {
  await prisma.followUp.updateMany({ data: { state: 'unknown', reason: 'sender-died' } })
  await send()
  expect([await stateOf(ZOE), await stateOf(PAUL)]).toEqual(['sent', 'sent'])
  expect(await mailsIn(ZOE, 'INBOX', 1)).toHaveLength(1)
})

it('what comes back from an address that is not there is told of the follow-up, and the address left alone (H8)', async () => {
  await mailsIn(CONTACT, 'INBOX', 1)
  await readAndWork()
  expect(await prisma.suppression.findFirst({ where: { address: NOBODY } })).toMatchObject({ reason: 'hard-bounce' })
  expect(await outcomes()).toMatchObject({ bounced: 1 })
})

it('an answer is counted as one, an absence is not', async () => {
  const [mail = ''] = await mailsIn(ZOE, 'INBOX', 1)
  const answering = {
    From: ZOE,
    To: CONTACT,
    Subject: 'Re: Joyeux anniversaire',
    'In-Reply-To': fieldOf(mail, 'Message-ID')
  }
  const now = new Date().toUTCString().replace('GMT', '+0000')
  const absence = { ...answering, Date: now, 'Message-ID': '<absent@client.example>', 'Auto-Submitted': 'auto-replied' }
  await dovecot.deliver(CONTACT, eml(absence, 'Je suis absente jusqu’au 12.'))
  await readAndWork()
  expect(await outcomes()).toMatchObject({ answered: 0 })
  await dovecot.deliver(
    CONTACT,
    eml({ ...answering, Date: now, 'Message-ID': '<thanks@client.example>' }, 'Merci, à samedi !')
  )
  await readAndWork()
  expect(await outcomes()).toMatchObject({ answered: 1 })
})

it('the mail that a mail program sends to leave takes its sender off at once, with the mail as proof (H9)', async () => {
  const [mail = ''] = await mailsIn(PAUL, 'INBOX', 1)
  const [, to = '', subject = ''] = /<mailto:([^?>]+)\?subject=([^>]+)>/.exec(fieldOf(mail, 'List-Unsubscribe')) ?? []
  expect(to).toBe(CONTACT)
  const leaving = {
    From: PAUL,
    To: to,
    Subject: decodeURIComponent(subject),
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': '<leave@client.example>'
  }
  await dovecot.deliver(CONTACT, eml(leaving, ''))
  await readAndWork()
  expect(await prisma.suppression.findFirst({ where: { address: PAUL } })).toMatchObject({
    reason: 'unsubscribed',
    liftedAt: null
  })
  const withdrawn = await prisma.consentEntry.findFirstOrThrow({ where: { state: 'withdrawn' } })
  const proof = await prisma.message.findFirstOrThrow({ where: { messageIdHeader: 'leave@client.example' } })
  expect(withdrawn.evidence).toBe(`message:${proof.id}`)
})

describe('with a watcher at the end of a wire that can be pulled', () => {
  let wire: CuttingProxy
  let watching: Watching

  beforeAll(async () => {
    wire = await startCuttingProxy(dovecot.port)
    await prisma.mailbox.update({ where: { id: mailbox.id }, data: { imapPort: wire.port } })
    watching = await watchOn()
  })
  afterAll(async () => {
    await watching.stop()
    await wire.stop()
  })

  /** Watches, until the mailbox has been read through. */
  async function watchOn(): Promise<Watching> {
    await prisma.mailboxLook.updateMany({ data: { lookedAt: new Date(0) } })
    const begun = startWatching(world, { holder: 'watcher', onSettled: () => undefined })
    await until(async () => (await prisma.mailboxLook.count({ where: { lookedAt: { gt: new Date(0) } } })) === 1)
    return begun
  }

  /** A follow-up that is due now, and that what the client has written within the hour stops. */
  async function planStoppable(address: string): Promise<void> {
    const now = Temporal.Now.instant()
    const { month, day } = now.toZonedDateTimeISO(france.zone)
    const clientId = await addClient(database, { address, birthday: { month, day } })
    await planTick(database, { now, firm: france, holidays: noHolidays })
    const stopsSince = new Date(Date.now() - 3_600_000)
    await prisma.followUp.updateMany({ where: { clientId, state: 'planned' }, data: { stopsSince } })
  }

  /** What was put off is due again. */
  async function letTimePass(): Promise<void> {
    await prisma.followUp.updateMany({ where: { state: 'planned' }, data: { dueAt: new Date() } })
  }

  async function answer(from: string): Promise<void> {
    const date = new Date().toUTCString().replace('GMT', '+0000')
    const fields = { From: from, To: CONTACT, Subject: 'Une question', Date: date, 'Message-ID': `<to-now-${from}>` }
    await dovecot.deliver(CONTACT, eml(fields, 'Avez-vous encore des lampes ?'))
  }

  function rowOf(address: string) {
    return prisma.followUp.findFirstOrThrow({
      where: { client: { addresses: { some: { address } } } },
      select: { state: true, reason: true, detail: true }
    })
  }

  it('an answer of this moment stops it, for the mailbox is read up to now (H4, H5)', async () => {
    await planStoppable(GIL)
    await answer(GIL)
    await send()
    expect(await rowOf(GIL)).toMatchObject({ state: 'skipped', reason: 'replied' })
  })

  it('an answer that came while the wire was pulled is not passed over: it waits, says why, and stops (H4, H5)', async () => {
    await planStoppable(EVE)
    wire.hold()
    await answer(EVE)
    await send()
    expect(await rowOf(EVE)).toEqual({ state: 'planned', reason: 'mailbox-unread', detail: CONTACT })
    wire.release()
    await letTimePass()
    await send()
    expect(await rowOf(EVE)).toMatchObject({ state: 'skipped', reason: 'replied' })
  })

  it('while no watcher runs it waits, and goes when one is back', async () => {
    await planStoppable(FAY)
    await watching.stop()
    await send()
    expect(await rowOf(FAY)).toEqual({ state: 'planned', reason: 'mailbox-unread', detail: CONTACT })
    watching = await watchOn()
    await letTimePass()
    await send()
    expect(await rowOf(FAY)).toEqual({ state: 'sent', reason: null, detail: null })
    expect(await mailsIn(FAY, 'INBOX', 1)).toHaveLength(1)
  })
})
