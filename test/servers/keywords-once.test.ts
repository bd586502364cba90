import { afterAll, beforeAll, expect, it } from 'vitest'
import { keywordEffects } from '#src/keywords/effects.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { addMember } from '#src/team/store.ts'
import { eml } from '#test/keywords/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import type { MadeMail } from '#test/mails.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { fillMaildir } from './maildir.ts'
import { addMailbox, sync, testWorld } from './mailbox-world.ts'

const MARIE = 'marie@shop.example'
const MAILS = 5000
/** One in so many carries a keyword. */
const KEYWORD_EVERY = 50
const KEYWORDS = MAILS / KEYWORD_EVERY

const database = await testDatabase()
const { prisma } = database
const clock = fixedClock('2024-03-12T10:00:00Z')
const world: World = { ...testWorld(database), clock }
let dovecot: Dovecot
let mailbox: Mailbox

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [MARIE]: 'secret' } })
  await addMember(prisma, { name: 'Marie Durand', email: MARIE, role: 'owner' })
  await fillMaildir(dovecot, MARIE, sentMails())
  const imap = { host: '127.0.0.1', port: dovecot.port, tls: 'none' } as const
  mailbox = await addMailbox(world, imap, { address: MARIE, password: 'secret' })
  // Receipts need a way out, though none is taken here.
  await prisma.mailbox.update({
    where: { id: mailbox.id },
    data: { smtpHost: '127.0.0.1', smtpPort: 25, smtpTls: 'none' }
  })
})

afterAll(() => dovecot?.stop())

/** Marie wrote to 500 clients, ten times to each. */
function* sentMails(): Generator<MadeMail> {
  const date = new Date('2024-03-12T09:30:00Z')
  for (let n = 0; n < MAILS; n++) {
    const client = `client${n % 500}@client.example`
    const text = n % KEYWORD_EVERY === 0 ? `Bonjour, c’est parti.\n\n#rappel jeudi colis ${n}` : 'Bonjour, c’est parti.'
    const fields = { From: MARIE, To: client, Subject: `Colis ${n}`, 'Message-ID': `<m${n}@shop.example>` }
    const messageId = `m${n}@shop.example`
    yield { folder: 'Sent', messageId, date, raw: Buffer.from(eml(fields, text).replaceAll('\n', '\r\n')) }
  }
}

/** @returns how many mails were read */
async function readAndWork(): Promise<number> {
  const read = await sync(world, mailbox)
  const handlers = keywordEffects({ clock, fetchRaw: async () => null, preferencesUrl: (token) => token })
  for (;;) {
    const { nextAt } = await runEffects(database, handlers, { clock, log: silentLog })
    if (!nextAt) return read
    clock.set(nextAt)
  }
}

async function done() {
  const reminders = await prisma.reminder.findMany({ select: { text: true } })
  return {
    reminders: reminders.length,
    different: new Set(reminders.map(({ text }) => text)).size,
    acts: await prisma.keywordAct.count(),
    receipts: await prisma.outgoingMail.count({ where: { purpose: 'receipt' } }),
    mails: await prisma.message.count()
  }
}

const ONCE = { reminders: KEYWORDS, different: KEYWORDS, acts: KEYWORDS, receipts: KEYWORDS, mails: MAILS }

it('the keywords among 5,000 mails are obeyed once each (F4)', async () => {
  expect(await readAndWork()).toBe(MAILS)
  expect(await done()).toEqual(ONCE)
})

it('and not again when all 5,000 are read again from the beginning', async () => {
  await prisma.folder.updateMany({ data: { cursorUid: 0n, pastUid: null, highestModseq: null } })
  expect(await readAndWork()).toBe(MAILS)
  expect(await done()).toEqual(ONCE)
})

it('nor when the server counts all of them anew', async () => {
  await dovecot.doveadm('mailbox', 'update', '-u', MARIE, '--uid-validity', '4242', 'Sent')
  expect(await readAndWork()).toBe(MAILS)
  expect(await done()).toEqual(ONCE)
})
