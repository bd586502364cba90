import type { Clock } from '#src/platform/clock.ts'
import type { Config } from '#src/platform/config.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import { effectCounts } from '#src/platform/effect-store.ts'
import { count } from '#src/platform/i18n.ts'
import { leasesHeld, PROCESS_LEASE } from '#src/platform/lease.ts'
import { openQueue } from '#src/platform/queue/queue.ts'
import { silentLog } from '#src/platform/log.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { ok, warning, type Finding } from './finding.ts'

/** An effect should run within seconds; one that is due and waits longer shows that no watcher runs. */
const LATE = { minutes: 10 }

/** Whether anyone is at work, and on which kind of queue. */
export async function checkQueue(config: Pick<Config, 'redisUrl'>, database: Database): Promise<Finding> {
  const queue = await openQueue(config, database, silentLog)
  try {
    const processes = await leasesHeld(database.prisma, PROCESS_LEASE)
    const workers = count('en', processes.length, { one: 'worker process', other: 'worker processes' })
    const backend = queue.backend === 'redis' ? 'Redis' : 'PostgreSQL'
    const detail = `${backend}, ${processes.length === 0 ? 'but the program is not running' : workers}`
    const trouble = await queue.inspect()
    if (trouble) return warning('queue', `${detail}; ${trouble.detail}`, trouble.advice)
    const isCrowded = queue.backend === 'postgres' && processes.length > 1
    // taskforcesh/bullmq#4814: moveToDelayed with several workers.
    if (isCrowded)
      return warning(
        'queue',
        detail,
        'Several worker processes want Redis: install it and set REDIS_URL for each of them.'
      )
    if (processes.length === 0)
      return warning('queue', detail, 'Start it with `maillon start`: until then no mail is read and none is sent.')
    return ok('queue', detail)
  } finally {
    await queue.close()
  }
}

/** Whether what must happen after a mail happens. */
export async function checkEffects(db: Db, clock: Clock): Promise<Finding> {
  const { failed, late } = await effectCounts(db, clock.now().subtract(LATE))
  if (failed > 0)
    return warning(
      'effects',
      `${setOff(failed)} failed for good`,
      'See why with `maillon effects list`, then `maillon effects retry`.'
    )
  if (late > 0)
    return warning(
      'effects',
      `${setOff(late)} more than ${LATE.minutes} minutes late`,
      'Start a watcher: `maillon start`.'
    )
  return ok('effects', 'all that mails set off is done, nothing is late')
}

function setOff(many: number): string {
  return count('en', many, { one: 'thing that a mail set off', other: 'things that mails set off' })
}

/** Whether the firm has said what the law wants in each mail to clients. */
export async function checkFirm(db: Db): Promise<Finding> {
  const settings = await readSettings(db)
  const missing = (['firm.name', 'firm.postalAddress'] as const).filter((key) => settings[key] === '')
  if (missing.length === 0) return ok('firm', settings['firm.name'])
  const commands = missing.map((key) => `maillon settings set ${key} "…"`)
  return warning(
    'firm',
    `${missing.join(' and ')} not set`,
    `Run ${commands.join(' and ')} before mails go to clients.`
  )
}
