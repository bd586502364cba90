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
    const account = {
      host: '127.0.0.1',
      port: server.imapPort,
      tls: 'none' as const,
      user: server.user,
      credential: { kind: 'password' as const, password: server.password },
      capabilitiesOff: []
    }
    const { dryRun } = await tryMailbox(account, SHOP.address)
    expect(dryRun.mails).toBe(mails.length)
    expect(dryRun.colleagues).toBe(MEMBERS.length)
    expect(dryRun.likelyClients).toBeGreaterThan(60)
    expect(dryRun.likelyClients).toBeLessThanOrEqual(84)
    expect(dryRun.lists).toBeGreaterThanOrEqual(5)
    expect(dryRun.to).toBe(new Date(mails.at(-1)?.at ?? 0).toISOString().slice(0, 10))
  } finally {
    await server.close()
  }
})
