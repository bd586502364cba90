import { z } from 'zod'
import { defineJob } from '#src/platform/queue/job.ts'

/** Time to plan: rung every minute, whatever happened in between. */
export const planJob = defineJob('plan-follow-ups', z.object({}))

/** Follow-ups are due: a bell for the senders, who claim them from the ledger. */
export const sendJob = defineJob('send-follow-ups', z.object({}))
