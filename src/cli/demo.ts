import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { arrivals, rawMails } from '#src/demo/correspondence.ts'
import { eml } from '#src/demo/eml.ts'
import { startMailServer, type MailServer, type Submitted } from '#src/demo/mail-server.ts'
import { MEMBERS, SHOP } from '#src/demo/people.ts'
import { answerTo, isToUs } from '#src/demo/replies.ts'
import { clientFile, purchaseFile } from '#src/demo/shop-data.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import { decodeHeaderText } from '#src/message/encoded-words.ts'
import type { Db } from '#src/platform/database/database.ts'
import { shiftedClock, type Clock } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { holderId } from '#src/platform/holder.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { addMember, addOurAddresses, listMembers } from '#src/team/store.ts'
import { startRoles } from '#workers/process.ts'
import { roleNames } from '#workers/roles.ts'
import type { Cli } from './context.ts'
import { keepClock } from './demo-clock.ts'
import { storyOfMail, storyOfReading } from './demo-story.ts'
import { importClients, importPurchases } from './import-records.ts'
import { worldOf } from './mailbox-world.ts'

const ARRIVAL_MS = 20_000
const STOP_MS = 9_500

export function register(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description("Run the program with a demonstration: a shop's mailbox in this process, that goes on receiving mail")
    .option('--port <port>', 'port of the pages (MAILLON_PORT; 3600 unless told)')
    .option('--now <instant>', 'begin at this instant instead of now, such as 2026-05-14T08:59:30+02:00')
    .action(async ({ port, now }: { port?: string; now?: string }) => {
      const folder = join(cli.config().dataFolder, 'demo')
      mkdirSync(folder, { recursive: true })
      cli.configure({ MAILLON_DATA: folder, ...(port === undefined ? {} : { MAILLON_PORT: port }) })
      const start = now === undefined ? null : readInstant(now)
      keepClock(folder, start)
      await demonstrate(start === null ? cli : { ...cli, clock: shiftedClock(start) }, folder)
    })
}

async function demonstrate(cli: Cli, folder: string): Promise<void> {
  const stop = cli.stopSignal()
  const stopped = once(stop, 'abort')
  say(`A demonstration of Maillon: the mailbox of ${SHOP.name}, a lamp shop in Lyon. Everything stays in this process.`)
  const anchor = anchorOf(folder, cli.clock.now().epochMilliseconds)
  const server = await openShop(anchor, cli.clock)
  await setUp(cli, server)
  await importFiles(cli, folder, anchor)
  const database = await cli.database()
  const running = await startRoles(roleNames, {
    config: cli.config(),
    database,
    queue: await cli.queue(),
    secrets: await cli.secrets(),
    log: cli.log(),
    clock: cli.clock,
    random: cli.random,
    holder: holderId(cli.random)
  })
  tellHowToLook(cli, running.firstVisit ?? running.addresses[0], server)
  const telling = tellWhatHappens(cli, { server, db: database.prisma, stop })
  await stopped
  await telling
  setTimeout(() => process.exit(1), STOP_MS).unref()
  await running.stop()
  await server.close()
}

function readInstant(written: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(written)
  } catch (cause) {
    throw new Refusal('bad-instant', `--now takes an instant such as 2026-05-14T08:59:30+02:00, not "${written}".`, {
      wrongUsage: true,
      cause
    })
  }
}

/** The past is told relative to the first start, so that a second start finds the mails it knows. */
function anchorOf(folder: string, now: number): number {
  const file = join(folder, 'began')
  if (!existsSync(file)) writeFileSync(file, String(now))
  return Number(readFileSync(file, 'utf8'))
}

async function openShop(anchor: number, clock: Clock): Promise<MailServer> {
  const server = await startMailServer(SHOP.address, {
    uidvalidity: Math.floor(Date.now() / 1000),
    onSubmitted: (sent) => deliverSent(server, sent, clock.now().epochMilliseconds)
  })
  const mails = rawMails(anchor)
  for (const { folder, raw, at } of mails) server.deliver(folder, raw, new Date(at))
  say(`It holds ${mails.length} mails of the last two years.`)
  return server
}

function deliverSent(server: MailServer, sent: Submitted, now: number): void {
  say(`→ sent to ${sent.to.join(', ')}: ${subjectOf(sent.raw)}`)
  if (sent.to.some(isToUs)) server.deliver('INBOX', sent.raw, new Date(now))
  for (const raw of answerTo(sent, now)) server.deliver('INBOX', raw, new Date(now))
}

/** A long subject goes on over several lines (RFC 5322, section 2.2.3). */
function subjectOf(raw: string): string {
  const folded = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)$/im.exec(raw)?.[1] ?? ''
  return decodeHeaderText(folded.replace(/\r?\n[ \t]/g, ' '))
}

async function setUp(cli: Cli, server: MailServer): Promise<void> {
  const world = await worldOf(cli)
  const db = world.database.prisma
  await writeSettings(db, {
    'firm.name': SHOP.name,
    'firm.postalAddress': SHOP.postalAddress,
    'firm.country': 'FR',
    'firm.zone': 'Europe/Paris',
    'database.purpose': 'demo'
  })
  await makeTeam(db)
  const loopback = { host: '127.0.0.1', tls: 'none' as const }
  await connectMailbox(world, {
    address: SHOP.address,
    imap: { ...loopback, port: server.imapPort },
    smtp: { ...loopback, port: server.smtpPort },
    username: server.user,
    credential: { kind: 'password', password: server.password },
    capabilitiesOff: []
  })
}

/** Colleagues are members from the start; the owner makes her own account on the first page. */
async function makeTeam(db: Db): Promise<void> {
  const [owner, ...colleagues] = MEMBERS
  if (owner) await addOurAddresses(db, [owner.address], 'alias')
  const known = new Set((await listMembers(db)).map(({ email }) => email))
  for (const { name, address } of colleagues)
    if (!known.has(address)) await addMember(db, { name, email: address, role: 'member' })
}

/** The client file and the till's purchases, imported as an owner would: the files stay, to be looked at. */
async function importFiles(cli: Cli, folder: string, anchor: number): Promise<void> {
  const clients = join(folder, 'clients.csv')
  const purchases = join(folder, 'purchases.csv')
  writeFileSync(clients, clientFile(anchor))
  writeFileSync(purchases, purchaseFile(anchor))
  say(`Importing ${clients} and ${purchases}:`)
  const flags = { map: [], source: 'till' }
  await importClients(cli, clients, flags)
  await importPurchases(cli, purchases, flags)
}

/** First how the past was read, then every mail that arrives and where it stands, until the signal aborts. */
async function tellWhatHappens(cli: Cli, { server, db, stop }: Stage): Promise<void> {
  const read = await storyOfReading(db, stop)
  if (read !== null) say(`${read}\nA new mail arrives every ${ARRIVAL_MS / 1000} seconds:\n`)
  for (const mail of arrivals(cli.clock.now().epochMilliseconds)) {
    await pause(ARRIVAL_MS, undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) return
    const at = cli.clock.now().epochMilliseconds
    server.deliver('INBOX', eml({ ...mail, at }), new Date(at))
    say(`← ${mail.from.name} writes: ${mail.subject}`)
    const story = await storyOfMail(db, mail.messageId, stop)
    if (story !== null) say(story)
  }
}

interface Stage {
  server: MailServer
  db: Db
  stop: AbortSignal
}

function tellHowToLook(cli: Cli, address: string | undefined, server: MailServer): void {
  const folder = cli.config().dataFolder
  const fromHere = relative('.', folder)
  const program = existsSync('maillon') ? './maillon' : 'npx maillon'
  const command = `${program} --data ${fromHere.startsWith('..') ? folder : fromHere}`
  say(
    [
      '',
      ...(address === undefined ? [] : [`Look at it in a browser:  ${address}`]),
      'In another terminal:',
      `  ${command} mailbox list          how far the mailbox has been read`,
      `  ${command} clients list          the clients, and who is suggested`,
      `  ${command} clients show ID       one client with the whole timeline`,
      `  ${command} threads               mails that answer each other`,
      `  ${command} campaign activate birthday    who would get what, then it is switched on`,
      `Open the shop's mailbox in a mail program of your own: user ${server.user}, password ${server.password},`,
      `  IMAP localhost:${server.imapPort}, SMTP localhost:${server.smtpPort}, no encryption; ${MEMBERS[0]?.name ?? 'the owner'} is ${MEMBERS[0]?.address ?? ''}.`,
      'Stop with Ctrl+C.',
      ''
    ].join('\n')
  )
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
