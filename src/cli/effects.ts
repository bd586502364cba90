import type { Command } from 'commander'
import { failedEffects, retryFailedEffects } from '#src/platform/effect-store.ts'
import { ringEffects } from '#src/platform/effects.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

const MOST_SHOWN = 100

export function register(program: Command, cli: Cli): void {
  const verb = program.command('effects').description('Show effects that failed, and let them run again')
  verb
    .command('list')
    .description('show what failed for good, newest first')
    .action(async () => {
      const effects = await failedEffects((await cli.database()).prisma, MOST_SHOWN)
      const rows = effects.map(({ id, kind, createdAt, lastError }) => [
        id,
        kind,
        createdAt.toISOString(),
        lastError ?? ''
      ])
      cli.print(effects, () => table(['id', 'kind', 'since', 'reason'], rows, 'No effect has failed.'))
    })
  verb
    .command('retry')
    .description('let all that failed run again')
    .action(async () => {
      const retried = await retryFailedEffects((await cli.database()).prisma, cli.clock.now())
      await ringEffects(await cli.queue())
      cli.print({ retried }, `${retried} will run again.`)
    })
}
