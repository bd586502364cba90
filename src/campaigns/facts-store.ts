import { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { readManyRows } from '#src/platform/database/many-rows.ts'
import { consentOn, jurisdictionOf, type ConsentBasis, type ConsentFacts } from './consent.ts'
import type { Definition, Step } from './definition.ts'
import { missingFields, type EligibilityFacts } from './eligibility.ts'
import {
  absences,
  addresses,
  consents,
  deeds,
  frequencies,
  historyOf,
  lastMeetings,
  lastPurchases,
  promises,
  sequences,
  suppressions
} from './facts-sql.ts'
import type { Firm } from './firm.ts'
import { isHeldOut } from './holdout.ts'
import { budgetOf, type Budget } from './budget-store.ts'
import { audienceSql } from './occurrence-store.ts'

/** One step for one client at one instant: what facts are asked about. */
export interface Question {
  clientId: string
  occurrence: string
  /** From 1. */
  step: number
  /** When it would be sent, on the client's own clock. */
  at: Temporal.ZonedDateTime
  years: number | null
  /** What they do after it ends the sequence; from the second step on, the sending of the first counts instead. */
  stopsSince: Temporal.Instant | null
  /** The ledger row it is about, which does not count against itself. */
  followUpId: string | null
}

/** Facts, and what was done about the steps before: a step that is still on its way is waited for. */
export interface Known {
  facts: EligibilityFacts
  earlierSteps: 'sent' | 'on-their-way' | 'not-sent' | 'never-planned'
  /** Day of return by the client's own absence mail, where it lies ahead. */
  absentUntil: Temporal.PlainDate | null
}

/** The campaign that asks. */
export interface Asking {
  campaignId: string | null
  campaign: string
  definition: Definition
  firm: Firm
  /** The firm's day. */
  today: Temporal.PlainDate
  /** Also counts what is planned, not only what is sent or in hand: true when planning. */
  isPlanning: boolean
}

/** Questions per statement: each goes through whole tables once there are many. */
const BATCH = 100_000

/** Gathers what eligibility is decided by, for many clients at once; the answers stand in the order of the questions. */
export async function gatherFacts(db: Db, questions: readonly Question[], asking: Asking): Promise<Known[]> {
  const budget = await budgetOf(db, asking)
  const audience = await audienceSql(db, asking.definition.audience, asking.today)
  const known = questions.map(() => NOBODY)
  for (let from = 0; from < questions.length; from += BATCH) {
    const batch = questions.slice(from, from + BATCH)
    for (const row of await readFacts(db, batch, { asking, audience })) {
      const question = batch[row.ord]
      if (question) known[from + row.ord] = interpret(row, question, { asking, budget })
    }
  }
  return known
}

interface FactRow {
  ord: number
  state: EligibilityFacts['clientState']
  name: string
  language: string | null
  company: string | null
  inAudience: boolean
  address: string | null
  suppressedBy: string | null
  bounced: boolean
  consents: { state: 'given' | 'withdrawn'; basis: ConsentBasis; on: string }[] | null
  /** Days of the firm, as 2026-05-12. */
  lastPurchaseOn: string | null
  lastInquiryOn: string | null
  lastMetOn: string | null
  replied: boolean
  purchased: boolean
  met: boolean
  earlier: { step: number; state: string }[] | null
  sentToMerged: boolean
  rival: string | null
  in7Days: number
  in30Days: number
  absentUntil: string | null
  isPromised: boolean
}

/**
 * Relies on follow_up (client_id, due_at), client (merged_into_id), client_address (client_id), suppression (address),
 * consent_entry (client_id, purpose, at), purchase (client_id, on_day), interaction (client_id, at) and interaction_met_idx.
 */
async function readFacts(
  db: Db,
  batch: readonly Question[],
  { asking, audience }: { asking: Asking; audience: Prisma.Sql }
): Promise<FactRow[]> {
  return readManyRows(
    db,
    Prisma.sql`
    WITH question AS MATERIALIZED (
      SELECT * FROM unnest(
        ${batch.map((_, index) => index)}::int[], ${batch.map((each) => each.clientId)}::uuid[],
        ${batch.map(({ at }) => momentOf(at).date)}::timestamptz[], ${batch.map(({ at }) => momentOf(at).dayText)}::date[],
        ${batch.map((each) => each.stopsSince && dateOf(each.stopsSince))}::timestamptz[],
        ${batch.map((each) => each.occurrence)}::text[], ${batch.map((each) => each.step)}::int[],
        ${batch.map((each) => each.followUpId)}::uuid[]
      ) AS q(ord, client_id, at, day, stops_since, occurrence, step, self)
    ), ${historyOf(asking)}, sequence AS (${sequences(asking)}), frequency AS (${frequencies(asking)}),
    ${addresses}, suppressed AS (${suppressions(asking)}), consent AS (${consents(asking)}),
    bought AS (${lastPurchases}), met AS (${lastMeetings})
    SELECT q.ord, client.state, client.name, client.language, company.name AS company,
      ${audience} AS "inAudience", mine.address,
      (client.last_inbound_at AT TIME ZONE ${asking.firm.zone})::date::text AS "lastInquiryOn",
      suppressed.reason AS "suppressedBy",
      EXISTS (SELECT FROM standing s WHERE s.ord = q.ord AND s.address IN (mine.address, mine.match_key)
        AND s.reason IN ('hard-bounce', 'soft-bounces')) AS bounced,
      consent.entries AS consents, bought.on_day::text AS "lastPurchaseOn",
      (met.at AT TIME ZONE ${asking.firm.zone})::date::text AS "lastMetOn",
      ${deeds}, ${absences(asking)} AS "absentUntil",
      sequence.earlier, COALESCE(sequence.sent_to_merged, FALSE) AS "sentToMerged", frequency.rival,
      COALESCE(frequency.in7, 0) AS "in7Days", COALESCE(frequency.in30, 0) AS "in30Days",
      ${promises(asking)} AS "isPromised"
    FROM question q
    JOIN client ON client.id = q.client_id
    LEFT JOIN company ON company.id = client.company_id
    LEFT JOIN mine ON mine.ord = q.ord
    LEFT JOIN suppressed ON suppressed.ord = q.ord
    LEFT JOIN consent ON consent.ord = q.ord
    LEFT JOIN bought ON bought.ord = q.ord
    LEFT JOIN met ON met.ord = q.ord
    LEFT JOIN sequence ON sequence.ord = q.ord
    LEFT JOIN frequency ON frequency.ord = q.ord
    CROSS JOIN LATERAL (SELECT COALESCE(sequence.first_sent, q.stops_since) AS at) since
    CROSS JOIN LATERAL (SELECT ${circleOf(asking)} AS ids) circle`
  )
}

/** Whose answers and purchases count. */
function circleOf({ definition }: Asking): Prisma.Sql {
  if (!definition.stopsForCompany) return Prisma.sql`ARRAY[client.id]`
  return Prisma.sql`ARRAY(SELECT near.id FROM client near WHERE near.id = client.id OR near.company_id = client.company_id)`
}

function interpret(
  row: FactRow,
  question: Question,
  { asking, budget }: { asking: Asking; budget: Budget | null }
): Known {
  const { definition, firm } = asking
  const { day } = momentOf(question.at)
  const step = definition.steps[question.step - 1]
  const earlierSteps = earlierStepsOf(row, definition, question.step)
  const absentUntil = row.absentUntil === null ? null : dayFrom(row.absentUntil)
  const isAway = absentUntil !== null && Temporal.PlainDate.compare(absentUntil, day) > 0
  return {
    facts: {
      clientState: row.state,
      address: row.address,
      missing: step ? missingOf(step, row, { question, firm }) : NOTHING_MISSING,
      consent: consentOn(day, consentFacts(row, firm), jurisdictionOf(firm.country)),
      suppressedBy: row.suppressedBy,
      bounced: row.bounced,
      isInAudience: row.inAudience,
      sentToMerged: row.sentToMerged,
      since: { replied: row.replied, purchased: row.purchased, met: row.met },
      earlierStepsSent: earlierSteps === 'sent',
      rival: row.rival,
      mailsBefore: { in7Days: row.in7Days, in30Days: row.in30Days },
      // What was promised is paid for; the limit is for what is promised anew.
      budgetLeft: row.isPromised ? null : (budget?.left ?? null),
      offerCost: budget?.perCoupon ?? 0,
      isHeldOut: definition.holdOut > 0 && isHeldOut(asking.campaign, question.clientId, definition.holdOut)
    },
    earlierSteps,
    absentUntil: isAway ? absentUntil : null
  }
}

const NOTHING_MISSING: readonly string[] = []

function missingOf(
  step: Step,
  row: FactRow,
  { question, firm }: { question: Question; firm: Firm }
): readonly string[] {
  if (step.requires.length === 0) return NOTHING_MISSING
  const { name, company, language } = row
  return missingFields(step, { name, company, language: language ?? firm.language, years: question.years })
}

/** A step follows those before it that go to the same reader. */
function earlierStepsOf(row: FactRow, definition: Definition, step: number): Known['earlierSteps'] {
  const to: Step['to'] | undefined = definition.steps[step - 1]?.to
  if (step === 1) return 'sent'
  const before = definition.steps.flatMap((each, index) => (index < step - 1 && each.to === to ? index + 1 : []))
  const states = new Map(row.earlier?.map((each) => [each.step, each.state]))
  const found = before.map((number) => states.get(number))
  if (found.every((state) => state === 'sent')) return 'sent'
  if (found.includes(undefined)) return 'never-planned'
  return found.some((state) => state === 'skipped' || state === 'failed') ? 'not-sent' : 'on-their-way'
}

function consentFacts(row: FactRow, firm: Firm): ConsentFacts {
  const { lastPurchaseOn, lastInquiryOn, lastMetOn } = row
  const contacts = [lastPurchaseOn, lastInquiryOn, lastMetOn].filter((day) => day !== null)
  const lastContactOn = contacts.toSorted().at(-1)
  return {
    entries: (row.consents ?? []).map((entry) => ({ ...entry, on: dayFrom(entry.on) })),
    lastPurchaseOn: lastPurchaseOn === null ? null : dayFrom(lastPurchaseOn),
    lastInquiryOn: lastInquiryOn === null ? null : dayFrom(lastInquiryOn),
    lastContactOn: lastContactOn === undefined ? null : dayFrom(lastContactOn),
    toldAtCollection: firm.toldAtCollection
  }
}

/** What is known of a client that is not there any more. */
const NOBODY: Known = {
  facts: {
    clientState: 'erased',
    address: null,
    missing: [],
    consent: { kind: 'none' },
    suppressedBy: null,
    bounced: false,
    isInAudience: false,
    sentToMerged: false,
    since: { replied: false, purchased: false, met: false },
    earlierStepsSent: false,
    rival: null,
    mailsBefore: { in7Days: 0, in30Days: 0 },
    budgetLeft: null,
    offerCost: 0,
    isHeldOut: false
  },
  earlierSteps: 'not-sent',
  absentUntil: null
}

interface Moment {
  date: Date
  day: Temporal.PlainDate
  dayText: string
}

const moments = new WeakMap<Temporal.ZonedDateTime, Moment>()

/** What is read off an instant. Thousands of questions share theirs. */
function momentOf(at: Temporal.ZonedDateTime): Moment {
  const known = moments.get(at)
  if (known) return known
  const day = at.toPlainDate()
  const moment = { date: dateOf(at.toInstant()), day, dayText: day.toString() }
  moments.set(at, moment)
  return moment
}

const days = new Map<string, Temporal.PlainDate>()

/** A day of a client's life. Thousands of clients share a few thousand days: each is made once. */
function dayFrom(text: string): Temporal.PlainDate {
  const known = days.get(text)
  if (known) return known
  const day = Temporal.PlainDate.from(text)
  days.set(text, day)
  return day
}
