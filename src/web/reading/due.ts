import type { Temporal } from 'temporal-polyfill'
import { countDueToday, dueToday, type DueCount, type DueFollowUp } from '#src/campaigns/approval-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'

/** What campaigns send today: what waits for a person first. */
export interface DueOfToday {
  counts: DueCount[]
  /** The first of them, for a look. */
  lines: DueFollowUp[]
}

const LINES_READ = 60

export async function dueOfToday(db: Db, now: Temporal.Instant): Promise<DueOfToday> {
  const asked = { now, firm: firmOf(await readSettings(db)) }
  const counts = await countDueToday(db, asked)
  const lines = counts.length === 0 ? [] : await dueToday(db, { ...asked, limit: LINES_READ })
  return { counts, lines }
}
