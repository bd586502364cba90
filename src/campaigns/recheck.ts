import { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import { shiftDay } from './calendar.ts'
import type { Definition, Offer } from './definition.ts'
import { lastSendTime, windowOf } from './due.ts'
import { refusalOf, refusalOfTeamStep } from './eligibility.ts'
import { gatherFacts, type Known } from './facts-store.ts'
import type { Firm } from './firm.ts'
import { readFollowUp, type FollowUp } from './follow-up-store.ts'
import type { HolidayCalendar } from './holidays.ts'
import { findCandidates } from './occurrence-store.ts'
import { LONGEST_ABSENCE_DAYS } from './occurrences.ts'
import { refuse, type FollowUpRefusal } from './refusals.ts'
import { firstOpening, sendTime } from './window.ts'

/** What a sender needs to write the mail; the address is where it goes now. */
export interface Letter {
  followUpId: string
  campaign: string
  clientId: string
  to: 'client' | 'team'
  /** Null for a nudge to the team: the sender knows its members. */
  address: string | null
  template: string
  occurrence: string
  step: number
  occurrenceDay: Temporal.PlainDate
  years: number | null
  threadId: string | null
  offer: Offer | null
  purpose: Definition['purpose']
  zone: string
  /** For the links that leave and that open the preferences. */
  linkToken: string
}

export type Recheck =
  | { kind: 'send'; letter: Letter }
  | { kind: 'skip'; refusal: FollowUpRefusal }
  | {
      kind: 'postpone'
      until: Temporal.ZonedDateTime
      expiresAt: Temporal.Instant
      because: 'absent' | 'outside-window'
    }

/**
 * Decides again, just before sending, whether a follow-up that a sender has claimed may still go (SEMANTICS H4). The sender
 * first makes sure that the mailbox is read up to now, and acts on the answer with the marks of claim-store.ts.
 */
export async function recheck(
  db: Db,
  followUpId: string,
  { now, firm, holidays }: { now: Temporal.Instant; firm: Firm; holidays: HolidayCalendar }
): Promise<Recheck> {
  const followUp = await readFollowUp(db, followUpId)
  if (!followUp.isCampaignOn) return { kind: 'skip', refusal: refuse('paused') }
  if (Temporal.Instant.compare(now, followUp.expiresAt) > 0) return { kind: 'skip', refusal: refuse('missed') }
  const at = now.toZonedDateTimeISO(followUp.zone)
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const { campaignId, campaign, definition } = followUp
  const asking = { campaignId, campaign, definition, firm, today, isPlanning: false }
  const [known] = await gatherFacts(db, [{ ...followUp, at, followUpId }], asking)
  if (!known) throw new Error('one question has one answer')
  const refusal = followUp.to === 'team' ? refusalOfTeamStep(known.facts) : refusalOf(known.facts, definition)
  if (refusal) return { kind: 'skip', refusal }
  if (!(await isStillDue(db, followUp, today))) return { kind: 'skip', refusal: refuse('no-longer-due') }
  return putOff(followUp, { at, known, holidays }) ?? { kind: 'send', letter: letterOf(followUp, known) }
}

/** Whether the trigger still says the same of this client: the date, the thread, the purchase may have changed since. */
async function isStillDue(db: Db, followUp: FollowUp, today: Temporal.PlainDate): Promise<boolean> {
  const { definition, campaignId, clientId, occurrence, occurrenceDay, to } = followUp
  const days = { from: occurrenceDay, to: occurrenceDay }
  const candidates = await findCandidates(db, definition, { campaignId, clientId, days, today })
  return candidates.some((candidate) => candidate.occurrence.key === occurrence && candidate.to === to)
}

function putOff(
  followUp: FollowUp,
  { at, known, holidays }: { at: Temporal.ZonedDateTime; known: Known; holidays: HolidayCalendar }
): Recheck | null {
  const { definition, expiresAt } = followUp
  const window = windowOf(definition, holidays)
  if (known.absentUntil && waitsForAbsent(definition)) return afterAbsence(followUp, known.absentUntil, holidays)
  const opening = firstOpening(at, window)
  if (opening?.equals(at)) return null
  const opensInTime = opening !== null && Temporal.Instant.compare(opening.toInstant(), expiresAt) <= 0
  if (!opensInTime) return { kind: 'skip', refusal: refuse('outside-window') }
  return { kind: 'postpone', until: opening, expiresAt, because: 'outside-window' }
}

function afterAbsence(followUp: FollowUp, back: Temporal.PlainDate, holidays: HolidayCalendar): Recheck {
  const { definition, step, zone, meantFor } = followUp
  const latest = shiftDay(meantFor.toZonedDateTimeISO(zone).toPlainDate(), { months: 0, days: LONGEST_ABSENCE_DAYS })
  const time = Temporal.PlainTime.from(definition.steps[step - 1]?.at ?? '09:00')
  const until = sendTime({ day: back, time, zone }, windowOf(definition, holidays), null)
  const isTooLong = until === null || Temporal.PlainDate.compare(back, latest) > 0
  if (isTooLong) return { kind: 'skip', refusal: refuse('missed') }
  return { kind: 'postpone', until, expiresAt: lastSendTime(until, null), because: 'absent' }
}

/** A birthday is on its day, away or not; a conversation waits until they are back (SEMANTICS H5). */
function waitsForAbsent(definition: Definition): boolean {
  return ['late', 'after-purchase', 'unanswered', 'segment-entered'].includes(definition.trigger.kind)
}

function letterOf(followUp: FollowUp, { facts }: Known): Letter {
  const { definition, id: followUpId, campaign, clientId, to, occurrence, step, occurrenceDay } = followUp
  const { years, threadId, zone, linkToken } = followUp
  const template = definition.steps[step - 1]?.template
  if (template === undefined)
    throw new Error(`follow-up ${followUpId} is of step ${step}, which its version does not have`)
  return {
    followUpId,
    campaign,
    clientId,
    to,
    address: to === 'team' ? null : facts.address,
    template,
    occurrence,
    step,
    occurrenceDay,
    years,
    threadId,
    offer: definition.offer,
    purpose: definition.purpose,
    zone,
    linkToken
  }
}
