import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import type { SmtpAccount } from './transmit.ts'

/** What a mailbox's encrypted secret holds. */
const secretSchema = z.union([z.object({ password: z.string() }), z.object({ accessToken: z.string() })])

/**
 * The SMTP account of a mailbox, its secret decrypted.
 * @returns null where the mailbox has no SMTP server set up
 */
export async function smtpAccount(db: Db, secrets: Secrets, mailboxId: string): Promise<SmtpAccount | null> {
  const row = await db.mailbox.findUnique({ where: { id: mailboxId } })
  if (!row || row.smtpHost === null || row.smtpPort === null) return null
  const secret = secretSchema.parse(
    JSON.parse(secrets.unseal(Buffer.from(row.secret).toString('utf8'), `mailbox:${row.id}`))
  )
  return {
    mailboxId,
    address: row.address,
    senderName: await firmName(db),
    host: row.smtpHost,
    port: row.smtpPort,
    tls: z.enum(['implicit', 'starttls', 'none']).parse(row.smtpTls ?? 'starttls'),
    username: row.username,
    credentials:
      'password' in secret
        ? { kind: 'password', password: secret.password }
        : { kind: 'oauth2', accessToken: secret.accessToken }
  }
}

async function firmName(db: Db): Promise<string> {
  return (await readSettings(db))['firm.name']
}

/** The mailbox that sends when nothing else decides: the first added that has an SMTP server. */
export async function defaultSender(db: Db): Promise<{ id: string; address: string } | null> {
  return db.mailbox.findFirst({
    where: { smtpHost: { not: null }, state: { not: 'paused' } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, address: true }
  })
}
