import { Temporal } from 'temporal-polyfill'
import type { LetterVersions } from '#src/delivery/letter/library.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { shiftDay } from './calendar.ts'
import type { Definition, Offer } from './definition.ts'
import { lastSendTime, windowOf } from './due.ts'
import { refusalOf, refusalOfTeamStep } from './eligibility.ts'
import { gatherFacts, type Known } from './facts-store.ts'
import type { Firm } from './firm.ts'
import { readFollowUps, type FollowUp } from './follow-up-store.ts'
import type { HolidayCalendar } from './holidays.ts'
import { findCandidates } from './occurrence-store.ts'
import { LONGEST_ABSENCE_DAYS } from './occurrences.ts'
import { refuse, type FollowUpRefusal } from './refusals.ts'
import { openSpending } from './spending.ts'
import { firstOpening, sendTime } from './window.ts'

/** What a sender needs to write the mail; the address is where it goes now. */
export interface Letter {
  followUpId: string
  campaignId: string
  campaign: string
  clientId: string
  to: 'client' | 'team'
  /** Null for a nudge to the team: the sender knows its members. */
  address: string | null
  template: string
  /** The versions that were pinned when it was planned (G7); null: the newest. */
  letterVersions: LetterVersions | null
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
  /** Tries that the server surely did not accept. */
  attempts: number
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

/** The world at the moment of checking. */
export interface Moment {
  now: Temporal.Instant
  firm: Firm
  holidays: HolidayCalendar
}

/**
 * Decides again, just before sending, whether a follow-up that a sender has claimed may still go (SEMANTICS H4), by the mails
 * that watchers have stored; sending/read-to-now.ts has them store what has come. The sender acts on the answer with the
 * marks of claim-store.ts.
 * @throws Refusal `no-such-follow-up`
 */
export async function recheck(db: Db, followUpId: string, moment: Moment): Promise<Recheck> {
  const answer = (await recheckAll(db, [followUpId], moment)).get(followUpId)
  if (!answer) throw new Refusal('no-such-follow-up', `There is no follow-up ${followUpId}.`)
  return answer
}

/** The same for all that a sender has claimed at once, in a few statements per campaign. */
export async function recheckAll(
  db: Db,
  followUpIds: readonly string[],
  moment: Moment
): Promise<Map<string, Recheck>> {
  const answers = new Map<string, Recheck>()
  const open: FollowUp[] = []
  for (const followUp of await readFollowUps(db, followUpIds)) {
    const refusal = refusalByState(followUp, moment.now)
    if (refusal) answers.set(followUp.id, { kind: 'skip', refusal })
    else open.push(followUp)
  }
  for (const versionId of new Set(open.map((followUp) => followUp.versionId))) {
    const group = open.filter((followUp) => followUp.versionId === versionId)
    for (const [id, answer] of await recheckGroup(db, group, moment)) answers.set(id, answer)
  }
  return answers
}

function refusalByState({ isCampaignOn, expiresAt }: FollowUp, now: Temporal.Instant): FollowUpRefusal | null {
  if (!isCampaignOn) return refuse('paused')
  return Temporal.Instant.compare(now, expiresAt) > 0 ? refuse('missed') : null
}

/** Follow-ups planned by one version of one campaign. */
async function recheckGroup(db: Db, group: FollowUp[], { now, firm, holidays }: Moment): Promise<[string, Recheck][]> {
  const [first] = group
  if (!first) return []
  const { campaignId, campaign, definition } = first
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const asking = { campaignId, campaign, definition, firm, today, isPlanning: false }
  const questions = group.map((each) => ({ ...each, at: now.toZonedDateTimeISO(each.zone), followUpId: each.id }))
  const known = await gatherFacts(db, questions, asking)
  const due = await stillDue(db, group, today)
  const spending = openSpending()
  return group.map((followUp, index) => {
    const facts = known[index]
    if (!facts) throw new Error('each question has its answer')
    const occasion = `${followUp.clientId} ${followUp.occurrence}`
    const standing = spending.after(facts.facts, occasion)
    const refusal = followUp.to === 'team' ? refusalOfTeamStep(standing) : refusalOf(standing, definition)
    if (!refusal) spending.note(standing, occasion)
    if (refusal) return [followUp.id, { kind: 'skip', refusal }]
    if (!due.has(followUp.id)) return [followUp.id, { kind: 'skip', refusal: refuse('no-longer-due') }]
    const at = now.toZonedDateTimeISO(followUp.zone)
    const put = putOff(followUp, { at, known: facts, holidays })
    return [followUp.id, put ?? { kind: 'send', letter: letterOf(followUp, facts) }]
  })
}

/** Those of which the trigger still says the same: the date, the thread, the purchase may have changed since. */
async function stillDue(db: Db, group: FollowUp[], today: Temporal.PlainDate): Promise<Set<string>> {
  const [first] = group
  if (!first) return new Set()
  const days = group
    .map(({ occurrenceDay }) => occurrenceDay)
    .toSorted((one, other) => Temporal.PlainDate.compare(one, other))
  const candidates = await findCandidates(db, first.definition, {
    campaignId: first.campaignId,
    clientIds: group.map(({ clientId }) => clientId),
    days: { from: days[0] ?? today, to: days.at(-1) ?? today },
    today
  })
  const wanted = new Set(
    candidates.map(({ clientId, to, occurrence }) => `${clientId} ${to} ${occurrence.key} ${occurrence.day.toString()}`)
  )
  const isWanted = ({ clientId, to, occurrence, occurrenceDay }: FollowUp): boolean =>
    wanted.has(`${clientId} ${to} ${occurrence} ${occurrenceDay.toString()}`)
  return new Set(group.filter(isWanted).map(({ id }) => id))
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
  const { definition, id: followUpId, campaignId, campaign, clientId, to, occurrence, step, occurrenceDay } = followUp
  const { years, threadId, zone, linkToken, letterVersions, attempts } = followUp
  const template = definition.steps[step - 1]?.template
  if (template === undefined)
    throw new Error(`follow-up ${followUpId} is of step ${step}, which its version does not have`)
  return {
    followUpId,
    campaignId,
    campaign,
    clientId,
    to,
    address: to === 'team' ? null : facts.address,
    template,
    letterVersions,
    occurrence,
    step,
    occurrenceDay,
    years,
    threadId,
    offer: definition.offer,
    purpose: definition.purpose,
    zone,
    linkToken,
    attempts
  }
}
