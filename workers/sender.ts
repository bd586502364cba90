import { loadHolidays } from '#src/campaigns/holidays.ts'
import { sendJob } from '#src/campaigns/jobs.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { outgoingJob } from '#src/delivery/outgoing-job.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { fileCopies } from '#src/mailbox/file-copies.ts'
import type { Role, RoleContext } from './role.ts'

/** Mails whose bell was lost, or whose time has come, are found this often. */
const SWEEP_MS = 5_000
const AT_A_TIME = 20

/** Sends what is recorded as outgoing and the follow-ups that are due, and puts copies into Sent. */
export const sender: Role = {
  async start(context) {
    const { config, database, queue, secrets, clock, random, log, holder } = context
    const postOffice = openPostOffice({ db: database.prisma, secrets, clock, log, holder })
    const sending = {
      database,
      postOffice,
      clock,
      random,
      log,
      holder,
      publicUrl: config.publicUrl,
      holidaysOf: loadHolidays
    }
    const stopping = new AbortController()
    const untilDone = async (work: () => Promise<number>) => {
      while (!stopping.signal.aborted) if ((await work()) === 0) return
    }
    queue.work(outgoingJob, async () => {
      await untilDone(() => postOffice.sendDue(AT_A_TIME))
      await fileCopies(worldOf(context))
    })
    queue.work(sendJob, async () => {
      await untilDone(() => sendDueFollowUps(sending))
      await fileCopies(worldOf(context))
    })
    queue.tick(outgoingJob, {}, SWEEP_MS)
    queue.tick(sendJob, {}, SWEEP_MS)
    return {
      async stop() {
        stopping.abort()
        postOffice.close()
      }
    }
  }
}

function worldOf({ database, secrets, clock, random, log }: RoleContext) {
  return { database, secrets, clock, random, log }
}
