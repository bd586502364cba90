import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keepCopy, packCopy } from '#src/delivery/sent-copy-store.ts'
import { fileCopies } from '#src/mailbox/file-copies.ts'
import { systemClock } from '#src/platform/clock.ts'
import { silentLog } from '#src/platform/log.ts'
import { seededRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const { prisma: db } = database
const secrets = secretsOf(randomBytes(32))

test('a mailbox that cannot be reached keeps only its own copies waiting', async () => {
  const [first, second] = [await addUnreachable('one@example.org'), await addUnreachable('two@example.org')]
  await keep(first, '2026-05-14T07:00:00Z')
  await keep(first, '2026-05-14T07:01:00Z')
  await keep(second, '2026-05-14T07:02:00Z')
  const tried: unknown[] = []
  const log = { ...silentLog, warn: ({ mailbox }: { mailbox?: unknown }) => tried.push(mailbox) }
  const filed = await fileCopies({ database, secrets, clock: systemClock, random: seededRandom(1), log })
  expect(filed).toBe(0)
  expect(tried).toEqual(['one@example.org', 'two@example.org'])
  expect(await db.sentCopy.count()).toBe(3)
})

async function addUnreachable(address: string): Promise<string> {
  const id = crypto.randomUUID()
  const credential = JSON.stringify({ kind: 'password', password: 'x' })
  const secret = Buffer.from(secrets.seal(credential, `mailbox:${id}`))
  const server = { imapHost: '127.0.0.1', imapPort: 1, imapTls: 'none', username: address }
  await db.mailbox.create({ data: { id, address, secret, ...server } })
  return id
}

async function keep(mailboxId: string, at: string): Promise<void> {
  const packed = await packCopy(Buffer.from('Subject: x\r\n\r\nx'))
  const id = crypto.randomUUID()
  await keepCopy(db, { id, mailboxId, messageId: `${id}@example.org`, packed, sentAt: new Date(at) })
}
