import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostOffice, CLAIM_ABANDONED_MS } from '#src/delivery/post-office.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import type { NewOutgoingMail } from '#src/delivery/outgoing-store.ts'
import { setPace, takePace } from '#src/delivery/pace-store.ts'
import { dateOf, fixedClock } from '#src/platform/clock.ts'
import { silentLog } from '#src/platform/log.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startSmtp, type TestSmtp } from '#test/setup/smtp.ts'

const database = await testDatabase()
const db = database.prisma
const secrets = secretsOf(randomBytes(32))

let smtp: TestSmtp
let clock: ReturnType<typeof fixedClock>
let mailboxId: string

beforeEach(async () => {
  clock = fixedClock('2026-03-02T09:00:00Z')
  smtp = await startSmtp()
  mailboxId = await addMailbox(smtp.port)
})

afterEach(async () => {
  await db.outgoingMail.deleteMany()
  await db.mailbox.deleteMany()
  await smtp.close()
})

async function addMailbox(smtpPort: number): Promise<string> {
  const id = '01890000-0000-7000-8000-000000000001'
  await db.mailbox.create({
    data: {
      id,
      address: 'contact@atelier.example',
      imapHost: '127.0.0.1',
      imapPort: 1,
      imapTls: 'none',
      smtpHost: '127.0.0.1',
      smtpPort,
      smtpTls: 'none',
      username: 'contact',
      secret: Buffer.from(secrets.seal(JSON.stringify({ kind: 'password', password: 'x' }), `mailbox:${id}`))
    }
  })
  return id
}

function receipt(more: Partial<NewOutgoingMail> = {}): NewOutgoingMail {
  return {
    purpose: 'receipt',
    key: 'message-1',
    mailbox: { id: mailboxId, address: 'contact@atelier.example' },
    to: { name: 'Claire', address: 'claire@atelier.example' },
    subject: 'Fait : #vip',
    text: 'Le fil porte maintenant « vip ».',
    automatic: true,
    by: 'keywords',
    notBefore: dateOf(clock.now()),
    ...more
  }
}

async function sendAll(holder = 'sender-1'): Promise<void> {
  const office = openPostOffice({ db, secrets, clock, log: silentLog, holder })
  try {
    await office.sendDue(10)
  } finally {
    office.close()
  }
}

async function onlyRow() {
  return db.outgoingMail.findFirstOrThrow()
}

test('of a mail that opens an account neither copy nor link is kept; of others both', async () => {
  const link = 'https://crm.example/sign-in/link/only-for-the-owner'
  await queueMail(db, receipt({ purpose: 'sign-in', text: link }))
  await sendAll()
  expect(smtp.received[0]?.raw).toContain('only-for-the-owner')
  expect(await onlyRow()).toMatchObject({ state: 'sent', text: '' })
  expect(await db.sentCopy.count()).toBe(0)
  await db.outgoingMail.deleteMany()
  await queueMail(db, receipt())
  await sendAll()
  expect((await onlyRow()).text).not.toBe('')
  expect(await db.sentCopy.count()).toBe(1)
})

test('a recorded mail is sent once, marked automatic, under the Message-ID of its row', async () => {
  const { messageId } = await queueMail(db, receipt())
  await queueMail(db, receipt({ subject: 'the same cause again' }))
  await sendAll()
  await sendAll('sender-2')
  expect(smtp.received).toHaveLength(1)
  expect(smtp.received[0]?.raw).toContain('Auto-Submitted: auto-generated')
  expect(smtp.received[0]?.raw).toContain(`<${messageId}>`)
  expect(await onlyRow()).toMatchObject({ state: 'sent', attempts: 1 })
})

test('a mail whose transaction is rolled back is never sent', async () => {
  const rollBack = db.$transaction(async (tx) => {
    await queueMail(tx, receipt())
    throw new Error('the cause did not happen')
  })
  await expect(rollBack).rejects.toThrow('did not happen')
  await sendAll()
  expect(smtp.received).toHaveLength(0)
})

test('a temporary refusal waits and is tried again; after a day it is given up with its reason (H3)', async () => {
  await queueMail(db, receipt())
  await db.outgoingMail.updateMany({ data: { createdAt: dateOf(clock.now()) } })
  smtp.answer = () => ({ kind: 'refuse', code: 451, text: '4.3.0 come back later' })
  await sendAll()
  expect(await onlyRow()).toMatchObject({ state: 'planned', attempts: 1 })
  await sendAll()
  expect(await onlyRow()).toMatchObject({ attempts: 1 })
  clock.advance({ hours: 25 })
  await sendAll()
  const row = await onlyRow()
  expect(row.state).toBe('failed')
  expect(row.reason).toContain('come back later')
})

test('a connection cut after the whole mail was handed over leaves it unknown and is not tried again (H2)', async () => {
  await queueMail(db, receipt())
  smtp.answer = () => ({ kind: 'cut' })
  await sendAll()
  expect(await onlyRow()).toMatchObject({ state: 'unknown' })
  clock.advance({ hours: 3 })
  await sendAll()
  expect(smtp.received).toHaveLength(1)
})

test('what a dead sender had only claimed goes out; what it was handing over becomes unknown', async () => {
  const first = await queueMail(db, receipt())
  const second = await queueMail(db, receipt({ key: 'message-2' }))
  const claimedAt = dateOf(clock.now())
  await db.outgoingMail.update({ where: { id: first.id }, data: { state: 'claimed', claimedBy: 'dead', claimedAt } })
  await db.outgoingMail.update({ where: { id: second.id }, data: { state: 'sending', claimedBy: 'dead', claimedAt } })
  clock.advance({ milliseconds: CLAIM_ABANDONED_MS + 1 })
  await sendAll()
  const states = await db.outgoingMail.findMany({ orderBy: { key: 'asc' }, select: { state: true } })
  expect(states).toEqual([{ state: 'sent' }, { state: 'unknown' }])
})

test('the pace is shared, refills with time and never gives more than a minute or a day holds (H7)', async () => {
  await setPace(db, mailboxId, { perMinute: 6, perDay: 8 })
  const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, seconds))
  const grants = await Promise.all([4, 4].map((wanted) => takePace(db, mailboxId, wanted, at(0))))
  expect(grants[0]! + grants[1]!).toBe(6)
  expect(await takePace(db, mailboxId, 1, at(5))).toBe(0)
  expect(await takePace(db, mailboxId, 5, at(20))).toBe(2)
  expect(await takePace(db, mailboxId, 5, at(300))).toBe(0)
})
