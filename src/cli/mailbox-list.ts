import type { Command } from 'commander'
import { progressOf } from '#src/mailbox/progress.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { worldOf } from './mailbox-world.ts'

export function listVerb(verb: Command, cli: Cli): void {
  verb
    .command('list')
    .description('show the mailboxes and how far each has been read')
    .action(async () => {
      const { database } = await worldOf(cli)
      const mailboxes = await progressOf(database.prisma)
      const rows = mailboxes.map(({ address, state, stateReason, read, total, isComplete }) => [
        address,
        state,
        isComplete ? `all ${total} read` : `${read} of ${total} read`,
        stateReason ?? ''
      ])
      cli.print(mailboxes, () =>
        table(
          ['mailbox', 'state', 'mails', ''],
          rows,
          'No mailbox is connected yet: add one with maillon mailbox add ADDRESS.'
        )
      )
    })
}
