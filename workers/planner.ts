import { firmOf } from '#src/campaigns/firm.ts'
import { hasDue } from '#src/campaigns/follow-up-store.ts'
import { loadDaysOff } from '#src/campaigns/holidays.ts'
import { planJob, sendJob } from '#src/campaigns/jobs.ts'
import { mailPointsNotices } from '#src/campaigns/notices/points-notices.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { clearErasedTraces } from '#src/clients/erased-traces.ts'
import { outgoingJob } from '#src/delivery/outgoing-job.ts'
import { refreshJob } from '#src/insights/jobs.ts'
import { refreshIfDue } from '#src/insights/refresh.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Role, RoleContext } from './role.ts'

/** A mail goes out within this of its time. */
const PLAN_EVERY_MS = 60_000

/** What purchases say of clients follows within this. */
const REFRESH_EVERY_MS = 3_600_000

/** Finds who is due a follow-up, writes it into the ledger, and rings for the senders; keeps the insights fresh. */
export const planner: Role = {
  async start(context) {
    context.queue.work(planJob, () => plan(context))
    context.queue.tick(planJob, {}, PLAN_EVERY_MS)
    context.queue.work(refreshJob, () => refresh(context))
    context.queue.tick(refreshJob, {}, REFRESH_EVERY_MS)
    return { stop: async () => undefined }
  }
}

async function plan({ database, queue, clock, log }: RoleContext): Promise<void> {
  const firm = firmOf(await readSettings(database.prisma))
  const now = clock.now()
  const done = await planTick(database, { now, firm, holidays: await loadDaysOff(firm), sparesMailings: true })
  for (const tick of done ?? []) {
    if (tick.kind === 'refused') log.warn(tick, 'a campaign could not be planned')
    else if (tick.planned + tick.skipped + tick.moved + tick.givenUp > 0) log.info(tick, 'follow-ups planned')
  }
  if (await hasDue(database.prisma, now)) await queue.ring(sendJob, {}, { id: 'due' })
}

async function refresh({ database, queue, clock, log }: RoleContext): Promise<void> {
  const done = await refreshIfDue(database, clock)
  if (done) log.info(done, 'insights refreshed')
  const settings = await readSettings(database.prisma)
  await clearErasedTraces(database, { now: clock.now(), zone: settings['firm.zone'] })
  const notices = await mailPointsNotices(database, { now: clock.now(), settings })
  if (notices > 0) {
    log.info({ notices }, 'clients are told that points will expire')
    await queue.ring(outgoingJob, {})
  }
}
