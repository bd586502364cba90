import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkDkim } from '#src/delivery/dkim-key.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { silentLog } from '#src/platform/log.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startSmtp, type TestSmtp } from '#test/setup/smtp.ts'

const database = await testDatabase()
const db = database.prisma
const secrets = secretsOf(randomBytes(32))
const folder = mkdtempSync(join(tmpdir(), 'maillon-dkim-'))
const keyFile = join(folder, 'dkim.pem')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
const NAME = 'maillon._domainkey.atelier.example'
const MAILBOX = { id: '01890000-0000-7000-8000-000000000001', address: 'contact@atelier.example' }

let smtp: TestSmtp

beforeAll(() => writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' })))
afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
  smtp = await startSmtp()
  const servers = { imapHost: '127.0.0.1', imapPort: 1, imapTls: 'none', smtpHost: '127.0.0.1', smtpTls: 'none' }
  const secret = Buffer.from(secrets.seal(JSON.stringify({ password: 'x' }), `mailbox:${MAILBOX.id}`))
  await db.mailbox.create({ data: { ...MAILBOX, ...servers, smtpPort: smtp.port, username: 'contact', secret } })
})

afterEach(async () => {
  await db.$executeRaw`TRUNCATE outgoing_mail, mailbox, setting CASCADE`
  await smtp.close()
})

/** Sends one mail and looks at its signature as whoever gets it would. */
async function verdict(): Promise<{ result: string | undefined; signingDomain: string | undefined }> {
  const office = openPostOffice({ db, secrets, clock: fixedClock('2099-01-01T09:00Z'), log: silentLog, holder: 'x' })
  const to = { name: 'Zoé', address: 'zoe@client.example' }
  const words = { subject: 'Votre devis', text: 'Bonjour.\n\nÀ bientôt.' }
  await queueMail(db, { purpose: 'reply', key: '1', mailbox: MAILBOX, to, ...words, automatic: false, by: 'test' })
  await office.sendDue(1)
  office.close()
  const asked: string[] = []
  const resolver = async (name: string) => {
    asked.push(name)
    return [[RECORD]]
  }
  const { results } = await dkimVerify(Buffer.from(smtp.received[0]?.raw ?? ''), { resolver })
  expect(asked.every((name) => name === NAME)).toBe(true)
  return { result: results[0]?.status.result, signingDomain: results[0]?.signingDomain }
}

test('a mail that is sent with a key set up carries a signature that holds, by the domain it comes from', async () => {
  await writeSettings(db, { 'delivery.dkim.domain': 'atelier.example', 'delivery.dkim.keyFile': keyFile })
  expect(await verdict()).toEqual({ result: 'pass', signingDomain: 'atelier.example' })
})

test('without a key, or with one for another domain, a mail goes unsigned', async () => {
  await writeSettings(db, { 'delivery.dkim.domain': 'other.example', 'delivery.dkim.keyFile': keyFile })
  expect((await verdict()).result).not.toBe('pass')
  expect(smtp.received[0]?.raw).not.toContain('DKIM-Signature')
})

test('a key that cannot be read holds up no mail, and doctor says what to do', async () => {
  const missing = join(folder, 'none.pem')
  await writeSettings(db, { 'delivery.dkim.domain': 'atelier.example', 'delivery.dkim.keyFile': missing })
  await verdict()
  expect(smtp.received).toHaveLength(1)
  await expect(checkDkim(db)).rejects.toMatchObject({
    code: 'dkim-key-unusable',
    message: expect.stringMatching(/openssl genrsa/)
  })
})

test.each([
  ['published, even in pieces', async () => [[RECORD.slice(0, 200), RECORD.slice(200)]], 'ok'],
  ['of another key', async () => [['v=DKIM1; p=AAAA']], 'failed'],
  ['missing', () => Promise.reject(Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' })), 'failed'],
  ['out of reach', () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })), 'warning']
] as const)('a record that is %s: doctor says so, and what to publish', async (_name, resolve, state) => {
  await writeSettings(db, { 'delivery.dkim.domain': 'atelier.example', 'delivery.dkim.keyFile': keyFile })
  const finding = await checkDkim(db, resolve)
  expect(finding).toMatchObject({ state, detail: expect.stringContaining(NAME) })
  expect(finding.advice.includes(RECORD)).toBe(state === 'failed')
})
