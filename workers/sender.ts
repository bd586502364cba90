import { outgoingJob } from '#src/delivery/outgoing-job.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import type { Role } from './role.ts'

/** Mails whose bell was lost, or whose time has come, are found this often. */
const SWEEP_MS = 5_000
const AT_A_TIME = 20

/** Sends what is recorded as outgoing. */
export const sender: Role = {
  async start({ database, queue, secrets, clock, log, holder }) {
    const office = openPostOffice({ db: database.prisma, secrets, clock, log, holder })
    const stopping = new AbortController()
    queue.work(outgoingJob, async () => {
      while (!stopping.signal.aborted) if ((await office.sendDue(AT_A_TIME)) === 0) return
    })
    queue.tick(outgoingJob, {}, SWEEP_MS)
    return {
      async stop() {
        stopping.abort()
        office.close()
      }
    }
  }
}
