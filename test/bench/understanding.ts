import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectMailbox } from '#src/mailbox/add.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { readBody, textPart } from '#src/message/body.ts'
import { startUnderstanding, type MailInput, type Understanding } from '#src/message/bounded.ts'
import { readFields } from '#src/message/header-fields.ts'
import type { Judged } from '#src/message/judged.ts'
import { judgeKind } from '#src/message/kind.ts'
import { languageOf } from '#src/message/language.ts'
import type { CarriedMail } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import { readMime } from '#src/message/mime.ts'
import { splitReply, type ReplySource } from '#src/message/reply.ts'
import { findStatements } from '#src/message/statements.ts'
import { wantedParts } from '#src/message/structure.ts'
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
 * What understanding mails adds to the first reading of a mailbox: the same mails read with and without it, in turns. The bar is
 * on how much longer the reading takes; the processor time of program, database and mail server is told beside it, which is more,
 * as understanding has a thread of its own.
 */
export const name = 'understanding'

const MAILS = 3000
/** One in so many is a long answer by Outlook: the most expensive mail that is common. */
const LONG_EVERY = 6
const ROUNDS = 2
const ADDED_BAR = 1.3
const USERS = { usual: 'usual@example.org', long: 'long@example.org' }
const PASSWORD = 'secret'

export async function run(): Promise<Outcome> {
  const usual = [...makeMails(MAILS, { attachments: 0 })]
  const long = usual.map((mail, n) => (n % LONG_EVERY === 0 ? { ...mail, raw: longMail(n, mail) } : mail))
  const lines = [told('mails of the made shop', usual), told('with every sixth a long answer by Outlook', long)]
  const dovecot = await startDovecot({ users: { [USERS.usual]: PASSWORD, [USERS.long]: PASSWORD } })
  try {
    await fillMaildir(dovecot, USERS.usual, usual)
    await fillMaildir(dovecot, USERS.long, long)
    const added = await readInTurns(dovecot, USERS.usual)
    const addedByLong = await readInTurns(dovecot, USERS.long)
    const outcome: Outcome = { right: 0, wrong: [], lines }
    judgeAdded(outcome, 'mails of the made shop', added)
    judgeAdded(outcome, 'with every sixth a long answer by Outlook', addedByLong)
    return outcome
  } finally {
    await dovecot.stop()
  }
}

interface Outcome {
  right: number
  wrong: string[]
  lines: string[]
}

function judgeAdded(outcome: Outcome, what: string, { clock, processor }: Cost): void {
  const line = `${what}: the first reading takes ${clock.toFixed(2)} of its time without understanding (bar ${ADDED_BAR})`
  outcome.lines.push(`${what}: processor time with ÷ without: ${processor.toFixed(2)}`)
  if (clock > ADDED_BAR) outcome.wrong.push(line)
  else {
    outcome.right += 1
    outcome.lines.push(line)
  }
}

function told(what: string, mails: MadeMail[]): string {
  const size = mails.reduce((sum, { raw }) => sum + raw.length, 0) / mails.length / 1024
  const whole = secondsOf(() => mails.map(({ raw }) => understandRaw(raw)))
  const parsed = mails.map(({ raw }) => parse(raw))
  const proper = secondsOf(() => parsed.map(judge))
  const each = (seconds: number): string => `${((seconds / mails.length) * 1e6).toFixed(0)} µs`
  return (
    `${what}, ${size.toFixed(1)} KB each: ${Math.round(mails.length / whole)} understood in a second of processor time; a mail takes ` +
    `${each(whole)}, of them ${each(whole - proper)} to parse it, without which none is stored, and ${each(proper)} to judge kind, ` +
    'new text, language and statements'
  )
}

/** The quicker of two, after one that lets the compiler see it. */
function secondsOf(work: () => unknown): number {
  work()
  const turns = [1, 2].map(() => {
    const start = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6
  })
  return Math.min(...turns)
}

interface Parsed {
  judged: Judged
  source: ReplySource
  baseSubject: string
}

/** What is known of a mail that is parsed and nothing else: made mails have no other parts than texts. */
function parse(raw: Buffer): Parsed {
  const { header, root } = readMime(raw)
  const wanted = wantedParts(root)
  const sections = wanted.kind === 'wanted' ? wanted.parts : []
  const bodies = root.childNodes ?? [root]
  const parts = sections.map((part, index) => ({
    ...part,
    content: bodies[index]?.body ?? Buffer.alloc(0),
    truncated: false
  }))
  const body = readBody(parts.map(textPart), root.type)
  const fields = readFields(header, null)
  const judged = { header, fields, text: body.text, parts, rootType: root.type, reportType: '' }
  return { judged, source: { ...body, subject: fields.subject }, baseSubject: fields.baseSubject }
}

function judge({ judged, source, baseSubject }: Parsed): unknown {
  const { kind } = judgeKind(judged)
  const { reply } = splitReply(source)
  const language = languageOf(`${reply.text}\n${baseSubject}`)
  return kind === 'human' ? findStatements(reply.text, language, judged.fields.date) : []
}

interface Cost {
  /** Seconds of processor time, of program and database. */
  processor: number
  /** Seconds on the clock. */
  clock: number
}

/** The quickest of each counts: whatever else runs on the machine only makes slower. */
async function readInTurns(dovecot: Dovecot, user: string): Promise<Cost> {
  const known = new Map<string, Understood<CarriedMail>>()
  const own = startUnderstanding()
  try {
    const noting = notingIn(known, own)
    await reading(dovecot, user, noting)
    const costs = { withIt: new Array<Cost>(), without: new Array<Cost>() }
    for (let round = 0; round < ROUNDS; round++) {
      costs.withIt.push(await reading(dovecot, user, own))
      costs.without.push(await reading(dovecot, user, knowing(known)))
    }
    const added = (of: keyof Cost): number =>
      Math.min(...costs.withIt.map((cost) => cost[of])) / Math.min(...costs.without.map((cost) => cost[of]))
    return { processor: added('processor'), clock: added('clock') }
  } finally {
    await own.close()
  }
}

function notingIn(known: Map<string, Understood<CarriedMail>>, own: Understanding): Understanding {
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
function knowing(known: Map<string, Understood<CarriedMail>>): Understanding {
  const missing: Understood<CarriedMail> = {
    kind: 'quarantined',
    reason: 'unreadable',
    detail: 'not among the mails of the bench'
  }
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

/** Into a new database; its start is not counted. */
async function reading(dovecot: Dovecot, user: string, understanding: Understanding): Promise<Cost> {
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
    const start = { processor: processorSeconds([process.pid, server]), clock: performance.now() }
    await syncOnce(world, mailbox, { signal: new AbortController().signal, understanding })
    const clock = (performance.now() - start.clock) / 1000
    return { processor: processorSeconds([process.pid, server]) - start.processor, clock }
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
