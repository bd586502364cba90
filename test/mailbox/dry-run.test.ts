import { expect, test } from 'vitest'
import { rawMails } from '#src/demo/correspondence.ts'
import { startMailServer } from '#src/demo/mail-server.ts'
import { MEMBERS, SHOP } from '#src/demo/people.ts'
import { tryMailbox } from '#src/mailbox/add.ts'

test('a dry run tells clients, lists and colleagues apart from headers alone, and changes nothing on the server', async () => {
  const server = await startMailServer(SHOP.address, { uidvalidity: 7, onSubmitted: () => undefined })
  try {
    const mails = rawMails(Date.UTC(2026, 4, 14))
    for (const { folder, raw, at } of mails) server.deliver(folder, raw, new Date(at))
    const last = new Date(mails.at(-1)?.at ?? 0)
    const absurd = 'From: Zoé <zoe@client.example>\r\nDate: Sun, 22 Nov 2099 10:00:00 +0000\r\n\r\nBonjour'
    server.deliver('INBOX', absurd, last)
    const account = {
      host: '127.0.0.1',
      port: server.imapPort,
      tls: 'none' as const,
      user: server.user,
      credential: { kind: 'password' as const, password: server.password },
      capabilitiesOff: []
    }
    const { dryRun } = await tryMailbox(account, SHOP.address)
    expect(dryRun.mails).toBe(mails.length + 1)
    expect(dryRun.colleagues).toBe(MEMBERS.length)
    expect(dryRun.likelyClients).toBeGreaterThan(60)
    expect(dryRun.likelyClients).toBeLessThan(100)
    expect(dryRun.lists).toBeGreaterThanOrEqual(5)
    expect(dryRun.to).toBe(last.toISOString().slice(0, 10))
  } finally {
    await server.close()
  }
})
