import { dropLeases, LEASE_MS, PROCESS_LEASE, RENEW_MS, takeLeases } from '#src/platform/lease.ts'
import { errorText } from '#src/platform/error.ts'
import { loadRole, type RoleName } from './roles.ts'
import type { RoleContext, RunningRole } from './role.ts'

/** The roles of this process, under way. */
export interface RunningProcess {
  addresses: string[]
  /** Link that makes the owner's account, once, as long as there is none. */
  firstVisit: string | undefined
  stop(): Promise<void>
}

/** Starts the roles one after the other; where one cannot start, those before it are stopped again. */
export async function startRoles(names: RoleName[], context: RoleContext): Promise<RunningProcess> {
  const presence = await announce(names, context)
  const running: RunningRole[] = [presence]
  const stop = async () => {
    const ends = await Promise.allSettled(running.map((role) => role.stop()))
    for (const end of ends)
      if (end.status === 'rejected')
        context.log.error({ reason: errorText(end.reason) }, 'a role did not stop in order')
  }
  try {
    for (const name of names) {
      const role = await loadRole(name)
      running.push(await role.start(context))
      context.log.debug({ role: name }, 'role started')
    }
  } catch (error) {
    await stop()
    throw error
  }
  const firstVisit = running.find((role) => role.firstVisit !== undefined)?.firstVisit
  return { addresses: running.flatMap((role) => role.address ?? []), firstVisit, stop }
}

async function announce(names: RoleName[], { database, holder, log }: RoleContext): Promise<RunningRole> {
  const lease = `${PROCESS_LEASE}${names.join('+')}:${holder}`
  const take = () => takeLeases(database.prisma, [lease], holder, LEASE_MS)
  await take()
  const timer = setInterval(() => {
    take().catch((error) => log.warn({ reason: errorText(error) }, 'the database is away'))
  }, RENEW_MS)
  return {
    async stop() {
      clearInterval(timer)
      await dropLeases(database.prisma, [lease], holder)
    }
  }
}
