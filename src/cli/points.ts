import type { Command } from 'commander'
import { readClient } from '#src/clients/client-store.ts'
import { shownCode } from '#src/offers/code.ts'
import { adjust, exchange, type PointsDeed } from '#src/offers/points/exchange.ts'
import { addNotices } from '#src/offers/points/expiry-store.ts'
import { balanceOf, entriesOf } from '#src/offers/points/ledger-store.ts'
import { firmDay, noticesDue, runPoints } from '#src/offers/points/programme.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { registerPointsRules } from './points-rules.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('points').description('Points: how they are earned, held, given and exchanged')
  registerLedger(verb, cli)
  registerDeeds(verb, cli)
  registerExpiry(verb, cli)
  registerPointsRules(verb, cli)
}

function registerLedger(verb: Command, cli: Cli): void {
  verb
    .command('show <client>')
    .description('the points of a client, and how they came to be')
    .action(async (given: string) => {
      const { prisma } = await cli.database()
      const client = await readClient(prisma, given)
      const balance = await balanceOf(prisma, client.id)
      const entries = await entriesOf(prisma, client.id)
      const rows = entries.map(({ onDay, kind, points, reason }) => [day(onDay), kind, String(points), reason])
      cli.print({ id: client.id, name: client.name, balance, entries: entries.map(entryData) }, () =>
        [`${client.name}: ${balance} points`, '', table(['day', 'what', 'points', 'why'], rows, 'Nothing yet.')].join(
          '\n'
        )
      )
    })
  verb
    .command('run')
    .description('enter what purchases, birthdays and refunds have changed; the planner does so every hour')
    .action(async () => {
      const { prisma } = await cli.database()
      const done = await runPoints(prisma, { now: cli.clock.now(), settings: await readSettings(prisma) })
      cli.print(done, `${done.earned} entries for purchases and birthdays, ${done.expired} expired.`)
    })
}

function registerDeeds(verb: Command, cli: Cli): void {
  verb
    .command('adjust <client> <points>')
    .description('give points, or take some: 50 or -50')
    .requiredOption('--reason <text>', 'why, for the ledger')
    .option('--key <key>', 'done once for each key, however often it is asked')
    .action(async (client: string, written: string, { reason, key }: { reason: string; key?: string }) => {
      const points = wholePoints(written)
      const { prisma } = await cli.database()
      const deed = await deedOf(cli)
      const asked = { client, points, reason, key: key ?? cli.random.token(12) }
      const done = await prisma.$transaction((tx) => adjust(tx, asked, deed))
      if (done.kind === 'refused')
        throw new Refusal('below-zero', `There are only ${done.balance} points to take: take at most these.`)
      cli.print(done, done.repeated ? `That was done before: ${done.balance} points.` : `${done.balance} points now.`)
    })
    // A number of points below 0 is no option.
    .allowUnknownOption()
  verb
    .command('exchange <client> <reward>')
    .description('exchange points for a reward: prints the code of the coupon')
    .option('--key <key>', 'done once for each key, however often it is asked')
    .action(async (client: string, reward: string, { key }: { key?: string }) => {
      const { prisma } = await cli.database()
      const deed = { ...(await deedOf(cli)), random: cli.random }
      const asked = { client, reward, key: key ?? cli.random.token(12) }
      const done = await prisma.$transaction((tx) => exchange(tx, asked, deed))
      if (done.kind === 'refused') throw refusalOf(done)
      const { coupon, points, balance, repeated } = done
      const code = shownCode(coupon.code)
      cli.print(
        { code, points, balance, repeated, expiresAt: coupon.expiresAt.toISOString() },
        `${code}, for ${points} points; ${balance} are left.`
      )
    })
}

function registerExpiry(verb: Command, cli: Cli): void {
  verb
    .command('notices')
    .description(
      'who is to be told that points will expire; the program mails them, and nobody’s expire who was not told'
    )
    .option('--told', 'they have all been told otherwise, such as by letter: remember it')
    .action(async ({ told }: { told?: true }) => {
      const { prisma } = await cli.database()
      const settings = await readSettings(prisma)
      const due = await noticesDue(prisma, { now: cli.clock.now(), settings })
      if (told) {
        const toldOn = firmDay(cli.clock.now(), settings).toString()
        await addNotices(prisma, due, { toldOn, by: 'command' })
      }
      const rows = due.map(({ name, points, expiresOn, clientId }) => [name, String(points), expiresOn, clientId])
      cli.print({ told: told ?? false, clients: due }, () =>
        table(['client', 'points', 'expire on', 'id'], rows, 'Nobody is to be told now.')
      )
    })
}

function refusalOf(done: Extract<Awaited<ReturnType<typeof exchange>>, { kind: 'refused' }>): Refusal {
  if (done.reason === 'not-enough-points')
    return new Refusal(done.reason, `It takes ${done.needed} points, and there are ${done.balance}.`)
  const known = done.known.join(', ') || 'none'
  return new Refusal(done.reason, `There is no such reward; there are: ${known}.`)
}

async function deedOf(cli: Cli): Promise<PointsDeed> {
  const settings = await readSettings((await cli.database()).prisma)
  return { now: cli.clock.now(), settings, by: 'command' }
}

function wholePoints(written: string): number {
  const points = Number(written)
  if (/^[+-]?\d{1,7}$/.test(written) && points !== 0) return points
  throw new Refusal('bad-points', `"${written}" is no number of points: write it like 50 or -50.`, { wrongUsage: true })
}

function entryData(entry: Awaited<ReturnType<typeof entriesOf>>[number]): object {
  return { ...entry, onDay: day(entry.onDay) }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
