import type { Command } from 'commander'
import { ConnectFailure, ConnectionBroken } from '#src/mailbox/connect.ts'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import { progressOf } from '#src/mailbox/progress.ts'
import type { World } from '#src/mailbox/session.ts'
import { syncOnce } from '#src/mailbox/sync.ts'
import { runEffects } from '#src/platform/effects.ts'
import { holderId } from '#src/platform/holder.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { effectHandlers } from '#workers/effects.ts'
import type { Cli } from './context.ts'
import { mailboxesNamed, worldOf } from './mailbox-world.ts'
import { progressBar } from './output.ts'

export function syncVerb(verb: Command, cli: Cli): void {
  verb
    .command('sync [address]')
    .description('read all there is to read now, and end')
    .option('--once', 'what this verb does; maillon start goes on watching')
    .action(async (address?: string) => {
      const world = await worldOf(cli)
      const signal = cli.stopSignal()
      const failures: string[] = []
      for (const mailbox of await mailboxesNamed(world, address)) {
        const failure = await syncShowing(world, mailbox, signal)
        if (failure !== null) failures.push(failure)
      }
      await runAllEffects(cli, world)
      const mailboxes = await progressOf(world.database.prisma)
      const lines = mailboxes.map(({ address, read, total }) => `${address}: ${read} of ${total} mails read`)
      cli.print(mailboxes, lines.join('\n'))
      if (failures.length > 0) throw new Refusal('sync-incomplete', failures.join('\n'))
    })
}

/** @returns what went wrong, in a sentence; the other mailboxes are read all the same */
async function syncShowing(world: World, mailbox: Mailbox, signal: AbortSignal): Promise<string | null> {
  if (mailbox.state === 'paused') return null
  const bar = progressBar(mailbox.address, 0, 'mails')
  let done = 0
  const counts = new Map<string, number>()
  try {
    await syncOnce(world, mailbox, {
      signal,
      onSettled(folder, count) {
        done += count
        counts.set(folder.id, folder.serverCount ?? 0)
        bar.to(
          done,
          Math.max(
            done,
            [...counts.values()].reduce((sum, count) => sum + count, 0)
          )
        )
      }
    })
    return null
  } catch (error) {
    if (error instanceof ConnectFailure || error instanceof ConnectionBroken)
      return `${mailbox.address}: ${error.message}`
    throw error
  } finally {
    bar.end()
  }
}

/** What the mails that came in set off, so that all is done when the verb ends. */
async function runAllEffects(cli: Cli, world: World): Promise<void> {
  const config = cli.config()
  const context = { ...world, config, queue: await cli.queue(), holder: holderId(cli.random) }
  const { clock, log } = world
  await runEffects(world.database, effectHandlers(context), { clock, log, concurrency: config.concurrency })
}
