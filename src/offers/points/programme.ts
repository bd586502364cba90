import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { minorOf } from '#src/platform/money.ts'
import type { Settings } from '#src/platform/settings.ts'
import { earnByBirthday, earnBySpending, earnByWelcome } from './earning-store.ts'
import { expireTold, toBeTold, type Expiring, type ExpiryPolicy } from './expiry-store.ts'
import type { PointsRule } from './rule.ts'
import { readRules } from './rule-store.ts'

/** What a run of the programme entered. */
export interface PointsRun {
  /** Entries that earn, or reverse what a refund took back. */
  earned: number
  expired: number
}

/**
 * Enters what purchases, birthdays and first purchases have earned since, and what has expired. Set-based, one statement for
 * each rule; it can run at any time and any number of times.
 */
export async function runPoints(
  db: Db,
  { now, settings }: { now: Temporal.Instant; settings: Settings }
): Promise<PointsRun> {
  const today = firmDay(now, settings).toString()
  const at = dateOf(now)
  let earned = 0
  for (const rule of await readRules(db)) earned += await apply(db, rule, { today, at, settings })
  const policy = expiryPolicy(settings)
  return { earned, expired: policy ? await expireTold(db, policy, { today, at }) : 0 }
}

function apply(
  db: Db,
  rule: PointsRule,
  { today, at, settings }: { today: string; at: Date; settings: Settings }
): Promise<number> {
  const { definition } = rule
  const currency = settings['firm.currency']
  switch (definition.kind) {
    case 'spend':
      return earnBySpending(
        db,
        { rule: { ...rule, definition }, today, at },
        { currency, per: minorOf(definition.per, currency) }
      )
    case 'birthday':
      return earnByBirthday(db, { rule, today, at })
    case 'welcome':
      return earnByWelcome(db, { rule, today, at })
  }
}

/**
 * How points expire: as the owner set it, within the law of the firm's country. Québec's consumer law forbids that they expire
 * by date; unused for a year they may (SEMANTICS I4). Null: never.
 */
export function expiryPolicy(settings: Settings): ExpiryPolicy | null {
  const kind = settings['points.expiry']
  if (kind === 'never') return null
  const isByDateForbidden = settings['firm.country'] === 'CA'
  return { kind: isByDateForbidden ? 'unused' : kind, months: settings['points.expiryMonths'] }
}

/** A notice goes out no later and no earlier than so many days before (SEMANTICS I4). */
const NOTICE_DAYS_MIN = 30
const NOTICE_DAYS_MAX = 60

/** Whoever is to be told now that points will expire: nobody's do who was not (`addNotices` remembers who was). */
export async function noticesDue(
  db: Db,
  { now, settings }: { now: Temporal.Instant; settings: Settings }
): Promise<Expiring[]> {
  const policy = expiryPolicy(settings)
  if (!policy) return []
  const today = firmDay(now, settings)
  return toBeTold(db, policy, {
    from: today.add({ days: NOTICE_DAYS_MIN }).toString(),
    to: today.add({ days: NOTICE_DAYS_MAX }).toString()
  })
}

export function firmDay(now: Temporal.Instant, settings: Settings): Temporal.PlainDate {
  return now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate()
}
