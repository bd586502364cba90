import type { Clock } from '#src/platform/clock.ts'
import type { Config } from '#src/platform/config.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Queue } from '#src/platform/queue/queue.ts'
import type { Random } from '#src/platform/random.ts'
import type { Secrets } from '#src/platform/secrets.ts'

/** What each role works with; opened once for the process, and closed after every role has stopped. */
export interface RoleContext {
  config: Config
  database: Database
  queue: Queue
  log: Log
  clock: Clock
  random: Random
  secrets: Secrets
  /** This process, as holder of leases. */
  holder: string
}

export interface RunningRole {
  /** Where people reach it, for a role that serves pages. */
  address?: string
  /** Link that makes the owner's account, once, as long as there is none. */
  firstVisit?: string
  /** Ends what is under way in good order; the process is gone 10 s after it was asked to stop, whatever happens. */
  stop(): Promise<void>
}

/** One of the program's jobs, run alone in a process or beside the others. */
export interface Role {
  /** @throws Refusal where it cannot start, such as a port that is taken */
  start(context: RoleContext): Promise<RunningRole>
}
