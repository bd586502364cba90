import type { Command } from 'commander'
import { retryQuarantine, type Retried } from '#src/mailbox/retry-quarantine.ts'
import type { Cli } from './context.ts'
import { asRefusal, mailboxesNamed, worldOf } from './mailbox-world.ts'
import { table } from './output.ts'

export function retryVerb(verb: Command, cli: Cli): void {
  verb
    .command('retry-quarantine [address]')
    .description('read the mails again that could not be understood')
    .action(async (address?: string) => {
      const world = await worldOf(cli)
      const signal = cli.stopSignal()
      const retried: Retried[] = []
      for (const mailbox of await mailboxesNamed(world, address))
        retried.push(await retryQuarantine(world, mailbox, signal).catch(asRefusal))
      const rows = retried.map(({ mailbox, released, kept, gone }) => [mailbox, ...[released, kept, gone].map(String)])
      cli.print(retried, () => table(['mailbox', 'read now', 'still not', 'gone'], rows, ''))
    })
}
