import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { indexMessages } from '#src/clients/search-store.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import { connect, disconnect } from '#src/mailbox/connect.ts'
import { asRange, searchUids } from '#src/mailbox/fetch.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { startUnderstanding, type Understanding } from '#src/message/bounded.ts'
import { systemClock } from '#src/platform/clock.ts'
import { openDatabase } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { makeMails } from '#test/mails.ts'
import { startDovecot, type Dovecot } from '#test/servers/dovecot.ts'
import { fillMaildir } from '#test/servers/maildir.ts'
import { runProgram } from '#test/servers/program.ts'
import { memoryOf } from './memory.ts'

/** The first reading of a mailbox into the CRM, beside `mbsync` and imapflow alone, on the same Dovecot. */
export const name = 'reading'

const MAILS = 5000
const MANY_MAILS = 50_000
/** Attachments are never read: for many mails small ones spare the disk. */
const SMALL_ATTACHMENT_BYTES = 2000
const ROUNDS = 3
/** Bars of the performance budget; growth is the cost of a mail among many over that among few. */
const MBSYNC_BAR = 1
const IMAPFLOW_BAR = 1.6
const GROWTH_BAR = 1.25
const MEMORY_GROWTH_BAR_MB = 50
/** Looking costs time of the process that is measured. */
const MEMORY_LOOKS_MS = 3000

const USERS = { large: 'large@example.org', few: 'few@example.org', many: 'many@example.org' }
const PASSWORD = 'secret'

interface Outcome {
  right: number
  wrong: string[]
  lines: string[]
}

export async function run(): Promise<Outcome> {
  const dovecot = await startDovecot({
    users: Object.fromEntries(Object.values(USERS).map((user) => [user, PASSWORD]))
  })
  const outcome: Outcome = { right: 0, wrong: [], lines: [] }
  try {
    await fillMaildir(dovecot, USERS.large, makeMails(MAILS))
    await compareSpeed(dovecot, outcome)
    await fillMaildir(dovecot, USERS.few, makeMails(MAILS, { attachmentSize: SMALL_ATTACHMENT_BYTES }))
    await fillMaildir(dovecot, USERS.many, makeMails(MANY_MAILS, { attachmentSize: SMALL_ATTACHMENT_BYTES }))
    await measureGrowth(dovecot, outcome)
    return outcome
  } finally {
    await dovecot.stop()
  }
}

/**
 * In turns, so that a busy moment of the machine falls on all alike; the middle of each counts.
 *
 * Node compiles a program while it runs, which at 5,000 mails costs as much again as the reading itself. imapflow alone was always
 * run once before it counted; the reading was not, and had a new thread for understanding each time. Now both are, and what they
 * take when they have just been started is told besides. mbsync is compiled already: it is compared with a reading just started.
 */
async function compareSpeed(dovecot: Dovecot, outcome: Outcome): Promise<void> {
  const seconds = { mbsync: new Array<number>(), imapflow: new Array<number>(), maillon: new Array<number>() }
  const started = {
    imapflow: await withImapflow(dovecot, USERS.large),
    maillon: (await withMaillon(dovecot, USERS.large)).seconds
  }
  let indexing = 0
  const understanding = startUnderstanding()
  await withMaillon(dovecot, USERS.large, understanding)
  for (let round = 0; round < ROUNDS; round++) {
    seconds.mbsync.push(await withMbsync(dovecot, USERS.large))
    seconds.imapflow.push(await withImapflow(dovecot, USERS.large))
    const reading = await withMaillon(dovecot, USERS.large, understanding)
    seconds.maillon.push(reading.seconds)
    indexing = reading.indexingSeconds
  }
  await understanding.close()
  const [mbsync, imapflow, maillon] = [middle(seconds.mbsync), middle(seconds.imapflow), middle(seconds.maillon)]
  const told = (what: string, value: number) => `${what}: ${value.toFixed(2)} s, ${Math.round(MAILS / value)} mails/s`
  outcome.lines.push(told('mbsync', mbsync), told('imapflow alone', imapflow), told('first reading', maillon))
  outcome.lines.push(told('imapflow alone, just started', started.imapflow))
  outcome.lines.push(told('first reading, just started', started.maillon))
  outcome.lines.push(`just started, first reading ÷ imapflow alone: ${(started.maillon / started.imapflow).toFixed(2)}`)
  outcome.lines.push(told('making what was read searchable, behind the reading', indexing))
  judge(outcome, 'first reading, just started ÷ mbsync', { value: started.maillon / mbsync, bar: MBSYNC_BAR })
  judge(outcome, 'first reading ÷ imapflow alone', { value: maillon / imapflow, bar: IMAPFLOW_BAR })
}

async function measureGrowth(dovecot: Dovecot, outcome: Outcome): Promise<void> {
  const few = await withMaillon(dovecot, USERS.few)
  const many = await withMaillon(dovecot, USERS.many)
  const told = (mails: number, { seconds, peakMb }: Reading) =>
    `${mails} mails: ${seconds.toFixed(1)} s, ${((seconds / mails) * 1000).toFixed(2)} ms each, at most ${peakMb} MB with the database`
  outcome.lines.push(told(MAILS, few), told(MANY_MAILS, many))
  const growth = many.seconds / MANY_MAILS / (few.seconds / MAILS)
  judge(outcome, 'cost of a mail among 50,000 ÷ among 5,000', { value: growth, bar: GROWTH_BAR })
  // Caches and heap fill up in the first moments, whatever the size of the mailbox.
  const grown = many.peakMb - many.peakOfFirstHalfMb
  judge(outcome, 'MB more in the second 25,000 mails than in the first', { value: grown, bar: MEMORY_GROWTH_BAR_MB })
}

function judge(outcome: Outcome, what: string, { value, bar }: { value: number; bar: number }): void {
  const line = `${what}: ${value.toFixed(2)} (bar ${bar})`
  if (value > bar) outcome.wrong.push(line)
  else {
    outcome.right += 1
    outcome.lines.push(line)
  }
}

async function withMbsync(dovecot: Dovecot, user: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-mbsync-'))
  const configuration = join(folder, 'mbsyncrc')
  const account = ['IMAPAccount far', 'Host 127.0.0.1', `Port ${dovecot.port}`, `User ${user}`, `Pass ${PASSWORD}`]
  const near = ['MaildirStore near', `Path ${folder}/mail/`, `Inbox ${folder}/mail/INBOX`, 'SubFolders Verbatim']
  const channel = ['Channel all', 'Far :far:', 'Near :near:', 'Patterns *', 'Create Near', 'Sync Pull', 'SyncState *']
  const text = [
    ...account,
    'SSLType None',
    'AuthMechs LOGIN',
    '',
    'IMAPStore far',
    'Account far',
    '',
    ...near,
    '',
    ...channel
  ]
  writeFileSync(configuration, `${text.join('\n')}\n`)
  await runProgram('mkdir', [join(folder, 'mail')])
  const seconds = await timed(async () => {
    await runProgram('mbsync', ['-c', configuration, '-a'])
  })
  rmSync(folder, { recursive: true })
  return seconds
}

/** Headers, structure and the first 64 KiB of parts 1 and 1.1, in one FETCH per 500 mails, thrown away. */
async function withImapflow(dovecot: Dovecot, user: string): Promise<number> {
  const connection = await connect(accountOn(dovecot, user))
  const bodyParts = ['1', '1.1'].map((key) => ({ key, maxLength: 64 * 1024 }))
  const query = {
    uid: true,
    flags: true,
    internalDate: true,
    size: true,
    bodyStructure: true,
    headers: true,
    bodyParts
  }
  const seconds = await timed(async () => {
    for (const folder of ['INBOX', 'Sent']) {
      await connection.mailboxOpen(folder, { readOnly: true })
      const uids = await searchUids(connection, '1:*')
      for (let start = 0; start < uids.length; start += 500)
        await connection.fetchAll(asRange(uids.slice(start, start + 500)), query, { uid: true })
    }
  })
  await disconnect(connection)
  return seconds
}

interface Reading {
  seconds: number
  /** What follows closely behind, so that mails are found by their words. */
  indexingSeconds: number
  peakMb: number
  peakOfFirstHalfMb: number
}

/** Into a new database; its start is not counted. @param understanding one that has understood mails before */
async function withMaillon(dovecot: Dovecot, user: string, understanding?: Understanding): Promise<Reading> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-reading-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  chmodSync(folder, 0o711)
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: folder })
  const server = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  const secrets = secretsOf(randomBytes(32))
  const world = { database, secrets, clock: systemClock, random: secureRandom, log: silentLog }
  const { port, credential } = accountOn(dovecot, user)
  const imap = { host: '127.0.0.1', port, tls: 'none' as const }
  const account = { address: user, imap, smtp: null, username: user, credential, capabilitiesOff: [] }
  const { mailbox } = await connectMailbox(world, account)
  const reading: Reading = { seconds: 0, indexingSeconds: 0, peakMb: 0, peakOfFirstHalfMb: 0 }
  let settled = 0
  const watch = setInterval(() => {
    reading.peakMb = Math.max(reading.peakMb, memoryOf([process.pid, server]))
    if (settled < MANY_MAILS / 2) reading.peakOfFirstHalfMb = reading.peakMb
  }, MEMORY_LOOKS_MS)
  reading.seconds = await timed(async () => {
    await syncOnce(world, mailbox, {
      signal: new AbortController().signal,
      onSettled: (_folder, count) => (settled += count),
      ...(understanding && { understanding })
    })
  })
  clearInterval(watch)
  reading.indexingSeconds = await timed(async () => {
    while (!(await indexMessages(database.prisma, new Date())).isDone);
  })
  await database.close()
  rmSync(folder, { recursive: true, force: true })
  return reading
}

function accountOn({ port }: Dovecot, user: string) {
  const credential = { kind: 'password' as const, password: PASSWORD }
  return { host: '127.0.0.1', port, tls: 'none' as const, user, credential, capabilitiesOff: [] }
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
