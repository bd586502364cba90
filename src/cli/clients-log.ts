import { Argument, type Command } from 'commander'
import type { Temporal } from 'temporal-polyfill'
import { readClient } from '#src/clients/client-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import type { Cli } from './context.ts'

const KINDS = ['note', 'call', 'visit', 'meeting'] as const
type Kind = (typeof KINDS)[number]

interface LogFlags {
  on?: string
  text?: string
  from?: true
}

/** `maillon clients log`: what members do with clients outside the mailbox; profit counts what it cost. */
export function registerLog(verb: Command, cli: Cli): void {
  verb
    .command('log <client>')
    .description('put a note, call, visit or meeting on the timeline')
    .addArgument(new Argument('<kind>', 'what it was').choices(KINDS))
    .option('--on <day>', 'the day, as 2026-01-31; today unless told')
    .option('--text <text>', 'what was said')
    .option('--from', 'it came from the client, not from us')
    .action(async (given: string, kind: Kind, { on, text, from }: LogFlags) => {
      if (kind === 'note' && text === undefined)
        throw new Refusal('empty-note', 'A note needs its words: give them with --text.', { wrongUsage: true })
      const { prisma } = await cli.database()
      const client = await readClient(prisma, given)
      const { 'firm.zone': zone } = await readSettings(prisma)
      const at = on === undefined ? cli.clock.now() : noon(on, zone)
      const id = await recordInteraction(prisma, {
        clientId: client.id,
        kind,
        title: text ?? '',
        at: dateOf(at),
        source: 'command-line',
        by: 'command-line',
        ...(kind === 'note' ? {} : { direction: from ? 'in' : 'out' })
      })
      cli.print({ id, client: client.id, kind, at: at.toString() }, `It stands on the timeline of ${client.name}.`)
    })
}

function noon(written: string, zone: string): Temporal.Instant {
  const day = writtenDay(written)
  if (day === null)
    throw new Refusal('bad-day', `--on takes a day such as 2026-01-31, not "${written}".`, { wrongUsage: true })
  return day.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant()
}
