import type { Command } from 'commander'
import { declareDistinct } from '#src/insights/hygiene/distinction.ts'
import { dateOf } from '#src/platform/clock.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'

export function registerDistinct(verb: Command, cli: Cli): void {
  verb
    .command('distinct <one> <other>')
    .description('remember that two clients who look like one are two: "report hygiene" no longer proposes them')
    .option('--undo', 'forget it')
    .action(async (one: string, other: string, { undo }: { undo?: true }) => {
      const { prisma } = await cli.database()
      const deed = { by: COMMAND_LINE, at: dateOf(cli.clock.now()) }
      const ids = await prisma.$transaction((tx) =>
        declareDistinct(tx, { one, other, isForgotten: undo === true }, deed)
      )
      cli.print(
        { one: ids.oneId, other: ids.otherId, distinct: !undo },
        undo ? 'They may be proposed as one again.' : 'They are two, and are no longer proposed as one.'
      )
    })
}
