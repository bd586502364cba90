import { z } from 'zod'
import { defineJob } from '#src/platform/queue/job.ts'

/** The bell: "there may be webhooks to deliver". */
export const webhooksJob = defineJob('webhooks', z.object({}))
