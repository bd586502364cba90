import { z } from 'zod'
import { defineJob } from '#src/platform/queue/job.ts'

/** The bell: "there may be mails to send". Ring it after a transaction that queued one. */
export const outgoingJob = defineJob('outgoing', z.object({}))
