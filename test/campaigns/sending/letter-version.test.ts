import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveBatch } from '#src/campaigns/approval-store.ts'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { countOutdated, useNewest } from '#src/campaigns/letter-pin-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { saveLetter } from '#src/delivery/letter/editor.ts'
import { openPostOffice, type PostOffice } from '#src/delivery/post-office.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { silentLog } from '#src/platform/log.ts'
import { seededRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startSmtp, type TestSmtp } from '#test/setup/smtp.ts'
import { addClient, france, instant } from '../people.ts'
import { addSendingMailbox } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
const secrets = secretsOf(randomBytes(32))
const clock = fixedClock(instant('2026-05-13T09:00[Europe/Paris]'))
const mended = 'subject: Votre jour\n---\n<mj-text>{{greeting}} !</mj-text>'

let smtp: TestSmtp
let office: PostOffice

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE campaign, client, mailbox, coupon, sending_pace, letter_template CASCADE`
  clock.set(instant('2026-05-13T09:00[Europe/Paris]'))
  smtp = await startSmtp()
  await addSendingMailbox(database, { secrets, smtpPort: smtp.port })
  office = openPostOffice({ db: prisma, secrets, clock, log: silentLog, holder: 'one' })
  await addClient(database, { name: 'Zoé Girard', birthday: { month: 5, day: 14 } })
})

afterEach(async () => {
  office.close()
  await smtp.close()
})

async function planOn(): Promise<void> {
  await activate(prisma, 'birthday', { now: clock.now(), by: 'owner' })
  await plan()
}

async function plan(): Promise<void> {
  await planTick(database, { now: clock.now(), firm: france, holidays: noHolidays })
}

async function sendAtNine(): Promise<string> {
  clock.set(instant('2026-05-14T09:00[Europe/Paris]'))
  await plan()
  await sendDueFollowUps({
    database,
    postOffice: office,
    clock,
    random: seededRandom(7),
    log: silentLog,
    holder: 'one',
    publicUrl: 'https://crm.atelier.example',
    holidaysOf: async () => noHolidays
  })
  return /^Subject: (.*)$/m.exec(smtp.received[0]?.raw ?? '')?.[1]?.trim() ?? ''
}

async function saveMended(): Promise<void> {
  const letter = { name: 'birthday', language: 'fr' as const, source: mended, by: 'owner', now: clock.now() }
  expect(await saveLetter(prisma, letter)).toMatchObject({ kind: 'saved', version: 1 })
}

test('a letter saved after the planning does not change what is planned, and the ledger tells the version (G7)', async () => {
  await planOn()
  await saveMended()
  expect(await sendAtNine()).toMatch(/Joyeux/)
  expect(await prisma.followUp.findFirstOrThrow()).toMatchObject({ letterFr: 0, letterEn: 0, writtenIn: 'fr' })
})

test('what is planned after it was saved is written with it', async () => {
  await saveMended()
  await planOn()
  expect(await sendAtNine()).toBe('Votre jour')
  expect(await prisma.followUp.findFirstOrThrow()).toMatchObject({ letterFr: 1, letterEn: 0, writtenIn: 'fr' })
})

test('a correction is taken over into what is planned by an act of its own, and has to be approved again', async () => {
  const { definition } = await findCampaign(prisma, 'birthday')
  const asked = { definition: { ...definition, approval: 'batch' as const }, by: 'owner', now: clock.now() }
  await saveDefinition(prisma, 'birthday', asked)
  await planOn()
  await approveBatch(prisma, 'birthday', { by: 'owner', now: clock.now() })
  await saveMended()
  expect(await countOutdated(prisma, 'birthday')).toBe(1)
  expect(await countOutdated(prisma, 'thanks')).toBe(0)
  expect(await useNewest(prisma, 'birthday', { now: clock.now() })).toBe(1)
  expect(await countOutdated(prisma, 'birthday')).toBe(0)
  expect(await prisma.followUp.findFirstOrThrow()).toMatchObject({ letterFr: 1, approvedAt: null, state: 'planned' })
  await approveBatch(prisma, 'birthday', { by: 'owner', now: clock.now() })
  expect(await sendAtNine()).toBe('Votre jour')
})
