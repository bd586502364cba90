import { randomBytes } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { Server } from '#src/mailbox/account.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { systemClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { seededRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'

/** What reading mailboxes needs, for tests with a real server: the real clock, a key of its own, no log. */
export function testWorld(database: Database): World {
  const secrets = secretsOf(randomBytes(32))
  return { database, secrets, clock: systemClock, random: seededRandom(1), log: silentLog }
}

export const ADDRESS = 'contact@example.org'
export const PASSWORD = 'a secret with spaces'

/** Connects the mailbox of a test server. */
export async function addMailbox(
  world: World,
  imap: Server,
  options: { address?: string; username?: string; password?: string; capabilitiesOff?: string[] } = {}
): Promise<Mailbox> {
  const { address = ADDRESS, password = PASSWORD, capabilitiesOff = [] } = options
  const { mailbox } = await connectMailbox(world, {
    address,
    imap,
    smtp: null,
    username: options.username ?? address,
    credential: { kind: 'password', password },
    capabilitiesOff
  })
  return mailbox
}

/** Reads all there is. @returns how many mails were settled */
export function sync(world: World, mailbox: Mailbox): Promise<number> {
  return syncOnce(world, mailbox, { signal: new AbortController().signal })
}

/** A short mail; `at` is its Date. */
export function mail(fields: { id: string; from?: string; to?: string; subject?: string; at?: string; text?: string }) {
  const {
    id,
    from = 'Ada <ada@client.example>',
    to = ADDRESS,
    subject = `About ${id}`,
    text = `This is ${id}.`
  } = fields
  const at = Temporal.Instant.from(fields.at ?? '2026-03-02T09:00:00Z')
  const date = new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000')
  const headers = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${date}`,
    `Message-ID: <${id}@client.example>`
  ]
  return [...headers, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n')
}
