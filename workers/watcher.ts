import { indexJob, indexMessages } from '#src/clients/search-store.ts'
import { refreshJob } from '#src/insights/jobs.ts'
import { startWatching } from '#src/mailbox/watch-all.ts'
import { dateOf } from '#src/platform/clock.ts'
import { effectsJob, ringEffects, runEffects } from '#src/platform/effects.ts'
import { effectHandlers } from './effects.ts'
import type { Role, RoleContext } from './role.ts'

/** Effects whose bell was lost, or whose time has come, are found this often. */
const SWEEP_MS = 15_000

/** New mails become searchable this often; for a fifth of the time at most, so that reading in a mailbox is not slowed. */
const INDEX_MS = 5000
const INDEX_AT_MOST_MS = 1000

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
    queue.work(indexJob, () => indexForAWhile(context))
    queue.tick(indexJob, {}, INDEX_MS)
    return startWatching(context, {
      holder: context.holder,
      onSettled: () => void ringEffects(queue),
      // Answer times are among the numbers: an owner looks at them once the mailbox is read, not the next day.
      onReadThrough: () => void queue.ring(refreshJob, {})
    })
  }
}

async function indexForAWhile({ database, clock }: RoleContext): Promise<void> {
  const end = performance.now() + INDEX_AT_MOST_MS
  for (let isDone = false; !isDone && performance.now() < end;)
    ({ isDone } = await indexMessages(database.prisma, dateOf(clock.now())))
}
