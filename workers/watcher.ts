import { startWatching } from '#src/mailbox/watch-all.ts'
import { effectsJob, ringEffects, runEffects } from '#src/platform/effects.ts'
import { effectHandlers } from './effects.ts'
import type { Role } from './role.ts'

/** Effects whose bell was lost, or whose time has come, are found this often. */
const SWEEP_MS = 15_000

/** Watches mailboxes, and runs the effects of what came in. */
export const watcher: Role = {
  async start(context) {
    const { config, database, queue, log, clock } = context
    const handlers = effectHandlers(context)
    queue.work(effectsJob, async () => {
      const run = await runEffects(database, handlers, { clock, log, concurrency: config.concurrency })
      const isWorthTelling = run.done + run.retried + run.failed > 0
      if (isWorthTelling) log.debug({ done: run.done, retried: run.retried, failed: run.failed }, 'effects run')
    })
    queue.tick(effectsJob, {}, SWEEP_MS)
    const onSettled = () => void ringEffects(queue)
    return startWatching(context, { holder: context.holder, onSettled })
  }
}
