import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keywordEffects } from '#src/keywords/effects.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { fetchWholeMail } from '#src/mailbox/whole-mail.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { addMember } from '#src/team/store.ts'
import { ATTEMPTS, forged } from '#test/keywords/forgeries.ts'
import { QUESTION } from '#test/keywords/shop.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { addMailbox, sync, testWorld } from './mailbox-world.ts'

const CONTACT = 'contact@shop.example'
const database = await testDatabase()
const { prisma } = database
/** The mails are of 12 March 2024. */
const clock = fixedClock('2024-03-12T10:00:00Z')
const world: World = { ...testWorld(database), clock }
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

let dovecot: Dovecot
let mailbox: Mailbox

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [CONTACT]: 'secret' } })
  await addMember(prisma, { name: 'Marie Durand', email: 'marie@shop.example', role: 'owner' })
  const imap = { host: '127.0.0.1', port: dovecot.port, tls: 'none' } as const
  mailbox = await addMailbox(world, imap, { address: CONTACT, password: 'secret' })
  await prisma.mailbox.update({ where: { id: mailbox.id }, data: { authservIds: ['mx.shop.example'] } })
  await dovecot.deliver(CONTACT, QUESTION)
  await readAndWork()
})

afterAll(() => dovecot?.stop())

/** The only key in the world is that of shop.example. */
async function resolver(domain: string): Promise<string[][]> {
  if (domain !== 'mail._domainkey.shop.example')
    throw Object.assign(new Error('there is no such record'), { code: 'ENOTFOUND' })
  return [[`v=DKIM1; k=rsa; p=${publicKey}`]]
}

async function readAndWork(): Promise<void> {
  await sync(world, mailbox)
  const handlers = keywordEffects({
    clock,
    resolver,
    fetchRaw: (messageId) => fetchWholeMail(world, messageId),
    preferencesUrl: (token) => token
  })
  for (;;) {
    const { nextAt } = await runEffects(database, handlers, { clock, log: silentLog })
    if (!nextAt) return
    clock.set(nextAt)
  }
}

async function signed(source: string, signingDomain = 'shop.example'): Promise<string> {
  const raw = source.replaceAll('\n', '\r\n')
  const signer = { signingDomain, selector: 'mail', privateKey }
  const signTime = new Date('2024-03-12T09:30:00Z')
  const { signatures } = await dkimSign(raw, { ...signer, signTime, signatureData: [signer] })
  return signatures + raw
}

const tags = async () => (await prisma.threadTag.findMany()).map(({ tag }) => tag)

it('forged mails that a server delivered do nothing and reveal nothing (F2, F8)', async () => {
  for (const [, fields] of ATTEMPTS) await dovecot.deliver(CONTACT, forged(fields))
  await readAndWork()
  expect(await prisma.message.count({ where: { subject: 'Re: Table en chêne' } })).toBe(ATTEMPTS.length)
  expect(await tags()).toEqual([])
  expect(await prisma.keywordAct.count()).toBe(0)
  expect(await prisma.effect.count({ where: { state: 'failed' } })).toBe(0)
  for (const mail of await prisma.outgoingMail.findMany()) {
    expect(mail).toMatchObject({ purpose: 'alert', toAddress: 'marie@shop.example' })
    expect(`${mail.subject} ${mail.text}`).not.toMatch(/secret|Table|Claire|vip/)
  }
})

it('a signed mail that was changed, or signed by somebody else, does nothing', async () => {
  const genuine = await signed(forged({}, '#vip'))
  await dovecot.deliver(CONTACT, genuine.replace('#vip', '#urgent'))
  await dovecot.deliver(CONTACT, await signed(forged({}, '#vip'), 'evil.example'))
  await readAndWork()
  expect(await tags()).toEqual([])
})

it('a mail that a member’s server signed is fetched whole, its signature checked, and obeyed (F2)', async () => {
  await dovecot.deliver(CONTACT, await signed(forged({}, '#vip')))
  await readAndWork()
  expect(await tags()).toEqual(['vip'])
  const [entry] = await prisma.auditEntry.findMany({ where: { action: 'keywords.obey' } })
  expect(entry?.reason).toContain('DKIM signature of shop.example, selector mail, verified')
})
