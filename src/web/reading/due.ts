import type { Temporal } from 'temporal-polyfill'
import { countDueToday, dueToday, type DueCount, type DueFollowUp } from '#src/campaigns/approval-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import { defaultSender } from '#src/delivery/account-store.ts'
import { leaveOf, type Leave } from '#src/delivery/pace-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { leasesHeld, PROCESS_LEASE } from '#src/platform/lease.ts'
import { readSettings } from '#src/platform/setting-store.ts'

/** What campaigns send today: what waits for a person first. */
export interface DueOfToday {
  counts: DueCount[]
  /** The first of them, for a look. */
  lines: DueFollowUp[]
  /** What keeps all of those whose time has come and whom nothing else keeps. */
  leave: Leave | { kind: 'no-mailbox' | 'no-sender' }
}

const LINES_READ = 60

export async function dueOfToday(db: Db, now: Temporal.Instant): Promise<DueOfToday> {
  const asked = { now, firm: firmOf(await readSettings(db)) }
  const counts = await countDueToday(db, asked)
  const lines = counts.length === 0 ? [] : await dueToday(db, { ...asked, limit: LINES_READ })
  return { counts, lines, leave: lines.length === 0 ? { kind: 'free' } : await leaveNow(db, now) }
}

async function leaveNow(db: Db, now: Temporal.Instant): Promise<DueOfToday['leave']> {
  const sender = await defaultSender(db)
  if (sender === null) return { kind: 'no-mailbox' }
  return (await isAnyoneSending(db)) ? leaveOf(db, sender.id, dateOf(now)) : { kind: 'no-sender' }
}

async function isAnyoneSending(db: Db): Promise<boolean> {
  const processes = await leasesHeld(db, PROCESS_LEASE)
  return processes.some(({ name }) => name.slice(PROCESS_LEASE.length).split(':')[0]?.split('+').includes('sender'))
}
