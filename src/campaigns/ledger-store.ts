import type { Temporal } from 'temporal-polyfill'
import { dateOf, dayOf, instantOf } from '#src/platform/clock.ts'
import type { LetterVersions } from '#src/delivery/letter/library.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { FollowUpRefusal } from './refusals.ts'

/** The states of a follow-up (SEMANTICS H1). */
type FollowUpState = 'planned' | 'claimed' | 'sending' | 'sent' | 'skipped' | 'failed' | 'unknown'

/** A row of the ledger as the planner sees it. */
export interface LedgerRow {
  id: string
  clientId: string
  occurrence: string
  step: number
  state: FollowUpState
  reason: string | null
  versionId: string
  meantFor: Temporal.Instant
  sentAt: Temporal.Instant | null
  /** Moved by an absence: the calendar no longer moves it. */
  isPostponed: boolean
  isApproved: boolean
}

/** A follow-up to be written into the ledger: planned, or recorded as refused. */
export interface NewFollowUp {
  clientId: string
  occurrence: string
  step: number
  occurrenceDay: Temporal.PlainDate
  years: number | null
  threadId: string | null
  to: 'client' | 'team'
  zone: string
  meantFor: Temporal.Instant
  dueAt: Temporal.ZonedDateTime
  expiresAt: Temporal.Instant
  stopsSince: Temporal.Instant | null
  refusal: FollowUpRefusal | null
}

/** What a campaign's rows have in common when they are written. */
export interface Writing {
  campaignId: string
  versionId: string
  purpose: string
  priority: number
  needsApproval: boolean
  /** Versions of the letter of each step, the first step first: they are pinned (G7). */
  letters: readonly LetterVersions[]
  now: Temporal.Instant
}

/** One occurrence of one client. */
export interface OccurrenceKey {
  clientId: string
  occurrence: string
}

/** Every row of these occurrences, and every other row that is still planned. Relies on the unique key and follow_up_planned_idx. */
export async function readLedger(db: Db, campaignId: string, keys: readonly OccurrenceKey[]): Promise<LedgerRow[]> {
  const rows = await db.$queryRaw<LedgerColumns[]>`
    SELECT f.id, f.client_id AS "clientId", f.occurrence, f.step, f.state, f.reason, f.version_id AS "versionId",
           f.meant_for AS "meantFor", f.postponed_at AS "postponedAt", f.sent_at AS "sentAt", f.approved_at AS "approvedAt"
    FROM follow_up f
    JOIN (
      SELECT DISTINCT * FROM unnest(${keys.map((key) => key.clientId)}::uuid[], ${keys.map((key) => key.occurrence)}::text[])
    ) AS k(client_id, occurrence) ON f.client_id = k.client_id AND f.occurrence = k.occurrence
    WHERE f.campaign_id = ${campaignId}::uuid
    UNION
    SELECT f.id, f.client_id, f.occurrence, f.step, f.state, f.reason, f.version_id, f.meant_for, f.postponed_at, f.sent_at,
           f.approved_at
    FROM follow_up f
    WHERE f.campaign_id = ${campaignId}::uuid AND f.state = 'planned'`
  return rows.map(({ postponedAt, approvedAt, ...row }) => ({
    ...row,
    meantFor: instantOf(row.meantFor),
    sentAt: row.sentAt && instantOf(row.sentAt),
    isPostponed: postponedAt !== null,
    isApproved: approvedAt !== null
  }))
}

interface LedgerColumns {
  id: string
  clientId: string
  occurrence: string
  step: number
  state: FollowUpState
  reason: string | null
  versionId: string
  meantFor: Date
  postponedAt: Date | null
  sentAt: Date | null
  approvedAt: Date | null
}

/** Rows per statement. */
const BATCH = 5000

/**
 * Writes follow-ups with their first event. One that is there already stays as it is: two planners cannot plan it twice (G7).
 * @returns how many were written
 */
export async function insertFollowUps(db: Db, rows: readonly NewFollowUp[], writing: Writing): Promise<number> {
  let written = 0
  for (let from = 0; from < rows.length; from += BATCH)
    written += await insertBatch(db, rows.slice(from, from + BATCH), writing)
  return written
}

async function insertBatch(db: Db, rows: readonly NewFollowUp[], writing: Writing): Promise<number> {
  const now = dateOf(writing.now)
  return db.$executeRaw`
    WITH new AS (
      INSERT INTO follow_up (campaign_id, version_id, purpose, priority, client_id, occurrence, step, occurrence_day, years,
        thread_id, sent_to, zone, meant_for, due_at, due_day, expires_at, stops_since, state, state_since, reason, detail,
        approved_at, approved_by, letter_fr, letter_en)
      SELECT ${writing.campaignId}::uuid, ${writing.versionId}::uuid, ${writing.purpose}, ${writing.priority}, r.client_id,
        r.occurrence, r.step, r.occurrence_day, r.years, r.thread_id, r.sent_to, r.zone, r.meant_for, r.due_at, r.due_day,
        r.expires_at, r.stops_since, CASE WHEN r.reason IS NULL THEN 'planned' ELSE 'skipped' END, ${now}::timestamptz,
        r.reason, r.detail, CASE WHEN NOT ${writing.needsApproval} THEN ${now}::timestamptz END,
        CASE WHEN NOT ${writing.needsApproval} THEN 'automatic' END, letter.fr, letter.en
      FROM unnest(
        ${rows.map((row) => row.clientId)}::uuid[], ${rows.map((row) => row.occurrence)}::text[],
        ${rows.map((row) => row.step)}::int[], ${rows.map((row) => row.occurrenceDay.toString())}::date[],
        ${rows.map((row) => row.years)}::int[], ${rows.map((row) => row.threadId)}::uuid[],
        ${rows.map((row) => row.to)}::text[], ${rows.map((row) => row.zone)}::text[],
        ${rows.map((row) => dateOf(row.meantFor))}::timestamptz[],
        ${rows.map((row) => dateOf(row.dueAt.toInstant()))}::timestamptz[],
        ${rows.map((row) => row.dueAt.toPlainDate().toString())}::date[],
        ${rows.map((row) => dateOf(row.expiresAt))}::timestamptz[],
        ${rows.map((row) => row.stopsSince && dateOf(row.stopsSince))}::timestamptz[],
        ${rows.map((row) => row.refusal?.code ?? null)}::text[], ${rows.map((row) => row.refusal?.detail ?? null)}::text[]
      ) AS r(client_id, occurrence, step, occurrence_day, years, thread_id, sent_to, zone, meant_for, due_at, due_day,
        expires_at, stops_since, reason, detail)
      JOIN (${pinned(writing)}) letter ON letter.step = r.step
      ON CONFLICT (campaign_id, client_id, occurrence, step) DO NOTHING
      RETURNING id, state, reason, detail
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${now}::timestamptz, state, reason, detail FROM new`
}

function pinned({ letters }: Writing): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM unnest(${letters.map((_, index) => index + 1)}::int[], ${letters.map(({ fr }) => fr)}::int[],
      ${letters.map(({ en }) => en)}::int[]) AS l(step, fr, en)`
}

/** A row to be planned anew: moved by a changed date or definition, or taken up again. */
export type Replanned = NewFollowUp & { id: string }

/** Plans rows again where they are still planned, or were given up by the planner itself. */
export async function replanFollowUps(db: Db, rows: readonly Replanned[], writing: Writing): Promise<number> {
  if (rows.length === 0) return 0
  const now = dateOf(writing.now)
  return db.$executeRaw`
    WITH moved AS (
      UPDATE follow_up f SET
        state = CASE WHEN r.reason IS NULL THEN 'planned' ELSE 'skipped' END, reason = r.reason, detail = r.detail,
        state_since = ${now}::timestamptz, version_id = ${writing.versionId}::uuid, priority = ${writing.priority},
        purpose = ${writing.purpose}, occurrence_day = r.occurrence_day, years = r.years, zone = r.zone,
        meant_for = r.meant_for, due_at = r.due_at, due_day = r.due_day, expires_at = r.expires_at,
        approved_at = CASE WHEN NOT ${writing.needsApproval} THEN ${now}::timestamptz END,
        approved_by = CASE WHEN NOT ${writing.needsApproval} THEN 'automatic' END,
        letter_fr = letter.fr, letter_en = letter.en
      FROM unnest(
        ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.occurrenceDay.toString())}::date[],
        ${rows.map((row) => row.years)}::int[], ${rows.map((row) => row.zone)}::text[],
        ${rows.map((row) => dateOf(row.meantFor))}::timestamptz[],
        ${rows.map((row) => dateOf(row.dueAt.toInstant()))}::timestamptz[],
        ${rows.map((row) => row.dueAt.toPlainDate().toString())}::date[],
        ${rows.map((row) => dateOf(row.expiresAt))}::timestamptz[],
        ${rows.map((row) => row.refusal?.code ?? null)}::text[], ${rows.map((row) => row.refusal?.detail ?? null)}::text[]
      ) AS r(id, occurrence_day, years, zone, meant_for, due_at, due_day, expires_at, reason, detail)
      CROSS JOIN (${pinned(writing)}) letter
      WHERE f.id = r.id AND letter.step = f.step AND f.state IN ('planned', 'skipped')
      RETURNING f.id, f.state, f.reason, f.detail
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${now}::timestamptz, CASE WHEN state = 'planned' THEN 'moved' ELSE state END, reason, detail FROM moved`
}

/** Gives up rows that are still planned, each with its reason. A row that a sender took meanwhile is left to the sender. */
export async function giveUpFollowUps(
  db: Db,
  refusals: readonly { id: string; refusal: FollowUpRefusal }[],
  now: Temporal.Instant
): Promise<number> {
  if (refusals.length === 0) return 0
  return db.$executeRaw`
    WITH given_up AS (
      UPDATE follow_up f SET state = 'skipped', state_since = ${dateOf(now)}::timestamptz, reason = r.reason, detail = r.detail
      FROM unnest(
        ${refusals.map(({ id }) => id)}::uuid[], ${refusals.map(({ refusal }) => refusal.code)}::text[],
        ${refusals.map(({ refusal }) => refusal.detail)}::text[]
      ) AS r(id, reason, detail)
      WHERE f.id = r.id AND f.state = 'planned'
      RETURNING f.id, f.reason, f.detail
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'skipped', reason, detail FROM given_up`
}

/** The states that clients are in now. */
export async function readClientStates(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ id: string; state: string }[]>`
    SELECT id, state FROM client WHERE id = ANY(${[...ids]}::uuid[])`
  return new Map(rows.map((row) => [row.id, row.state]))
}

export async function notePlannedUntil(db: Db, campaignId: string, until: Temporal.Instant): Promise<void> {
  await db.campaign.update({ where: { id: campaignId }, data: { plannedUntil: dateOf(until) } })
}

/** Up to when a campaign has been planned, the earliest day that a row still planned is about, and when what it says changed. */
export async function readProgress(
  db: Db,
  campaignId: string
): Promise<{
  plannedUntil: Temporal.Instant | null
  earliestDay: Temporal.PlainDate | null
  changedAt: Temporal.Instant
}> {
  const [row] = await db.$queryRaw<{ until: Date | null; earliest: Date | null; changed: Date }[]>`
    SELECT c.planned_until AS until,
      COALESCE((SELECT max(v.created_at) FROM campaign_version v WHERE v.campaign_id = c.id), c.created_at) AS changed,
      (SELECT min(f.occurrence_day) FROM follow_up f
        WHERE f.campaign_id = c.id AND f.state = 'planned' AND f.postponed_at IS NULL) AS earliest
    FROM campaign c WHERE c.id = ${campaignId}::uuid`
  return {
    plannedUntil: row?.until ? instantOf(row.until) : null,
    earliestDay: row?.earliest ? dayOf(row.earliest) : null,
    changedAt: instantOf(row?.changed ?? new Date(0))
  }
}
