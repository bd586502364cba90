import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
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

/** Sending birthday mails, with all that is checked, written down and composed, beside a bare pool that sends the same. */
export const name = 'sending'

const ROUNDS = 3
const MAILS_PER_ROUND = 300
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
    const ours: number[] = []
    const bare: number[] = []
    // The first round warms both up: code is compiled, connections are open.
    for (let round = 0; round <= ROUNDS; round += 1) {
      ours.push(await sendOurs(database))
      bare.push(await sendBare(database, sink.port))
    }
    return judge(rate(ours.slice(1)), rate(bare.slice(1)))
  } finally {
    office?.close()
    pool?.close()
    await sink.stop()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function judge(ours: number, bare: number) {
  const share = ours / bare
  const line = `${ours.toFixed(0)} mails/s, a bare pool ${bare.toFixed(0)}: ${share.toFixed(2)} of it (at least ${LEAST_SHARE})`
  return share >= LEAST_SHARE ? { right: 1, wrong: [], lines: [line] } : { right: 0, wrong: [line], lines: [line] }
}

/** @param times of rounds, in milliseconds @returns mails per second, of the middle round */
function rate(times: number[]): number {
  const middle = times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Infinity
  return (MAILS_PER_ROUND * 1000) / middle
}

let office: ReturnType<typeof openPostOffice> | undefined

async function sendOurs(database: Database): Promise<number> {
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
  const start = performance.now()
  while ((await sendDueFollowUps(context)) > 0);
  return performance.now() - start
}

let pool: ReturnType<typeof barePool> | undefined

/** The same letter, its parts ready, written as MIME by the library itself. */
async function sendBare({ prisma }: Database, port: number): Promise<number> {
  const rendered = (await letterTemplate(prisma, { name: 'birthday', language: 'fr' })).render(EXAMPLE.fr)
  if (rendered.kind !== 'letter') throw new Error(`the birthday letter lacks ${rendered.field}`)
  const { letter } = rendered
  const transport = (pool ??= barePool(port))
  const start = performance.now()
  const send = (each: number) => transport.sendMail({ from: ADDRESS, to: `client${each}@client.example`, ...letter })
  await Promise.all(Array.from({ length: MAILS_PER_ROUND }, (_, each) => send(each)))
  return performance.now() - start
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
async function startSink(): Promise<{ port: number; stop(): Promise<void> }> {
  const file = fileURLToPath(new URL('../setup/sink-smtp.ts', import.meta.url))
  const sink = spawn(process.execPath, [...process.execArgv, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(sink, 'exit')
  const [line] = await once(createInterface(sink.stdout), 'line')
  return {
    port: Number(line),
    async stop() {
      sink.stdin.end()
      await ended
    }
  }
}
