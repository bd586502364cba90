import { randomBytes } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { vi } from 'vitest'
import { startUnderstanding } from '#src/message/bounded.ts'
import type { Server } from '#src/mailbox/account.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import { startCaution } from '#src/mailbox/caution.ts'
import { createGate } from '#src/mailbox/gate.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import { reconcileMailbox, type FolderAccount } from '#src/mailbox/reconcile.ts'
import type { World } from '#src/mailbox/session.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { watchMailbox } from '#src/mailbox/watch.ts'
import { systemClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { openLog, silentLog } from '#src/platform/log.ts'
import { secretsOf } from '#src/platform/secrets.ts'

/** What reading mailboxes needs, for tests with a real server: the real clock, a key of its own, no log, no jitter. */
export function testWorld(database: Database): World {
  const random = { below: (below: number) => below - 1, token: () => 'token' }
  return {
    database,
    random,
    secrets: secretsOf(randomBytes(32)),
    clock: systemClock,
    log: process.env['TEST_LOG'] ? openLog({ logLevel: 'debug' }) : silentLog
  }
}

/** Connects a mailbox of a test server; its user name is its address. */
export async function addMailbox(
  world: World,
  imap: Server,
  account: { address: string; username?: string; password: string; capabilitiesOff?: string[] }
): Promise<Mailbox> {
  const { address, username = address, password, capabilitiesOff = [] } = account
  const credential = { kind: 'password' as const, password }
  const { mailbox } = await connectMailbox(world, { address, imap, smtp: null, username, credential, capabilitiesOff })
  return mailbox
}

const never = new AbortController().signal

/** Reads all there is. @returns how many mails were settled */
export function sync(world: World, mailbox: Mailbox): Promise<number> {
  return syncOnce(world, mailbox, { signal: never })
}

export function reconcile(world: World, mailbox: Mailbox): Promise<FolderAccount[]> {
  return reconcileMailbox(world, mailbox, { repair: false, signal: never })
}

/** Of all folders: what is on the server and not with us, and the other way round. */
export async function differences(world: World, mailbox: Mailbox): Promise<{ missing: number; extra: number }> {
  const accounts = await reconcile(world, mailbox)
  const sum = (of: (account: FolderAccount) => number) => accounts.reduce((total, account) => total + of(account), 0)
  return { missing: sum(({ missing }) => missing), extra: sum(({ extra }) => extra) }
}

/** Watches one mailbox until it is stopped. */
export function watch(world: World, mailbox: Mailbox): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const understanding = startUnderstanding()
  const shared = { understanding, caution: startCaution(), gate: createGate(4) }
  const ended = watchMailbox({ world, mailbox, ...shared, signal: stopping.signal })
  return {
    async stop() {
      stopping.abort()
      await ended
      await understanding.close()
    }
  }
}

/** Waits until a condition holds; the test's own time limit ends a vain wait. */
export function until(holds: () => Promise<boolean>): Promise<void> {
  const check = async () => {
    if (!(await holds())) throw new Error('not yet')
  }
  return vi.waitFor(check, { interval: 20, timeout: 300_000 })
}

/** A short mail; `at` is its Date. */
export function mail(fields: { id: string; from?: string; to?: string; subject?: string; at?: string; text?: string }) {
  const { id, from = 'Ada <ada@client.example>', to = 'contact@shop.example' } = fields
  const { subject = `About ${id}`, text = `This is ${id}.` } = fields
  const at = Temporal.Instant.from(fields.at ?? '2026-03-02T09:00:00Z')
  const date = new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000')
  const origin = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Date: ${date}`]
  const headers = [...origin, `Message-ID: <${id}@client.example>`, 'MIME-Version: 1.0']
  return [...headers, 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n')
}
