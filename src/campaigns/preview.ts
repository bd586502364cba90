import { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import type { Campaign } from './campaign-store.ts'
import { zoneOf } from './calendar.ts'
import type { Definition } from './definition.ts'
import { timetable, type Timetable, type Timing } from './due.ts'
import { refusalOf, refusalOfTeamStep } from './eligibility.ts'
import { gatherFacts, type Known } from './facts-store.ts'
import type { Firm } from './firm.ts'
import type { HolidayCalendar } from './holidays.ts'
import { readLedger } from './ledger-store.ts'
import { findCandidates } from './occurrence-store.ts'
import { occurrenceDays, type Candidate, type Days } from './occurrences.ts'
import { refuse, type FollowUpRefusal } from './refusals.ts'
import { openSpending } from './spending.ts'

/** One line of a preview: what would be sent, or why it would not. */
export interface PreviewLine {
  clientId: string
  /** Null where the client has none, and for nudges to the team. */
  address: string | null
  step: number
  to: 'client' | 'team'
  occurrence: string
  /** For yearly occasions: how many. */
  years: number | null
  /** The thread that is unanswered. */
  threadId: string | null
  /** In the client's own zone. */
  sendAt: Temporal.ZonedDateTime
  refusal: FollowUpRefusal | null
}

export interface PreviewQuestion {
  /** Days of sending, on each client's own clock. */
  period: Days
  /** Where the clock stands. */
  now: Temporal.Instant
  /** Since when it would be on; for ever unless told: then what lies before now is late or missed, not out of question. */
  activeSince?: Temporal.Instant
  firm: Firm
  holidays: HolidayCalendar
  /** For these clients alone. */
  clientIds?: readonly string[]
}

/**
 * What a campaign would send in a period as if it were switched on, by the rules that plan and check the real ones; nothing
 * is stored. In the order of sending. Mails of this very preview count against the caps; what clients will do meanwhile
 * cannot be foretold.
 */
export async function previewCampaign(db: Db, campaign: Campaign, question: PreviewQuestion): Promise<PreviewLine[]> {
  const definition = withDay(campaign.definition, question.period)
  const { now, firm } = question
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const days = occurrenceDays(definition, question.period)
  const about = question.clientIds === undefined ? {} : { clientIds: question.clientIds }
  const candidates = await findCandidates(db, definition, { campaignId: campaign.id, days, today, ...about })
  const clock = { now, activeSince: question.activeSince ?? Temporal.Instant.fromEpochMilliseconds(0) }
  const slots = slotsWithin(timetable(definition, question.holidays, clock), question.period)
  const meant = candidates.flatMap((candidate) => meantSteps(candidate, definition, { slots, firm }))
  const open = await withoutDone(db, campaign, meant)
  open.sort((one, other) => one.slot.atMs - other.slot.atMs)
  const asking = { campaignId: campaign.id, campaign: campaign.name, definition, firm, today, isPlanning: true }
  const questions = open.map(({ candidate, step, slot, zone, followUpId }) => ({
    clientId: candidate.clientId,
    occurrence: candidate.occurrence.key,
    step,
    at: slot.sendAt,
    years: candidate.occurrence.years,
    stopsSince: candidate.stopsFrom?.toZonedDateTime(zone).toInstant() ?? null,
    followUpId
  }))
  return judge(open, await gatherFacts(db, questions, asking), definition)
}

/** A mailing whose day is not chosen yet is shown as if it were the first of the period. */
function withDay(definition: Definition, period: Days): Definition {
  const { trigger } = definition
  const isUndecided = trigger.kind === 'once' && trigger.on === null
  return isUndecided ? { ...definition, trigger: { ...trigger, on: period.from.toString() } } : definition
}

interface Meant {
  candidate: Candidate
  step: number
  zone: string
  slot: Slot
}

function meantSteps(
  candidate: Candidate,
  definition: Definition,
  { slots, firm }: { slots: Slots; firm: Firm }
): Meant[] {
  if (!candidate.isInAudience) return []
  const zone = zoneOf(candidate.zone, firm.zone)
  return definition.steps.flatMap(({ to }, index) => {
    if (to !== candidate.to) return []
    const step = index + 1
    const slot = slots(candidate.occurrence.day, step, zone)
    return slot === null ? [] : { candidate, step, zone, slot }
  })
}

/** When a step of an occurrence goes out within the period; null where it does not. */
type Slots = (occurrenceDay: Temporal.PlainDate, step: number, zone: string) => Slot | null

interface Slot {
  sendAt: Temporal.ZonedDateTime
  /** The same, for putting them in order. */
  atMs: number
  /** What the calendar alone says against it. */
  refusal: FollowUpRefusal | null
}

/** Timings are shared by all clients of a day: what follows from them is reckoned once for each. */
function slotsWithin(timings: Timetable, period: Days): Slots {
  const known = new Map<Timing, Slot | null>()
  return (occurrenceDay, step, zone) => {
    const timing = timings(occurrenceDay, step, zone)
    const found = known.get(timing)
    if (found !== undefined) return found
    const slot = slotOf(timing, period)
    known.set(timing, slot)
    return slot
  }
}

function slotOf(timing: Timing, period: Days): Slot | null {
  if (timing.kind === 'past') return null
  const sendAt = timing.kind === 'missed' ? timing.meantFor : timing.sendAt
  const refusal = timing.kind === 'missed' ? timing.refusal : null
  return isWithin(sendAt.toPlainDate(), period) ? { sendAt, atMs: sendAt.epochMilliseconds, refusal } : null
}

/** Leaves out what the ledger says is done with; what is planned already is the same mail, and does not stand in its own way. */
async function withoutDone(db: Db, campaign: Campaign, meant: readonly Meant[]): Promise<Open[]> {
  if (campaign.id === null) return meant.map((each) => ({ ...each, followUpId: null }))
  const keys = meant.map(({ candidate }) => ({ clientId: candidate.clientId, occurrence: candidate.occurrence.key }))
  const ledger = await readLedger(db, campaign.id, keys)
  const rows = new Map(ledger.map((row) => [`${row.clientId} ${row.occurrence} ${row.step}`, row]))
  return meant.flatMap((each) => {
    const row = rows.get(`${each.candidate.clientId} ${each.candidate.occurrence.key} ${each.step}`)
    const isDone = row !== undefined && row.state !== 'planned' && row.state !== 'skipped'
    return isDone ? [] : [{ ...each, followUpId: row?.id ?? null }]
  })
}

interface Open extends Meant {
  /** Its row in the ledger, where it is planned or was skipped. */
  followUpId: string | null
}

function judge(open: readonly Meant[], known: readonly Known[], definition: Definition): PreviewLine[] {
  const lines: PreviewLine[] = []
  const sentTo = new Map<string, readonly Temporal.ZonedDateTime[]>()
  /** Whose sequence is broken: a candidate is one client, one occurrence and one reader. */
  const refused = new Set<Candidate>()
  const spending = openSpending()
  for (const [index, meant] of open.entries()) {
    const answer = known[index]
    if (!answer) continue
    const { step, candidate } = meant
    const { sendAt } = meant.slot
    const { clientId, occurrence, to, threadId } = candidate
    const { key, years } = occurrence
    const before = sentTo.get(clientId) ?? NO_MAILS
    const occasion = `${clientId} ${key}`
    const facts = spending.after(withMails(answer, before, sendAt), occasion)
    const isBroken = refused.has(candidate)
    const refusal = meant.slot.refusal ?? refusalIn(facts, { to, definition, isBroken })
    if (!refusal) spending.note(facts, occasion)
    if (refusal) refused.add(candidate)
    else if (definition.purpose === 'marketing' && to === 'client') sentTo.set(clientId, [...before, sendAt])
    const address = to === 'team' ? null : answer.facts.address
    lines.push({ clientId, address, step, to, occurrence: key, years, threadId, sendAt, refusal })
  }
  return lines
}

const NO_MAILS: readonly Temporal.ZonedDateTime[] = []

/** The facts as they would stand if the mails of this preview before this one had gone out. */
function withMails(
  known: Known,
  before: readonly Temporal.ZonedDateTime[],
  at: Temporal.ZonedDateTime
): Known['facts'] {
  if (before.length === 0 && known.facts.earlierStepsSent) return known.facts
  const within = (days: number): number =>
    before.filter((sent) => sent.epochMilliseconds > at.subtract({ hours: days * 24 }).epochMilliseconds).length
  const { in7Days, in30Days } = known.facts.mailsBefore
  return {
    ...known.facts,
    earlierStepsSent: true,
    mailsBefore: { in7Days: in7Days + within(7), in30Days: in30Days + within(30) }
  }
}

function refusalIn(
  facts: Known['facts'],
  about: { to: 'client' | 'team'; definition: Definition; isBroken: boolean }
): FollowUpRefusal | null {
  const refusal = about.to === 'team' ? refusalOfTeamStep(facts) : refusalOf(facts, about.definition)
  return refusal ?? (about.isBroken ? refuse('step-not-sent') : null)
}

function isWithin(day: Temporal.PlainDate, { from, to }: Days): boolean {
  return Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0
}
