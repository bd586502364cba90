import type { Command } from 'commander'
import { readClient, type ClientRecord } from '#src/clients/client-store.ts'
import type { Field } from '#src/clients/fields/definition.ts'
import { fieldWords } from '#src/clients/fields/value.ts'
import { heldFields } from '#src/clients/fields/value-store.ts'
import { preferencesOf, type PreferenceRow } from '#src/clients/preference-store.ts'
import { timeline, type TimelineEntry } from '#src/clients/timeline-store.ts'
import { balanceOf } from '#src/offers/points/ledger-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate, wholeNumber } from './values.ts'

/** Entries that a terminal shows, and that scripts get, unless told. */
const SHOWN = 30
const ALL = 1_000_000

export function registerShow(verb: Command, cli: Cli): void {
  verb
    .command('show <client>')
    .description('one client, by id or address, with the timeline')
    .option('--limit <count>', `length of the timeline; ${SHOWN} on a terminal, all with --json`, wholeNumber)
    .action(async (given: string, { limit }: { limit?: number }) => {
      const { prisma } = await cli.database()
      const client = await readClient(prisma, given)
      const preferences = await preferencesOf(prisma, client.id)
      const entries = await timeline(prisma, client.id, { limit: limit ?? (cli.json ? ALL : SHOWN) })
      const points = await balanceOf(prisma, client.id)
      const data = { ...client, points, preferences, timeline: entries }
      const fields = await heldFields(prisma, client.id)
      cli.print(data, () => `${card({ ...client, points }, preferences, fields)}\n\n${shownTimeline(entries)}`)
    })
}

function card(
  client: ClientRecord & { points: number },
  preferences: PreferenceRow[],
  fields: { field: Field; value: unknown }[]
): string {
  const { birthday } = client
  const lines: [string, string | null][] = [
    ['company', client.company],
    ['addresses', client.addresses.join(', ') || null],
    ['phone', client.phone],
    ['state', `${client.state} (${client.stateReason}) since ${shownDate(client.stateSince).slice(0, 10)}`],
    ['points', client.points === 0 ? null : String(client.points)],
    ['tags', client.tags.map((tag) => `#${tag}`).join(' ') || null],
    ['birthday', birthday && [birthday.year ?? '-', two(birthday.month), two(birthday.day)].join('-')],
    ['last from them', client.lastInboundAt && shownDate(client.lastInboundAt)],
    ['last from us', client.lastOutboundAt && shownDate(client.lastOutboundAt)],
    ...fields.map(({ field, value }): [string, string] => [field.key, fieldWords(field, value, 'en')]),
    ...preferences.map(({ key, value, state }): [string, string] => [
      key,
      state === 'proposed' ? `${value} (proposed)` : value
    ]),
    ['id', client.id]
  ]
  const shown = lines.filter(([, value]) => value !== null).map(([title, value]) => `  ${title.padEnd(15)} ${value}`)
  return [client.name, ...shown].join('\n')
}

const ARROWS = { in: '→ us', out: '← us' }

function shownTimeline(entries: TimelineEntry[]): string {
  const rows = entries.map(({ at, kind, direction, title, body }) => [
    shownDate(at),
    kind,
    direction ? ARROWS[direction] : '',
    title.slice(0, 60),
    (body ?? '').replaceAll(/\s+/g, ' ').slice(0, 60)
  ])
  return table(['when', 'what', '', 'title', 'text'], rows, 'Nothing has happened yet.')
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
