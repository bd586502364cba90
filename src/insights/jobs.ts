import { z } from 'zod'
import { defineJob } from '#src/platform/queue/job.ts'

/** Time to look whether insights are to be computed anew: rung every hour. */
export const refreshJob = defineJob('refresh-insights', z.object({}))
