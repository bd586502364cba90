import { Option, type Command } from 'commander'
import { listClients, readClient, type ClientRecord, type ListedClient } from '#src/clients/client-store.ts'
import { timeline, type TimelineEntry } from '#src/clients/timeline-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate, wholeNumber } from './values.ts'

const STATES = ['active', 'suggested', 'ignored', 'all'] as const

export function register(program: Command, cli: Cli): void {
  const verb = program.command('clients').description('The clients, and the people suggested as such')
  registerList(verb, cli)
  registerShow(verb, cli)
}

function registerList(verb: Command, cli: Cli): void {
  verb
    .command('list')
    .description('clients, the latest interaction first')
    .addOption(new Option('--state <state>', 'which ones').choices(STATES).default('active'))
    .option('--limit <count>', 'only so many', wholeNumber)
    .action(async ({ state, limit }: { state: (typeof STATES)[number]; limit?: number }) => {
      const { prisma } = await cli.database()
      const clients = await listClients(prisma, { state, limit })
      cli.print(clients, () =>
        table(['name', 'state', 'last', 'address', 'company', 'tags', 'id'], clients.map(row), none(state))
      )
    })
}

function none(state: (typeof STATES)[number]): string {
  if (state === 'active')
    return 'There are no clients yet; see `maillon clients list --state suggested` for people who may be.'
  return state === 'all' ? 'Nobody is known yet: add a mailbox, or import mails.' : `There are no ${state} ones.`
}

function row({ id, name, state, lastInteractionAt, addresses, company, tags }: ListedClient): string[] {
  const more = addresses.length > 1 ? ` +${addresses.length - 1}` : ''
  const last = lastInteractionAt ? shownDate(lastInteractionAt).slice(0, 10) : ''
  return [name, state, last, `${addresses[0] ?? ''}${more}`, company ?? '', tags.map((tag) => `#${tag}`).join(' '), id]
}

function registerShow(verb: Command, cli: Cli): void {
  verb
    .command('show <client>')
    .description('one client, by id or address, with the timeline')
    .option('--limit <count>', 'length of the timeline; 30 on a terminal, all with --json', wholeNumber)
    .action(async (given: string, { limit }: { limit?: number }) => {
      const { prisma } = await cli.database()
      const client = await readClient(prisma, given)
      const entries = await timeline(prisma, client.id, { limit: limit ?? (cli.json ? 1_000_000 : 30) })
      cli.print({ ...client, timeline: entries }, () => `${card(client)}\n\n${shownTimeline(entries)}`)
    })
}

function card(client: ClientRecord): string {
  const { birthday } = client
  const lines: [string, string | null][] = [
    ['company', client.company],
    ['addresses', client.addresses.join(', ') || null],
    ['phone', client.phone],
    ['state', `${client.state} (${client.stateReason}) since ${shownDate(client.stateSince).slice(0, 10)}`],
    ['tags', client.tags.map((tag) => `#${tag}`).join(' ') || null],
    ['birthday', birthday && [birthday.year ?? '----', two(birthday.month), two(birthday.day)].join('-')],
    ['last from them', client.lastInboundAt && shownDate(client.lastInboundAt)],
    ['last from us', client.lastOutboundAt && shownDate(client.lastOutboundAt)],
    ['id', client.id]
  ]
  const shown = lines.filter(([, value]) => value !== null).map(([title, value]) => `  ${title.padEnd(15)} ${value}`)
  return [client.name, ...shown].join('\n')
}

function shownTimeline(entries: TimelineEntry[]): string {
  const arrows = { in: '→ us', out: '← us' }
  const rows = entries.map(({ at, kind, direction, title, body }) => [
    shownDate(at),
    kind,
    direction ? arrows[direction] : '',
    title.slice(0, 60),
    (body ?? '').replaceAll(/\s+/g, ' ').slice(0, 60)
  ])
  return table(['when', 'what', '', 'title', 'text'], rows, 'Nothing has happened yet.')
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
