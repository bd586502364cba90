import type { Temporal } from 'temporal-polyfill'
import { versionsInForce, type LetterVersions } from '#src/delivery/letter/library.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import { withLockIfFree } from '#src/platform/lock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { activeCampaigns, type StoredCampaign } from './campaign-store.ts'
import type { Definition } from './definition.ts'
import { GRACE_DAYS, lastSendTime, timetable } from './due.ts'
import { refusalOf, refusalOfTeamStep } from './eligibility.ts'
import { gatherFacts, type Known, type Question } from './facts-store.ts'
import type { Firm } from './firm.ts'
import type { HolidayCalendar } from './holidays.ts'
import {
  giveUpFollowUps,
  insertFollowUps,
  notePlannedUntil,
  readClientStates,
  readLedger,
  readProgress,
  replanFollowUps,
  type LedgerRow,
  type NewFollowUp
} from './ledger-store.ts'
import { findCandidates, noteMembers } from './occurrence-store.ts'
import { occurrenceDays, type Days } from './occurrences.ts'
import { refusalOfUnwanted } from './reconcile.ts'
import type { FollowUpRefusal } from './refusals.ts'
import { openSpending } from './spending.ts'
import { HORIZON_HOURS, wantedSteps, type Wanted } from './wanted.ts'

/** Planning a first mailing to 100,000 clients takes some tens of seconds. */
const TRANSACTION_MS = 10 * 60_000

/** The world of one tick. */
export interface Tick {
  now: Temporal.Instant
  firm: Firm
  holidays: HolidayCalendar
  /** Looks over mailings to everybody every ten minutes only: for who ticks every minute. */
  sparesMailings?: boolean
}

export type CampaignTick =
  | { kind: 'planned'; campaign: string; planned: number; skipped: number; moved: number; givenUp: number }
  /** It could not be planned; the others were. */
  | { kind: 'refused'; campaign: string; reason: string }

/**
 * Plans every campaign that is on, from data alone: what fell due since the last tick, what falls due soon, and what has
 * changed about what was planned (SEMANTICS G5). Running it twice changes nothing.
 * @returns null where another process is planning at this moment
 */
export async function planTick(database: Database, tick: Tick): Promise<CampaignTick[] | null> {
  const done = await withLockIfFree(database, 'campaigns/plan', async () => {
    const results: CampaignTick[] = []
    // One after the other: the lower priority sees what the higher has planned (H6).
    for (const campaign of await activeCampaigns(database.prisma))
      results.push(await planSafely(database, campaign, tick))
    return results
  })
  return done ?? null
}

async function planSafely(database: Database, campaign: ActiveCampaign, tick: Tick): Promise<CampaignTick> {
  try {
    return await database.prisma.$transaction((tx) => planCampaign(tx, campaign, tick), { timeout: TRANSACTION_MS })
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', campaign: campaign.name, reason: error.message }
    throw error
  }
}

type ActiveCampaign = StoredCampaign & { activeSince: Temporal.Instant }

async function planCampaign(db: Db, campaign: ActiveCampaign, tick: Tick): Promise<CampaignTick> {
  const { definition } = campaign
  const today = tick.now.toZonedDateTimeISO(tick.firm.zone).toPlainDate()
  if (definition.trigger.kind === 'segment-entered')
    await noteMembers(db, { campaignId: campaign.id, segment: definition.trigger.segment, today }, { isFirst: false })
  const progress = await readProgress(db, campaign.id)
  const plannedUntil = progress.plannedUntil ?? campaign.activeSince
  if (tick.sparesMailings && isLookedOver(campaign, { ...progress, plannedUntil }, tick.now))
    return { kind: 'planned', campaign: campaign.name, planned: 0, skipped: 0, moved: 0, givenUp: 0 }
  const days = daysToLookAt(definition, { tick, plannedUntil, earliestDay: progress.earliestDay })
  const candidates = await findCandidates(db, definition, { campaignId: campaign.id, days, today })
  const ledger = await readLedger(
    db,
    campaign.id,
    candidates.map(({ clientId, occurrence }) => ({ clientId, occurrence: occurrence.key }))
  )
  const clock = { now: tick.now, activeSince: startOf(campaign, tick.firm) }
  const wanted = wantedSteps(candidates, ledger, {
    ...clock,
    plannedUntil,
    versionId: campaign.version.id,
    definition,
    firmZone: tick.firm.zone,
    timetable: timetable(definition, tick.holidays, clock)
  })
  // First what is given up: it must not stand in the way of what is planned.
  const givenUp = await giveUp(db, wanted, ledger, { campaign, now: tick.now })
  const counts = await carryOut(db, wanted, { campaign, tick, today })
  await notePlannedUntil(db, campaign.id, tick.now)
  return { kind: 'planned', campaign: campaign.name, ...counts, givenUp }
}

const MAILING_LOOK_MINUTES = 10

/**
 * A mailing is planned for everybody at once, two days ahead; reckoning it anew each minute takes seconds with 50,000
 * clients. Whoever leaves, is merged or erased meanwhile is found by the check just before sending.
 */
function isLookedOver(
  { definition, activeSince }: ActiveCampaign,
  { plannedUntil, changedAt }: { plannedUntil: Temporal.Instant; changedAt: Temporal.Instant },
  now: Temporal.Instant
): boolean {
  if (definition.trigger.kind !== 'once') return false
  const { epochMilliseconds: last } = plannedUntil
  const isOfThisRun = last > activeSince.epochMilliseconds && last > changedAt.epochMilliseconds
  const age = now.epochMilliseconds - last
  return isOfThisRun && age >= 0 && age < MAILING_LOOK_MINUTES * 60_000
}

/** From when on something due may be sent. Whoever is seen entering a segment has done so since, at whatever hour it is due. */
function startOf({ definition, activeSince }: ActiveCampaign, firm: Firm): Temporal.Instant {
  const isSeen = definition.trigger.kind === 'segment-entered'
  return isSeen ? activeSince.toZonedDateTimeISO(firm.zone).startOfDay().toInstant() : activeSince
}

/** On which days an occurrence may fall that concerns this tick. */
function daysToLookAt(
  definition: Definition,
  about: { tick: Tick; plannedUntil: Temporal.Instant; earliestDay: Temporal.PlainDate | null }
): Days {
  const local = about.tick.now.toZonedDateTimeISO(about.tick.firm.zone)
  const lastTickDay = about.plannedUntil.toZonedDateTimeISO(about.tick.firm.zone).toPlainDate()
  // A day more on each side: the client's own day may be another than the firm's.
  const from = earlier(lastTickDay, local.subtract({ days: GRACE_DAYS }).toPlainDate()).subtract({ days: 1 })
  const to = local.add({ hours: HORIZON_HOURS }).toPlainDate().add({ days: 1 })
  const days = occurrenceDays(definition, { from, to })
  return { from: about.earliestDay ? earlier(days.from, about.earliestDay) : days.from, to: days.to }
}

async function carryOut(
  db: Db,
  wanted: readonly Wanted[],
  about: { campaign: ActiveCampaign; tick: Tick; today: Temporal.PlainDate }
): Promise<{ planned: number; skipped: number; moved: number }> {
  const { campaign, tick } = about
  const { definition } = campaign
  const isToWrite = wanted.some(({ decision }) => WRITTEN.has(decision.kind))
  if (!isToWrite) return { planned: 0, skipped: 0, moved: 0 }
  const writing = {
    campaignId: campaign.id,
    versionId: campaign.version.id,
    purpose: definition.purpose,
    priority: definition.priority,
    needsApproval: definition.approval === 'batch',
    letters: await lettersOf(db, definition),
    now: tick.now
  }
  const { planned, recorded, reopened } = await judgeAsked(db, wanted, about)
  const moved = wanted.flatMap((each) =>
    each.decision.kind === 'move' && each.row ? { ...followUpOf(each, null), id: each.row.id } : []
  )
  return {
    planned: (await insertFollowUps(db, planned, writing)) + (await replanFollowUps(db, reopened, writing)),
    skipped: await insertFollowUps(db, recorded, writing),
    moved: await replanFollowUps(db, moved, writing)
  }
}

/** Decisions that may add or change a row; most ticks come to none. */
const WRITTEN = new Set<Wanted['decision']['kind']>(['ask', 'record', 'move'])

async function lettersOf(db: Db, { steps }: Definition): Promise<LetterVersions[]> {
  const names = steps.map(({ template }) => template)
  const versions = await versionsInForce(db, names)
  return names.flatMap((name) => versions.get(name) ?? [])
}

/** Asks for the facts of every step that is open, and sorts by the answer. */
async function judgeAsked(
  db: Db,
  wanted: readonly Wanted[],
  { campaign, tick, today }: { campaign: ActiveCampaign; tick: Tick; today: Temporal.PlainDate }
): Promise<{ planned: NewFollowUp[]; recorded: NewFollowUp[]; reopened: (NewFollowUp & { id: string })[] }> {
  const asked = wanted.filter((each) => each.decision.kind === 'ask')
  const asking = { campaignId: campaign.id, campaign: campaign.name, definition: campaign.definition }
  const known = await gatherFacts(db, asked.map(questionOf), { ...asking, firm: tick.firm, today, isPlanning: true })
  const recorded = wanted.flatMap((each) =>
    each.decision.kind === 'record' ? followUpOf(each, each.decision.refusal) : []
  )
  const planned: NewFollowUp[] = []
  const reopened: (NewFollowUp & { id: string })[] = []
  const spending = openSpending()
  for (const [index, each] of asked.entries()) {
    const answer = known[index]
    if (!answer || mustWait(answer)) continue
    const occasion = `${each.candidate.clientId} ${each.candidate.occurrence.key}`
    const facts = spending.after(answer.facts, occasion)
    const refusal = refusalFor(each, facts, campaign.definition)
    if (refusal === null) spending.note(facts, occasion)
    const followUp = followUpOf(each, refusal)
    if (refusal === null && each.row) reopened.push({ ...followUp, id: each.row.id })
    else if (refusal === null) planned.push(followUp)
    // What stands against it now may be gone by then: only what is due is written down as refused.
    else if (each.timing.kind === 'due' && !each.row) recorded.push(followUp)
  }
  return { planned, recorded, reopened }
}

function mustWait({ earlierSteps }: Known): boolean {
  return earlierSteps === 'on-their-way' || earlierSteps === 'never-planned'
}

function refusalFor({ candidate }: Wanted, facts: Known['facts'], definition: Definition): FollowUpRefusal | null {
  return candidate.to === 'team' ? refusalOfTeamStep(facts) : refusalOf(facts, definition)
}

function questionOf({ candidate, step, timing, row, zone }: Wanted): Question {
  const at = timing.kind === 'ahead' || timing.kind === 'due' ? timing.sendAt : undefined
  if (!at) throw new Error('only what can be sent is asked about')
  return {
    clientId: candidate.clientId,
    occurrence: candidate.occurrence.key,
    step,
    at,
    years: candidate.occurrence.years,
    stopsSince: candidate.stopsFrom?.toZonedDateTime(zone).toInstant() ?? null,
    followUpId: row?.id ?? null
  }
}

function followUpOf({ candidate, step, timing, zone }: Wanted, refusal: FollowUpRefusal | null): NewFollowUp {
  if (timing.kind === 'past') throw new Error('nothing is written about the past')
  const { occurrence, clientId, threadId, to, stopsFrom } = candidate
  return {
    clientId,
    occurrence: occurrence.key,
    step,
    occurrenceDay: occurrence.day,
    years: occurrence.years,
    threadId,
    to,
    zone,
    meantFor: timing.meantFor.toInstant(),
    dueAt: timing.kind === 'missed' ? timing.meantFor : timing.sendAt,
    expiresAt: timing.kind === 'missed' ? lastSendTime(timing.meantFor, null) : timing.expiresAt,
    stopsSince: stopsFrom?.toZonedDateTime(zone).toInstant() ?? null,
    refusal
  }
}

/** What is planned and shall not be sent: by the calendar, or not wanted at all, since the date, the client or the reason is gone. */
async function giveUp(
  db: Db,
  wanted: readonly Wanted[],
  ledger: readonly LedgerRow[],
  { campaign, now }: { campaign: ActiveCampaign; now: Temporal.Instant }
): Promise<number> {
  const decided = wanted.flatMap(({ decision, row }) =>
    decision.kind === 'give-up' && row ? { id: row.id, refusal: decision.refusal } : []
  )
  const stillWanted = new Set(wanted.map(({ row }) => row?.id))
  const unwanted = ledger.filter((row) => row.state === 'planned' && !row.isPostponed && !stillWanted.has(row.id))
  const clientIds = unwanted.map((row) => row.clientId)
  const states = await readClientStates(db, clientIds)
  const isYearly = YEARLY.has(campaign.definition.trigger.kind)
  const refusals = unwanted.map(({ id, clientId }) => ({
    id,
    refusal: refusalOfUnwanted(states.get(clientId), isYearly)
  }))
  return giveUpFollowUps(db, [...decided, ...refusals], now)
}

const YEARLY = new Set<Definition['trigger']['kind']>(['birthday', 'first-purchase-anniversary', 'date-field'])

function earlier(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return one.until(other).sign < 0 ? other : one
}
