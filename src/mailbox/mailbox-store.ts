import type { Db } from '#src/platform/database/database.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { z } from 'zod'
import type { Credential, ImapAccount, Server, Tls } from './account.ts'

/** active: watched. paused: by hand. refused: the login was refused (SEMANTICS A10). unreachable: tried again by itself. */
export type MailboxState = 'active' | 'paused' | 'refused' | 'unreachable'

/** A mailbox without its secret. */
export interface Mailbox {
  id: string
  address: string
  imapHost: string
  imapPort: number
  imapTls: Tls
  smtpHost: string | null
  smtpPort: number | null
  smtpTls: Tls | null
  username: string
  authentication: 'password' | 'oauth2'
  capabilitiesOff: string[]
  state: MailboxState
  stateReason: string | null
  stateSince: Date
  loginFailures: number
  createdAt: Date
}

export interface NewMailbox {
  address: string
  imap: Server
  smtp: Server | null
  username: string
  credential: Credential
  capabilitiesOff: string[]
}

/** All mailboxes, or that of one address. */
export async function findMailboxes(db: Db, address: string | null = null): Promise<Mailbox[]> {
  return db.$queryRaw<Mailbox[]>`
    SELECT id::text, address, imap_host AS "imapHost", imap_port AS "imapPort", imap_tls AS "imapTls",
      smtp_host AS "smtpHost", smtp_port AS "smtpPort", smtp_tls AS "smtpTls", username, authentication,
      capabilities_off AS "capabilitiesOff", state, state_reason AS "stateReason", state_since AS "stateSince",
      login_failures AS "loginFailures", created_at AS "createdAt"
    FROM mailbox WHERE ${address}::text IS NULL OR address = ${address}::text ORDER BY created_at, address`
}

export async function findMailbox(db: Db, id: string): Promise<Mailbox | null> {
  const mailboxes = await findMailboxes(db)
  return mailboxes.find((mailbox) => mailbox.id === id) ?? null
}

/** Adds a mailbox, or gives one that is there other settings; its address becomes one of ours (SEMANTICS C1). */
export async function saveMailbox(
  db: Db,
  { address, imap, smtp, username, credential, capabilitiesOff }: NewMailbox,
  { secrets, id, now }: { secrets: Secrets; id: string; now: Date }
): Promise<Mailbox> {
  await db.$executeRaw`
    INSERT INTO our_address (address, source, created_at) VALUES (${address}, 'mailbox', ${now}) ON CONFLICT DO NOTHING`
  const [row] = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO mailbox (id, address, imap_host, imap_port, imap_tls, smtp_host, smtp_port, smtp_tls, username,
      authentication, secret, capabilities_off, state_since, created_at)
    VALUES (${id}::uuid, ${address}, ${imap.host}, ${imap.port}, ${imap.tls}, ${smtp?.host ?? null}, ${smtp?.port ?? null},
      ${smtp?.tls ?? null}, ${username}, ${credential.kind}, ''::bytea, ${capabilitiesOff}, ${now}, ${now})
    ON CONFLICT (address) DO UPDATE SET imap_host = excluded.imap_host, imap_port = excluded.imap_port,
      imap_tls = excluded.imap_tls, smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port,
      smtp_tls = excluded.smtp_tls, username = excluded.username, capabilities_off = excluded.capabilities_off
    RETURNING id::text`
  if (!row) throw new Error(`the mailbox ${address} was not saved`)
  await saveCredential(db, row.id, { secrets, credential, now })
  const [mailbox] = await findMailboxes(db, address)
  if (!mailbox) throw new Error(`the mailbox ${address} is not there`)
  return mailbox
}

/** A new password or token: the mailbox is watched again by itself (SEMANTICS A10). A paused one stays paused. */
export async function saveCredential(
  db: Db,
  id: string,
  { secrets, credential, now }: { secrets: Secrets; credential: Credential; now: Date }
): Promise<void> {
  const secret = Buffer.from(secrets.seal(JSON.stringify(credential), placeOf(id)))
  await db.$executeRaw`
    UPDATE mailbox SET secret = ${secret}, authentication = ${credential.kind}, login_failures = 0,
      state = CASE WHEN state = 'paused' THEN state ELSE 'active' END,
      state_reason = CASE WHEN state = 'paused' THEN state_reason END, state_since = ${now}
    WHERE id = ${id}::uuid`
}

const credentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), password: z.string() }),
  z.object({
    kind: z.literal('oauth2'),
    accessToken: z.string(),
    refreshToken: z.string().optional(),
    expiresAt: z.string().optional(),
    tokenUrl: z.string().optional(),
    clientId: z.string().optional(),
    clientSecret: z.string().optional()
  })
])

/** All that is needed to connect, secret included: never to be shown. */
export async function accountOf(db: Db, mailbox: Mailbox, secrets: Secrets): Promise<ImapAccount> {
  const [row] = await db.$queryRaw<{ secret: Uint8Array }[]>`SELECT secret FROM mailbox WHERE id = ${mailbox.id}::uuid`
  if (!row) throw new Error(`the mailbox ${mailbox.address} is gone`)
  const text = secrets.unseal(Buffer.from(row.secret).toString(), placeOf(mailbox.id))
  return {
    host: mailbox.imapHost,
    port: mailbox.imapPort,
    tls: mailbox.imapTls,
    user: mailbox.username,
    credential: credentials.parse(JSON.parse(text)),
    capabilitiesOff: mailbox.capabilitiesOff
  }
}

function placeOf(mailboxId: string): string {
  return `mailbox:${mailboxId}`
}

/** Pauses a mailbox, or has it read again. */
export async function saveState(
  db: Db,
  id: string,
  { state, reason, now }: { state: MailboxState; reason: string | null; now: Date }
): Promise<void> {
  await db.$executeRaw`
    UPDATE mailbox SET state = ${state}, state_reason = ${reason}, login_failures = 0,
      state_since = CASE WHEN state = ${state} THEN state_since ELSE ${now} END
    WHERE id = ${id}::uuid`
}

/** Notes what a connection found; a mailbox paused by hand stays paused. */
export async function noteState(
  db: Db,
  id: string,
  { state, reason, now }: { state: MailboxState; reason: string | null; now: Date }
): Promise<void> {
  await db.$executeRaw`
    UPDATE mailbox SET state = ${state}, state_reason = ${reason},
      state_since = CASE WHEN state = ${state} THEN state_since ELSE ${now} END,
      login_failures = CASE WHEN ${state} = 'active' THEN 0 ELSE login_failures END
    WHERE id = ${id}::uuid AND state <> 'paused'`
}

/** Counts a refused login. @returns how many there were one after another */
export async function countLoginFailure(db: Db, id: string): Promise<number> {
  const [row] = await db.$queryRaw<{ failures: number }[]>`
    UPDATE mailbox SET login_failures = login_failures + 1 WHERE id = ${id}::uuid RETURNING login_failures AS failures`
  return row?.failures ?? 0
}

/** Forgets a mailbox with its folders and places; the mails and clients stay. */
export async function removeMailbox(db: Db, id: string): Promise<void> {
  await db.$executeRaw`DELETE FROM mailbox WHERE id = ${id}::uuid`
}
