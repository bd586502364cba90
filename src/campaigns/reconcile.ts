import { Temporal } from 'temporal-polyfill'
import type { Timing } from './due.ts'
import type { LedgerRow } from './ledger-store.ts'
import { refuse, type FollowUpRefusal } from './refusals.ts'

/**
 * What the planner does about one step for one client, by what the calendar says now and what the ledger says already.
 * - `ask`: nothing stands in the ledger, or only what the planner itself gave up: eligibility decides
 * - `move`: it is planned, and its time or the campaign's definition has changed
 * - `give-up`: it is planned, and shall not be sent
 * - `record`: it was missed while nothing ran; written down, not sent (SEMANTICS G5)
 */
export type Decision =
  | { kind: 'leave' }
  | { kind: 'ask' }
  | { kind: 'move' }
  | { kind: 'give-up'; refusal: FollowUpRefusal }
  | { kind: 'record'; refusal: FollowUpRefusal }

export interface Circumstances {
  now: Temporal.Instant
  /** Everything due up to here was planned by earlier ticks: what is older and not there was learned late (G5). */
  plannedUntil: Temporal.Instant
  activeSince: Temporal.Instant
  /** Of the definition in force. */
  versionId: string
  isInAudience: boolean
}

/** Reasons for which the planner itself gives up what it planned: when they are gone, it may plan it again. */
const TAKEN_BACK = new Set(['re-planned', 'no-longer-due', 'not-in-audience', 'merged', 'not-a-client'])

/** Decides by the calendar and the ledger alone. */
export function reconcile(timing: Timing, row: LedgerRow | undefined, circumstances: Circumstances): Decision {
  if (row === undefined) return decideNew(timing, circumstances)
  if (row.state === 'planned') return decidePlanned(timing, row, circumstances)
  const isTakenBack = row.state === 'skipped' && row.reason !== null && TAKEN_BACK.has(row.reason)
  const isTime = timing.kind === 'ahead' || timing.kind === 'due'
  return isTakenBack && isTime && circumstances.isInAudience ? { kind: 'ask' } : { kind: 'leave' }
}

/** Why a row that is planned is not wanted at all any more. */
export function refusalOfUnwanted(clientState: string | undefined, isYearly: boolean): FollowUpRefusal {
  if (clientState === undefined || clientState === 'erased') return refuse('deleted')
  if (clientState === 'merged') return refuse('merged')
  if (clientState !== 'active') return refuse('not-a-client')
  return refuse(isYearly ? 're-planned' : 'no-longer-due')
}

function decideNew(timing: Timing, { now, plannedUntil, isInAudience }: Circumstances): Decision {
  if (!isInAudience || timing.kind === 'past') return { kind: 'leave' }
  if (timing.kind !== 'missed') return { kind: 'ask' }
  const meantFor = timing.meantFor.toInstant()
  const fellDueSinceTheLastTick = isAfter(meantFor, plannedUntil) && !isAfter(meantFor, now)
  return fellDueSinceTheLastTick ? { kind: 'record', refusal: timing.refusal } : { kind: 'leave' }
}

function decidePlanned(timing: Timing, row: LedgerRow, circumstances: Circumstances): Decision {
  if (row.isPostponed) return { kind: 'leave' }
  if (!circumstances.isInAudience) return { kind: 'give-up', refusal: refuse('not-in-audience') }
  if (timing.kind === 'past') {
    const fellDueWhileOff = isAfter(circumstances.activeSince, row.meantFor)
    return { kind: 'give-up', refusal: refuse(fellDueWhileOff ? 'paused' : 're-planned') }
  }
  const isSameTime = timing.meantFor.toInstant().equals(row.meantFor)
  if (timing.kind === 'missed') {
    if (!isSameTime) return { kind: 'give-up', refusal: refuse('re-planned') }
    return { kind: 'give-up', refusal: row.isApproved ? timing.refusal : refuse('not-approved') }
  }
  const isUnchanged = isSameTime && row.versionId === circumstances.versionId
  return isUnchanged ? { kind: 'leave' } : { kind: 'move' }
}

function isAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0
}
