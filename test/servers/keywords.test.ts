import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { addMember } from '#src/team/store.ts'
import { answer, eml, QUESTION } from '#test/keywords/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import { freePort } from '#test/setup/port.ts'
import { effectHandlers } from '#workers/effects.ts'
import { readConfig } from '#src/platform/config.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { sync, testWorld } from './mailbox-world.ts'
import { authForPostfix, startPostfix, type Postfix } from './postfix.ts'

const MARIE = 'marie@shop.example'
const CONTACT = 'contact@shop.example'
const PASSWORD = 'secret'

const database = await testDatabase()
const { prisma } = database
/** The mails below are of 12 March 2024. */
const clock = fixedClock('2024-03-12T10:00:00Z')
const world: World = { ...testWorld(database), clock }
const mailboxes: Mailbox[] = []
let dovecot: Dovecot
let postfix: Postfix

beforeAll(async () => {
  const authPort = await freePort()
  dovecot = await startDovecot({
    users: { [MARIE]: PASSWORD, [CONTACT]: PASSWORD },
    configuration: authForPostfix(authPort)
  })
  postfix = await startPostfix(dovecot, { domains: ['shop.example'], authPort })
  await addMember(prisma, { name: 'Marie Durand', email: MARIE, role: 'owner' })
  for (const address of [CONTACT, MARIE]) {
    const imap = { host: '127.0.0.1', port: dovecot.port, tls: 'none' } as const
    const smtp = { host: '127.0.0.1', port: postfix.port, tls: 'none' } as const
    const credential = { kind: 'password', password: PASSWORD } as const
    const { mailbox } = await connectMailbox(world, {
      address,
      imap,
      smtp,
      username: address,
      credential,
      capabilitiesOff: []
    })
    mailboxes.push(mailbox)
  }
  await dovecot.deliver(CONTACT, QUESTION)
  await readAndWork()
})

afterAll(async () => {
  await postfix?.stop()
  await dovecot?.stop()
})

async function readAndWork(): Promise<void> {
  for (const mailbox of mailboxes) await sync(world, mailbox)
  const context = { ...world, config: readConfig({}, {}) }
  for (;;) {
    const { nextAt } = await runEffects(database, effectHandlers(context), { clock, log: silentLog })
    if (!nextAt) return
    clock.set(nextAt)
  }
}

/** Sends what is due; rows made now are due on the machine's own clock. */
async function send(): Promise<void> {
  const now = fixedClock(new Date(Date.now() + 60_000).toISOString())
  const office = openPostOffice({ db: prisma, secrets: world.secrets, clock: now, log: silentLog, holder: 'test' })
  await office.sendDue(10)
  office.close()
}

/** The mails of a folder, once there are so many. */
async function mailsIn(user: string, folder: string, count: number): Promise<string[]> {
  for (;;) {
    const text = await dovecot.doveadm('fetch', '-u', user, 'text', 'mailbox', folder)
    const mails = text
      .split(/^text:$/m)
      .map((each) => each.trim())
      .filter((each) => each !== '')
    if (mails.length >= count) return mails
    await pause(50)
  }
}

const tags = async () => (await prisma.threadTag.findMany()).map(({ tag }) => tag)

describe('keywords with real servers', () => {
  it('a reply from a member’s Sent folder tags the thread; the receipt arrives, and #undo in answer takes it back', async () => {
    await dovecot.save(MARIE, 'Sent', answer('Bonjour, 450 €.\n\n#vip'))
    await readAndWork()
    expect(await tags()).toEqual(['vip'])
    await send()
    const [receipt = ''] = await mailsIn(MARIE, 'INBOX', 1)
    expect(receipt).toMatch(/^Auto-Submitted: auto-generated/m)
    expect(receipt).toMatch(/^In-Reply-To: <a\d+@shop\.example>/m)
    const [, messageId = ''] = /^Message-ID: <(.+)>/im.exec(receipt) ?? []
    const undo = {
      From: MARIE,
      To: CONTACT,
      Subject: 'Re: Table en chêne',
      'Message-ID': '<undo@shop.example>',
      'In-Reply-To': `<${messageId}>`
    }
    await dovecot.save(MARIE, 'Sent', eml(undo, '#undo'))
    await readAndWork()
    expect(await tags()).toEqual([])
  })

  it('is obeyed once when the server counts its mails anew', async () => {
    await dovecot.save(MARIE, 'Sent', answer('#note aime le chêne'))
    await readAndWork()
    await dovecot.doveadm('mailbox', 'update', '-u', MARIE, '--uid-validity', '4242', 'Sent')
    await readAndWork()
    expect(await prisma.interaction.count({ where: { kind: 'note' } })).toBe(1)
  })

  it('a mail in a member’s name from outside does nothing', async () => {
    const acts = await prisma.keywordAct.count()
    const outside = createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true })
    const raw = answer('#urgent', {
      To: CONTACT,
      'Authentication-Results': 'mx.example.org; dmarc=pass header.from=shop.example'
    })
    await outside.sendMail({ envelope: { from: 'evil@evil.example', to: [CONTACT] }, raw })
    await mailsIn(CONTACT, 'INBOX', 2)
    await readAndWork()
    expect(await prisma.message.count({ where: { replyText: '#urgent' } })).toBe(1)
    expect(await prisma.keywordAct.count()).toBe(acts)
    expect(await tags()).toEqual([])
  })

  it('a mail to nobody comes back and suppresses the address', async () => {
    const [contact] = mailboxes
    if (!contact) throw new Error('the mailbox was not added')
    const to = { name: '', address: 'nobody@shop.example' }
    const mail = {
      purpose: 'reply',
      key: '1',
      mailbox: contact,
      to,
      subject: 'Devis',
      text: 'Bonjour',
      automatic: false,
      by: 'test'
    } as const
    await queueMail(prisma, mail)
    await send()
    await mailsIn(CONTACT, 'INBOX', 3)
    await readAndWork()
    expect(await prisma.suppression.findMany({ select: { address: true, reason: true } })).toEqual([
      { address: 'nobody@shop.example', reason: 'hard-bounce' }
    ])
  })
})
