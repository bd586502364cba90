import { beforeEach, expect, test } from 'vitest'
import { dropCopy, keepCopy, packCopy, waitingCopies } from '#src/delivery/sent-copy-store.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const mime = Buffer.from(
  `Subject: =?utf-8?Q?F=C3=AAte?=\r\n\r\n${'<td bgcolor="#000"></td>\r\n'.repeat(500)}\0\xff`,
  'latin1'
)
const ids = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'] as const
let mailboxId = ''

beforeEach(async () => {
  await db.mailbox.deleteMany()
  const server = { imapHost: 'imap.example.org', imapPort: 993, imapTls: 'implicit' } as const
  const mailbox = await db.mailbox.create({
    data: { ...server, address: 'contact@example.org', username: 'contact', secret: Buffer.from('sealed') }
  })
  mailboxId = mailbox.id
})

test('a copy is kept small and comes out byte for byte as it was sent', async () => {
  const sentAt = new Date('2026-05-14T07:00:00Z')
  const packed = await packCopy(mime)
  expect(packed.length).toBeLessThan(mime.length / 8)
  await keepCopy(db, { id: ids[0], mailboxId, messageId: 'a@example.org', packed, sentAt })
  await keepCopy(db, { id: ids[0], mailboxId, messageId: 'a@example.org', packed, sentAt })
  expect(await waitingCopies(db, 10)).toEqual([{ id: ids[0], mailboxId, messageId: 'a@example.org', mime, sentAt }])
  await dropCopy(db, ids[0])
  expect(await waitingCopies(db, 10)).toEqual([])
})

test('copies that were kept before they were packed come out as they lie', async () => {
  const sentAt = new Date('2026-05-14T07:00:00Z')
  await db.sentCopy.create({
    data: { id: ids[1], mailboxId, messageIdHeader: 'b@example.org', mime: new Uint8Array(mime), sentAt }
  })
  expect(await waitingCopies(db, 10)).toEqual([{ id: ids[1], mailboxId, messageId: 'b@example.org', mime, sentAt }])
})
