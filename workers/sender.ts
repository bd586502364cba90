import { loadDaysOff } from '#src/campaigns/holidays.ts'
import { sendJob } from '#src/campaigns/jobs.ts'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { outgoingJob } from '#src/delivery/outgoing-job.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { fileCopies } from '#src/mailbox/file-copies.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { postLetter } from '#src/web/accounts/post.ts'
import { deliverDue, type DeliveryWorld } from '#src/web/webhooks/deliver.ts'
import { webhooksJob } from '#src/web/webhooks/job.ts'
import { noticeOfEnd } from '#src/web/webhooks/notice.ts'
import type { Role, RoleContext } from './role.ts'

/** Mails whose bell was lost, or whose time has come, are found this often. */
const SWEEP_MS = 5_000
const AT_A_TIME = 20

/** Sends what is recorded as outgoing and the follow-ups that are due, puts copies into Sent, and delivers webhooks. */
export const sender: Role = {
  async start(context) {
    const { config, database, queue, secrets, clock, random, log, holder } = context
    const postOffice = openPostOffice({ db: database.prisma, secrets, clock, log, holder })
    const stopping = new AbortController()
    const sending = {
      database,
      postOffice,
      clock,
      random,
      log,
      holder,
      publicUrl: config.publicUrl,
      holidaysOf: loadDaysOff,
      stopping: stopping.signal
    }
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
    const webhooks = webhookWorld(context)
    queue.work(webhooksJob, () => untilDone(() => deliverDue(webhooks)))
    queue.tick(webhooksJob, {}, SWEEP_MS)
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

function webhookWorld({ database, config, queue, secrets, clock, random, log }: RoleContext): DeliveryWorld {
  const { prisma: db } = database
  const { publicUrl } = config
  const firm = async () => ({ language: (await readSettings(db))['firm.language'] })
  const post: Parameters<typeof noticeOfEnd>[0]['post'] = async (letter) => {
    const posting = await postLetter(db, letter, random)
    if (posting.kind === 'sent') await queue.ring(outgoingJob, {})
    return posting
  }
  const giveNotice: DeliveryWorld['giveNotice'] = (id, why) => noticeOfEnd({ db, publicUrl, firm, post }, id, why)
  return { db, secrets, clock, random, log, giveNotice }
}
