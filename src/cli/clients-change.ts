import type { Command } from 'commander'
import { currentClient, readClient } from '#src/clients/client-store.ts'
import { clearErasedTraces } from '#src/clients/erased-traces.ts'
import { eraseClient } from '#src/clients/erase.ts'
import { mergeClients, undoMerge, type Deed } from '#src/clients/merge.ts'
import { acceptSuggestion, ignoreSuggestion } from '#src/clients/suggestion-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'

/** Erasing reads every mail that is kept, for the person's name in it. */
const ERASING_MS = 600_000

export function registerChanges(verb: Command, cli: Cli): void {
  const deed = (): Deed => ({ by: COMMAND_LINE, at: dateOf(cli.clock.now()) })
  registerState(verb, cli, deed)
  verb
    .command('merge <from> <into>')
    .description('make two clients one; the first one becomes part of the second')
    .option('--undo', 'take a merge back')
    .action((from: string, into: string, { undo }: { undo?: true }) =>
      undo ? takeBack(cli, { from, into }, deed()) : merge(cli, { from, into }, deed())
    )
  verb
    .command('erase <client>')
    .description('erase a person for real, here and in every mail that is kept; it cannot be taken back')
    .option('--yes', 'yes, for good')
    .action(async (given: string, { yes }: { yes?: true }) => {
      const { prisma } = await cli.database()
      const { name } = await readClient(prisma, given)
      if (!yes) throw new Refusal('not-confirmed', `This erases ${name} for good: say --yes to go on.`)
      const secrets = await cli.secrets()
      const erase = (tx: Db) => eraseClient(tx, given, { ...deed(), secrets })
      const { clientId, mails } = await prisma.$transaction(erase, { timeout: ERASING_MS })
      const zone = (await readSettings(prisma))['firm.zone']
      const isCleared = await clearErasedTraces(await cli.database(), { now: cli.clock.now(), zone })
      const files = isCleared ? '' : ' What is left in the database’s files goes in the night.'
      cli.print(
        { id: clientId, erased: true, mails, filesCleared: isCleared },
        `Erased, with ${mails} mails. Their mails are passed over from now on.${files}`
      )
    })
}

type Two = { from: string; into: string }

async function merge(cli: Cli, two: Two, deed: Deed): Promise<void> {
  const { prisma } = await cli.database()
  const { fromId, intoId, conflicts } = await prisma.$transaction((tx) => mergeClients(tx, two, deed), {
    timeout: ERASING_MS
  })
  const differing = Object.entries(conflicts).map(
    ([name, { kept, other }]) => `${name}: ${shown(kept)} holds; the other said ${shown(other)}.`
  )
  const sentence = `They are one client now. To take it back: maillon clients merge ${fromId} ${intoId} --undo`
  cli.print({ from: fromId, into: intoId, merged: true, conflicts }, [sentence, ...differing].join('\n'))
}

async function takeBack(cli: Cli, two: Two, deed: Deed): Promise<void> {
  const { prisma } = await cli.database()
  const { fromId, intoId } = await prisma.$transaction((tx) => undoMerge(tx, two, deed), { timeout: ERASING_MS })
  cli.print({ from: fromId, into: intoId, merged: false }, 'They are two clients again, each with their own.')
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function registerState(verb: Command, cli: Cli, deed: () => Deed): void {
  const states = [
    { name: 'accept', what: 'make a suggestion a client', act: acceptSuggestion, to: 'active', now: 'is a client now' },
    {
      name: 'ignore',
      what: 'remember that somebody is no client',
      act: ignoreSuggestion,
      to: 'ignored',
      now: 'is ignored now'
    }
  ]
  for (const { name, what, act, to, now } of states) {
    verb
      .command(`${name} <client>`)
      .description(what)
      .action(async (given: string) => {
        const { prisma } = await cli.database()
        const id = await currentClient(prisma, given)
        const changed = await prisma.$transaction((tx) => act(tx, id, deed()))
        const client = await readClient(prisma, id)
        cli.print(
          { id, state: client.state, changed },
          changed ? `${client.name} ${now}.` : `${client.name} was ${to} already.`
        )
      })
  }
}
