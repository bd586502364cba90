import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectMailbox } from '#src/mailbox/add.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { startUnderstanding, type MailInput, type Understanding } from '#src/message/bounded.ts'
import type { Understood } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'
import { systemClock } from '#src/platform/clock.ts'
import { openDatabase } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { longMail, makeMails, type MadeMail } from '#test/mails.ts'
import { startDovecot, type Dovecot } from '#test/servers/dovecot.ts'
import { fillMaildir } from '#test/servers/maildir.ts'
import { processorSeconds } from './processor.ts'

/**
 * What understanding mails adds to the first reading of a mailbox: the same mails read with and without it, in turns. Counted is
 * processor time, of this program, its database and the mail server together: seconds on the clock depend on what else runs.
 */
export const name = 'understanding'

const MAILS = 3000
/** One in so many is a long answer by Outlook: the most expensive mail that is common. */
const LONG_EVERY = 6
const ROUNDS = 2
const ADDED_BAR = 1.3
const USERS = { usual: 'usual@example.org', long: 'long@example.org' }
const PASSWORD = 'secret'

export async function run(): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const usual = [...makeMails(MAILS, { attachments: 0 })]
  const long = usual.map((mail, n) => (n % LONG_EVERY === 0 ? { ...mail, raw: longMail(n, mail) } : mail))
  const lines = [told('mails of the made shop', usual), told('with every sixth a long answer by Outlook', long)]
  const dovecot = await startDovecot({ users: { [USERS.usual]: PASSWORD, [USERS.long]: PASSWORD } })
  try {
    await fillMaildir(dovecot, USERS.usual, usual)
    await fillMaildir(dovecot, USERS.long, long)
    const added = await readInTurns(dovecot, USERS.usual)
    const addedByLong = await readInTurns(dovecot, USERS.long)
    lines.push(`the same with every sixth a long answer by Outlook: ${addedByLong.toFixed(2)}`)
    const line = `processor time of the first reading with ÷ without understanding: ${added.toFixed(2)} (bar ${ADDED_BAR})`
    return added <= ADDED_BAR ? { right: 1, wrong: [], lines: [...lines, line] } : { right: 0, wrong: [line], lines }
  } finally {
    await dovecot.stop()
  }
}

function told(what: string, mails: MadeMail[]): string {
  const size = mails.reduce((sum, { raw }) => sum + raw.length, 0) / mails.length / 1024
  const perSecond = mails.length / secondsAlone(mails)
  return `${what}, ${size.toFixed(1)} KB each: ${Math.round(perSecond)} understood in a second of processor time`
}

function secondsAlone(mails: MadeMail[]): number {
  for (const { raw } of mails) understandRaw(raw)
  const start = process.cpuUsage()
  for (const { raw } of mails) understandRaw(raw)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** The quickest of each counts: whatever else runs on the machine only makes slower. */
async function readInTurns(dovecot: Dovecot, user: string): Promise<number> {
  const known = new Map<string, Understood>()
  const own = startUnderstanding()
  try {
    const noting = notingIn(known, own)
    await reading(dovecot, user, noting)
    const seconds = { withIt: new Array<number>(), without: new Array<number>() }
    for (let round = 0; round < ROUNDS; round++) {
      seconds.withIt.push(await reading(dovecot, user, own))
      seconds.without.push(await reading(dovecot, user, knowing(known)))
    }
    return Math.min(...seconds.withIt) / Math.min(...seconds.without)
  } finally {
    await own.close()
  }
}

function notingIn(known: Map<string, Understood>, own: Understanding): Understanding {
  return {
    async understandAll(mails) {
      const answers = await own.understandAll(mails)
      for (const [index, answer] of answers.entries()) known.set(keyOf(mails[index]), answer)
      return answers
    },
    close: async () => undefined
  }
}

/** Knows all answers beforehand, so that reading costs all that it costs but understanding. */
function knowing(known: Map<string, Understood>): Understanding {
  const missing: Understood = { kind: 'quarantined', reason: 'unreadable', detail: 'not among the mails of the bench' }
  return {
    understandAll: async (mails) => mails.map((mail) => known.get(keyOf(mail)) ?? missing),
    close: async () => undefined
  }
}

function keyOf(mail: MailInput | undefined): string {
  const bytes = mail?.form === 'parts' ? mail.parts.header : mail?.bytes
  const header = Buffer.from(bytes?.subarray(0, HEADER_BYTES) ?? []).toString('latin1')
  return /^Message-ID: (.*)$/im.exec(header)?.[1] ?? ''
}

/** Small mails are fetched whole. */
const HEADER_BYTES = 4096

/** Into a new database; its start is not counted. @returns seconds of processor time */
async function reading(dovecot: Dovecot, user: string, understanding: Understanding): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-understanding-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  chmodSync(folder, 0o711)
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: folder })
  try {
    const secrets = secretsOf(randomBytes(32))
    const world = { database, secrets, clock: systemClock, random: secureRandom, log: silentLog }
    const imap = { host: '127.0.0.1', port: dovecot.port, tls: 'none' as const }
    const credential = { kind: 'password' as const, password: PASSWORD }
    const account = { address: user, imap, smtp: null, username: user, credential, capabilitiesOff: [] }
    const { mailbox } = await connectMailbox(world, account)
    const server = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    const start = processorSeconds([process.pid, server])
    await syncOnce(world, mailbox, { signal: new AbortController().signal, understanding })
    return processorSeconds([process.pid, server]) - start
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
