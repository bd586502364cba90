import type { Command } from 'commander'
import { ConnectFailure } from '#src/mailbox/connect.ts'
import { listFolders } from '#src/mailbox/folder-list.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import { withReader, type World } from '#src/mailbox/session.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'
import { mailboxesNamed, worldOf } from './mailbox-world.ts'
import { table } from './output.ts'

interface Check {
  address: string
  ok: boolean
  /** refused, untrusted or unreachable, with the sentence; null where all is well. */
  failure: { kind: ConnectFailure['kind']; reason: string } | null
  folders: number | null
}

export function checkVerb(verb: Command, cli: Cli): void {
  verb
    .command('check [address]')
    .description('log in to the mailboxes and say how that went; a refused one that works again is resumed')
    .action(async (address?: string) => {
      const world = await worldOf(cli)
      const signal = cli.stopSignal()
      const checks: Check[] = []
      for (const mailbox of await mailboxesNamed(world, address)) checks.push(await check(world, mailbox, signal))
      const rows = checks.map(({ address, ok, failure, folders }) => [
        address,
        ok ? `works, ${folders} folders` : (failure?.reason ?? '')
      ])
      cli.print(checks, () => table(['mailbox', ''], rows, ''))
      const bad = checks.filter(({ ok }) => !ok).length
      if (bad > 0) throw new Refusal('mailbox-check', `${bad} of ${checks.length} mailboxes cannot be read now.`)
    })
}

async function check(world: World, mailbox: Mailbox, signal: AbortSignal): Promise<Check> {
  const { address } = mailbox
  try {
    const folders = await withReader(world, mailbox, { signal, act: (reader) => listFolders(reader.connection) })
    return { address, ok: true, failure: null, folders: folders.length }
  } catch (error) {
    if (!(error instanceof ConnectFailure)) throw error
    return { address, ok: false, failure: { kind: error.kind, reason: error.message }, folders: null }
  }
}
