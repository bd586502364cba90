import { afterAll, expect, it } from 'vitest'
import { startMailServer } from '#src/demo/mail-server.ts'
import { startCaution } from '#src/mailbox/caution.ts'
import { disconnect } from '#src/mailbox/connect.ts'
import { createGate } from '#src/mailbox/gate.ts'
import { checkMailboxes } from '#src/mailbox/health.ts'
import { findMailbox, saveCredential, saveMailbox } from '#src/mailbox/mailbox-store.ts'
import { openReader } from '#src/mailbox/session.ts'
import { startUnderstanding } from '#src/message/bounded.ts'
import { newId } from '#src/platform/ids.ts'
import { silentLog } from '#src/platform/log.ts'
import { seededRandom } from '#src/platform/random.ts'
import { addMember } from '#src/team/store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { NOW, storingIn } from './world.ts'

const database = await testDatabase()
const db = database.prisma
const world = { ...storingIn(database), random: seededRandom(1), log: silentLog }
const server = await startMailServer('contact@shop.example', { uidvalidity: 7, onSubmitted: () => undefined })
const understanding = startUnderstanding()
afterAll(async () => {
  await understanding.close()
  await server.close()
})

function connected(address: string, password: string) {
  const imap = { host: '127.0.0.1', port: server.imapPort, tls: 'none' as const }
  const smtp = { host: '127.0.0.1', port: server.smtpPort, tls: 'none' as const }
  const credential = { kind: 'password' as const, password }
  const wanted = { address, imap, smtp, username: server.user, credential, capabilitiesOff: [] }
  return saveMailbox(db, wanted, { secrets: world.secrets, id: newId(), now: NOW })
}

const letters = () => db.outgoingMail.findMany({ select: { toAddress: true, subject: true, mailboxId: true } })

it('tells the owners, and nobody else, when a login is refused for the third time, and resumes with a new password (A10)', async () => {
  expect(await checkMailboxes(db)).toMatchObject({ state: 'warning', detail: 'none' })
  const other = await connected('atelier@shop.example', server.password)
  const mailbox = await connected('contact@shop.example', 'a former password')
  expect(await checkMailboxes(db)).toMatchObject({ state: 'ok', detail: '2 mailboxes' })
  await addMember(db, { name: 'Odile', email: 'odile@home.example', role: 'owner' })
  await addMember(db, { name: 'Max', email: 'max@home.example', role: 'member' })
  const signal = new AbortController().signal
  const session = { world, mailbox, understanding, caution: startCaution(), gate: createGate(1), signal }

  for (const state of ['unreachable', 'unreachable', 'refused']) {
    expect(await letters()).toEqual([])
    await expect(openReader(session)).rejects.toMatchObject({ kind: 'refused' })
    expect(await findMailbox(db, mailbox.id)).toMatchObject({ state })
  }
  const subject = 'La boîte contact@shop.example n’est plus lue\u00a0: mot de passe refusé'
  expect(await letters()).toEqual([{ toAddress: 'odile@home.example', subject, mailboxId: other.id }])
  expect(await checkMailboxes(db)).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('contact@shop.example (127.0.0.1')
  })
  await expect(openReader(session)).rejects.toMatchObject({ kind: 'refused' })
  expect(await letters()).toHaveLength(1)

  const credential = { kind: 'password' as const, password: server.password }
  await saveCredential(db, mailbox.id, { secrets: world.secrets, credential, now: NOW })
  await disconnect((await openReader(session)).connection)
  expect(await findMailbox(db, mailbox.id)).toMatchObject({ state: 'active', loginFailures: 0 })
})
