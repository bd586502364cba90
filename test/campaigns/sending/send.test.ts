import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { activate } from '#src/campaigns/campaign-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { suppressAddresses } from '#src/clients/suppression-store.ts'
import { saveTemplate } from '#src/delivery/letter/template-store.ts'
import { openPostOffice, type PostOffice } from '#src/delivery/post-office.ts'
import { setPace } from '#src/delivery/pace-store.ts'
import { redeem } from '#src/offers/redeem.ts'
import { dateOf, fixedClock } from '#src/platform/clock.ts'
import { silentLog } from '#src/platform/log.ts'
import { seededRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startSmtp, type TestSmtp } from '#test/setup/smtp.ts'
import { addClient, france, instant } from '../people.ts'
import { addSendingMailbox, MAILBOX } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
const secrets = secretsOf(randomBytes(32))
const NINE = '2026-05-14T09:00[Europe/Paris]'

let smtp: TestSmtp
let clock: ReturnType<typeof fixedClock>
let offices: PostOffice[]

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE campaign, client, suppression, mailbox, coupon, sending_pace CASCADE`
  smtp = await startSmtp()
  clock = fixedClock(instant('2026-05-13T20:00[Europe/Paris]'))
  offices = []
  await addSendingMailbox(database, { secrets, smtpPort: smtp.port })
  await switchOnBirthdays()
})

afterEach(async () => {
  for (const office of offices) office.close()
  await smtp.close()
})

async function switchOnBirthdays(): Promise<void> {
  await activate(prisma, 'birthday', { now: clock.now(), by: 'owner' })
}

/** Lets the day of the birthdays come, and plans them. */
async function planBirthdays(): Promise<void> {
  clock.set(instant(NINE))
  await planTick(database, { now: clock.now(), firm: france, holidays: noHolidays })
}

/** Each sender has chance of its own, as in life: with the same seed two would draw the same codes. */
let seeds = 0

function sender(holder: string, publicUrl = 'https://crm.atelier.example', stopping?: AbortSignal) {
  const office = openPostOffice({ db: prisma, secrets, clock, log: silentLog, holder })
  offices.push(office)
  const random = seededRandom(++seeds)
  const context = {
    database,
    postOffice: office,
    clock,
    random,
    log: silentLog,
    holder,
    publicUrl,
    holidaysOf: async () => noHolidays,
    ...(stopping && { stopping })
  }
  return () => sendDueFollowUps(context)
}

const zoe = { name: 'Zoé Girard', address: 'zoe@client.example', birthday: { month: 5, day: 14 } }

test('a birthday mail goes out once, in the words of a letter, with a coupon that can be redeemed', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  await sender('one')()
  await sender('two')()
  expect(smtp.received).toHaveLength(1)
  const [mail] = smtp.received
  expect(mail?.to).toEqual(['zoe@client.example'])
  const row = await prisma.followUp.findFirstOrThrow()
  expect(row.state).toBe('sent')
  expect(mail?.raw).toContain(`<maillon.${row.id}@atelier.example>`)
  const coupon = await prisma.coupon.findFirstOrThrow()
  // To the end of the local day, thirty days after the sending (I2).
  expect(coupon.expiresAt).toEqual(dateOf(instant('2026-06-14T00:00[Europe/Paris]')))
  const order = { code: coupon.code, orderId: 'F-1', amount: 5_000n, currency: 'EUR' }
  const till = { channel: 'counter' as const, by: 'm', source: 'm', now: clock.now() }
  const outcome = await redeem(prisma, order, { stacking: false, marginFloorPercent: 0 }, till)
  expect(outcome).toMatchObject({ kind: 'redeemed', redemption: { discount: 500n } })
})

test('it offers to leave with one click, and says that a machine sent it (H9)', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  await sender('one')()
  const { linkToken } = await prisma.followUp.findFirstOrThrow()
  const header = (smtp.received[0]?.raw ?? '').split('\r\n\r\n', 1)[0]?.replace(/\r\n\s+/g, ' ') ?? ''
  expect(header).toContain(
    `List-Unsubscribe: <https://crm.atelier.example/u/${linkToken}>, <mailto:contact@atelier.example`
  )
  expect(header).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  expect(header).toContain('Auto-Submitted: auto-generated')
  expect(header).not.toMatch(/^Precedence:/m)
})

test('without an address that clients can reach, leaving is by mail and no dead link is sent', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  await sender('one', 'http://localhost:3600')()
  expect(smtp.received[0]?.raw).not.toContain('localhost')
  expect(smtp.received[0]?.raw).toMatch(/^List-Unsubscribe:\s+<mailto:/m)
})

test('a retry after a temporary refusal gives the same code (I1)', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  smtp.answer = () => ({ kind: 'refuse', code: 451, text: '4.3.0 later' })
  await sender('one')()
  const before = await prisma.coupon.findFirstOrThrow()
  smtp.answer = () => ({ kind: 'accept' })
  clock.advance({ minutes: 10 })
  await sender('two')()
  expect(await prisma.coupon.count()).toBe(1)
  expect(smtp.received[0]?.raw.replace(/=\r\n/g, '')).toContain(before.code.slice(-4))
})

test('cut after the last byte it is unknown and not sent again, until its copy is read in the mailbox (H2)', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  smtp.answer = () => ({ kind: 'cut' })
  await sender('one')()
  const { id } = await prisma.followUp.findFirstOrThrow({ where: { state: 'unknown' } })
  smtp.answer = () => ({ kind: 'accept' })
  clock.advance({ hours: 1 })
  await sender('two')()
  expect(smtp.received).toHaveLength(1)
  await storeOwnMail(`maillon.${id}@atelier.example`)
  await sender('three')()
  expect(await prisma.followUp.findFirstOrThrow()).toMatchObject({ state: 'sent' })
})

async function storeOwnMail(messageId: string): Promise<void> {
  const at = dateOf(clock.now())
  const thread = await prisma.thread.create({ data: { subject: 'x', firstAt: at, lastAt: at } })
  await prisma.message.create({
    data: {
      identity: messageId,
      messageIdHeader: messageId,
      threadId: thread.id,
      direction: 'out',
      kind: 'automatic',
      subject: 'Joyeux anniversaire',
      baseSubject: 'Joyeux anniversaire',
      fromName: '',
      fromAddress: 'contact@atelier.example',
      sentAt: at,
      text: '',
      replyText: '',
      signature: '',
      understood: {},
      size: 1
    }
  })
}

test('an address that the server does not know is not written to again; the others are (H3, H8)', async () => {
  await addClient(database, zoe)
  await addClient(database, { ...zoe, address: 'gone@client.example' })
  await planBirthdays()
  smtp.answer = ({ to }) =>
    to.includes('gone@client.example') ? { kind: 'refuse', code: 550, text: '5.1.1 no such user' } : { kind: 'accept' }
  await sender('one')()
  expect(smtp.received.map(({ to }) => to)).toEqual([['zoe@client.example']])
  expect(await prisma.suppression.findFirstOrThrow()).toMatchObject({
    address: 'gone@client.example',
    reason: 'hard-bounce'
  })
})

test('a letter that cannot be written for one client says so and stops nobody else (H3)', async () => {
  const source = 'subject: Mot\n---\n<mj-text>{{squareCode client.name}}</mj-text>'
  const letter = { name: 'birthday', language: 'fr' as const, source, by: 'owner' }
  await saveTemplate(prisma, { ...letter, now: dateOf(clock.now()) })
  await addClient(database, zoe)
  await addClient(database, { ...zoe, name: 'Zoé '.repeat(900), address: 'long@client.example' })
  await planBirthdays()
  await sender('one')()
  await saveTemplate(prisma, { ...letter, source: null, now: dateOf(clock.now()) })
  expect(smtp.received.map(({ to }) => to)).toEqual([[zoe.address]])
  expect(await prisma.followUp.findFirstOrThrow({ where: { state: 'skipped' } })).toMatchObject({
    reason: 'unwritable',
    detail: expect.stringContaining('QR')
  })
})

test('a suppression that comes between planning and sending holds at once (H4)', async () => {
  await addClient(database, zoe)
  await planBirthdays()
  await suppressAddresses(prisma, {
    addresses: ['zoe@client.example'],
    scope: 'marketing',
    reason: 'manual',
    evidence: 'x',
    at: dateOf(clock.now())
  })
  await sender('one')()
  expect(smtp.received).toHaveLength(0)
  expect(await prisma.followUp.findFirstOrThrow()).toMatchObject({ state: 'skipped', reason: 'suppressed' })
})

test('an address that bounced is not written to; the one that is written to is, and both ask the same (H4, H8)', async () => {
  const clientId = await addClient(database, zoe)
  const old = { address: 'old@client.example', matchKey: 'old@client.example', source: 'test' }
  await prisma.clientAddress.create({ data: { ...old, clientId } })
  await planBirthdays()
  const bounced = { scope: 'all', reason: 'hard-bounce', evidence: 'x', at: dateOf(clock.now()) } as const
  await suppressAddresses(prisma, { ...bounced, addresses: [old.address] })
  await sender('one')()
  expect(smtp.received.map(({ to }) => to)).toEqual([[zoe.address]])
  const kept = await prisma.followUpEvent.count({ where: { reason: 'kept' } })
  expect(kept).toBe(0)
})

test('four senders at once send each of forty mails once', async () => {
  for (let each = 0; each < 40; each += 1)
    await addClient(database, { ...zoe, address: `client${each}@client.example` })
  await planBirthdays()
  const drain = async (holder: string) => {
    const send = sender(holder)
    while ((await send()) > 0);
  }
  await Promise.all(['one', 'two', 'three', 'four'].map(drain))
  const addresses = smtp.received.flatMap(({ to }) => to)
  expect(new Set(addresses).size).toBe(40)
  expect(addresses).toHaveLength(40)
})

test('the pace of the account is kept: what may not go now waits, unspoiled (H7)', async () => {
  for (let each = 0; each < 9; each += 1) await addClient(database, { ...zoe, address: `client${each}@client.example` })
  await planBirthdays()
  await prisma.sendingPace.deleteMany()
  await setPace(prisma, MAILBOX, { perMinute: 3, perDay: 100 })
  const send = sender('one')
  while ((await send()) > 0);
  expect(smtp.received).toHaveLength(3)
  clock.advance({ minutes: 1 })
  while ((await send()) > 0);
  expect(smtp.received).toHaveLength(6)
})

test('where something fails on the way, what had not begun is given back at once, with the leave to send it', async () => {
  for (let each = 0; each < 40; each += 1)
    await addClient(database, { ...zoe, address: `client${each}@client.example` })
  await planBirthdays()
  await prisma.sendingPace.updateMany({ data: { perMinute: 40, perDay: 40 } })
  let breaking: Promise<unknown> | undefined
  smtp.answer = () => {
    breaking ??= database.pool.query('ALTER TABLE suppression RENAME TO away')
    return { kind: 'accept' }
  }
  await expect(sender('one')()).rejects.toThrow('suppression')
  await breaking
  await prisma.$executeRaw`ALTER TABLE away RENAME TO suppression`
  const inHand = await prisma.followUp.count({ where: { state: { in: ['claimed', 'sending'] } } })
  expect(inHand).toBeLessThanOrEqual(10)
  const planned = await prisma.followUp.count({ where: { state: 'planned' } })
  expect(planned).toBe(40 - inHand - smtp.received.length)
  expect(await prisma.sendingPace.findFirst()).toMatchObject({ minuteTokens: planned, dayTokens: planned })
})

test('told to stop, it ends what has begun and gives the rest back at once', async () => {
  for (let each = 0; each < 40; each += 1)
    await addClient(database, { ...zoe, address: `client${each}@client.example` })
  await planBirthdays()
  const stopping = new AbortController()
  smtp.answer = () => {
    stopping.abort()
    return { kind: 'accept' }
  }
  await sender('one', undefined, stopping.signal)()
  const rows = await prisma.followUp.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } })
  expect(rows).toEqual([
    { state: 'planned', _count: 40 - smtp.received.length },
    { state: 'sent', _count: smtp.received.length }
  ])
  expect(smtp.received.length).toBeLessThanOrEqual(10)
})
