import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createTransport } from 'nodemailer'
import { Temporal } from 'temporal-polyfill'
import { activate } from '#src/campaigns/campaign-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { EXAMPLE } from '#src/delivery/letter/data.ts'
import { letterTemplate } from '#src/delivery/letter/library.ts'
import { setPace } from '#src/delivery/pace-store.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { CONNECTIONS } from '#src/delivery/transmit.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { processorSeconds } from './processor.ts'

/** Sending birthday mails, with all that is checked, written down and composed, beside a bare pool that sends the same. */
export const name = 'sending'

const ROUNDS = 5
const MAILS_PER_ROUND = 1500
const LEAST_SHARE = 0.8
const MAILBOX = '01890000-0000-7000-8000-000000000001'
const ADDRESS = 'contact@atelier.example'
const NINE = Temporal.Instant.from('2026-05-14T07:00Z')
const FIRM = firmOf(settingsFrom([]))
const secrets = secretsOf(randomBytes(32))

export async function run(): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-sending-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  chmodSync(folder, 0o711)
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: folder })
  const sink = await startSink()
  try {
    await prepare(database, sink.port)
    const ours: Round[] = []
    const bare: Round[] = []
    const measured = measuring({ database: () => postmaster(folder), sink: () => sink.pid })
    // The first round warms both up: code is compiled, connections are open.
    for (let round = 0; round <= ROUNDS; round += 1) {
      ours.push(await measured(await readyOurs(database)))
      bare.push(await measured(await readyBare(database, sink.port)))
    }
    return judge({ ours: middle(ours.slice(1)), bare: middle(bare.slice(1)) }, shareOf(ours[0], bare[0]))
  } finally {
    office?.close()
    pool?.close()
    await sink.stop()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a round took, per mail, in milliseconds. */
interface Round {
  wall: number
  /** Of the processor: this process, the database, the server that takes the mails. */
  here: number
  database: number
  sink: number
}

/** Measures rounds by the clock and by the processor: on a busy machine only the second tells anything. */
function measuring({ database, sink }: { database: () => number; sink: () => number }) {
  return async (round: () => Promise<void>): Promise<Round> => {
    const pids = [process.pid, database(), sink()]
    // The database and the server that takes the mails were started from here: their own time is taken off.
    const used = () => pids.map((pid) => processorSeconds([pid]) * 1000)
    const [before, start] = [used(), performance.now()]
    await round()
    const wall = performance.now() - start
    const [all = 0, inDatabase = 0, inSink = 0] = used().map((after, index) => after - (before[index] ?? 0))
    const perMail = (milliseconds: number) => milliseconds / MAILS_PER_ROUND
    return {
      wall: perMail(wall),
      here: perMail(all - inDatabase - inSink),
      database: perMail(inDatabase),
      sink: perMail(inSink)
    }
  }
}

function postmaster(folder: string): number {
  return Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0])
}

/** How fast ours was beside the bare pool. */
function shareOf(ours: Round | undefined, bare: Round | undefined): number {
  if (!ours || !bare) throw new Error('there was no round')
  return bare.wall / ours.wall
}

function judge({ ours, bare }: { ours: Round; bare: Round }, justStarted: number) {
  const share = shareOf(ours, bare)
  const rate = ({ wall }: Round) => (1000 / wall).toFixed(0)
  const line = `${rate(ours)} mails/s, a bare pool ${rate(bare)}: ${share.toFixed(2)} of it (at least ${LEAST_SHARE})`
  const started = `just started, compiling on the way: ${justStarted.toFixed(2)} of it`
  const lines = [line, started, `of the processor, per mail: ${told(ours)}; a bare pool ${told(bare)}`]
  return share >= LEAST_SHARE ? { right: 1, wrong: [], lines } : { right: 0, wrong: [line], lines }
}

function told({ here, database, sink }: Round): string {
  return `${here.toFixed(2)} ms, its database ${database.toFixed(2)} ms, the server ${sink.toFixed(2)} ms`
}

/** The middle one by the clock. */
function middle(rounds: Round[]): Round {
  const [found] = rounds.toSorted((one, other) => one.wall - other.wall).slice(Math.floor(rounds.length / 2))
  if (!found) throw new Error('there was no round')
  return found
}

let office: ReturnType<typeof openPostOffice> | undefined

async function readyOurs(database: Database): Promise<() => Promise<void>> {
  await addBirthdays(database)
  const clock = fixedClock(NINE)
  await planTick(database, { now: NINE, firm: FIRM, holidays: noHolidays })
  const common = { clock, log: silentLog, holder: 'bench' }
  office ??= openPostOffice({ db: database.prisma, secrets, ...common })
  const context = {
    database,
    postOffice: office,
    random: secureRandom,
    publicUrl: 'https://crm.atelier.example',
    holidaysOf: async () => noHolidays,
    ...common
  }
  return async () => {
    while ((await sendDueFollowUps(context)) > 0);
  }
}

let pool: ReturnType<typeof barePool> | undefined

/** The same letter, its parts ready, written as MIME by the library itself. */
async function readyBare({ prisma }: Database, port: number): Promise<() => Promise<void>> {
  const rendered = (await letterTemplate(prisma, { name: 'birthday', language: 'fr' })).render(EXAMPLE.fr)
  if (rendered.kind !== 'letter') throw new Error(`the birthday letter lacks ${rendered.field}`)
  const { letter } = rendered
  const transport = (pool ??= barePool(port))
  const send = (each: number) => transport.sendMail({ from: ADDRESS, to: `client${each}@client.example`, ...letter })
  return async () => {
    await Promise.all(Array.from({ length: MAILS_PER_ROUND }, (_, each) => send(each)))
  }
}

function barePool(port: number) {
  const auth = { user: 'contact', pass: 'x' }
  return createTransport({ pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: CONNECTIONS, auth })
}

async function prepare({ prisma }: Database, smtpPort: number): Promise<void> {
  await prisma.mailbox.create({
    data: {
      id: MAILBOX,
      address: ADDRESS,
      imapHost: '127.0.0.1',
      imapPort: 1,
      imapTls: 'none',
      smtpHost: '127.0.0.1',
      smtpPort,
      smtpTls: 'none',
      username: 'contact',
      secret: Buffer.from(secrets.seal(JSON.stringify({ password: 'x' }), `mailbox:${MAILBOX}`))
    }
  })
  await setPace(prisma, MAILBOX, { perMinute: 1_000_000, perDay: 1_000_000 })
  await activate(prisma, 'birthday', { now: NINE.subtract({ hours: 24 }), by: 'bench' })
}

async function addBirthdays({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    WITH new AS (
      INSERT INTO client (name, state, state_reason, birthday_month, birthday_day)
      SELECT 'Claire Martin', 'active', 'bench', 5, 14 FROM generate_series(1, ${MAILS_PER_ROUND}::int)
      RETURNING id
    ), reachable AS (
      INSERT INTO client_address (client_id, address, match_key, is_primary, source)
      SELECT id, id || '@client.example', id || '@client.example', TRUE, 'bench' FROM new
    )
    INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, recorded_by)
    SELECT id, 'marketing', 'given', 'express', 'form', '2026-01-01', 'bench' FROM new`
  await prisma.$executeRaw`VACUUM ANALYZE`
}

/** The server in a process of its own, so that its work is not on our account. */
async function startSink(): Promise<{ port: number; pid: number; stop(): Promise<void> }> {
  const file = fileURLToPath(new URL('../setup/sink-smtp.ts', import.meta.url))
  const sink = spawn(process.execPath, [...process.execArgv, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(sink, 'exit')
  const [line] = await once(createInterface(sink.stdout), 'line')
  return {
    port: Number(line),
    pid: sink.pid ?? 0,
    async stop() {
      sink.stdin.end()
      await ended
    }
  }
}
