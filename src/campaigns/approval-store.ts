import type { Temporal } from 'temporal-polyfill'
import { dateOf, instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Firm } from './firm.ts'
import { isRefusalCode, type FollowUpRefusal } from './refusals.ts'

/** Who decides, and when: a member's id, or the part of the program that acts. */
export interface Decider {
  by: string
  now: Temporal.Instant
}

/** What a person decides about a batch before it goes (F3: nothing is sent unseen where the campaign asks for it). */
export async function approve(db: Db, ids: readonly string[], { by, now }: Decider): Promise<number> {
  return db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up SET approved_at = ${dateOf(now)}::timestamptz, approved_by = ${by}
      WHERE id = ANY(${[...ids]}::uuid[]) AND state = 'planned' AND approved_at IS NULL
      RETURNING id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'approved', ${by} FROM changed`
}

/** Turns follow-ups down on review: they are skipped, with the reason. */
export async function reject(db: Db, ids: readonly string[], { by, now }: Decider): Promise<number> {
  return db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up SET state = 'skipped', state_since = ${dateOf(now)}::timestamptz, reason = 'rejected', detail = ${by}
      WHERE id = ANY(${[...ids]}::uuid[]) AND state = 'planned'
      RETURNING id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'skipped', 'rejected', ${by} FROM changed`
}

/**
 * Lets everything of a campaign go that waits for a person and is planned at this moment; what is planned later waits again.
 * @returns how many
 */
export async function approveBatch(db: Db, campaign: string, { by, now }: Decider): Promise<number> {
  return db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up f SET approved_at = ${dateOf(now)}::timestamptz, approved_by = ${by}
      FROM campaign c
      WHERE c.id = f.campaign_id AND c.name = ${campaign} AND f.state = 'planned' AND f.approved_at IS NULL
      RETURNING f.id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'approved', ${by} FROM changed`
}

/**
 * Takes one planned follow-up out, with the words that the ledger shows for it; the planner does not plan it again.
 * @returns false where it is not planned any more
 */
export async function skipFollowUp(
  db: Db,
  id: string,
  { by, reason, now }: Decider & { reason: string }
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up SET state = 'skipped', state_since = ${dateOf(now)}::timestamptz, reason = 'by-hand', detail = ${reason}
      WHERE id = ${id}::uuid AND state = 'planned'
      RETURNING id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, reason, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'skipped', 'by-hand', ${by} FROM changed`
  return changed > 0
}

/** What is undone of a decision: that of this decider at this very instant, and no later one. */
export interface Decision {
  by: string
  at: Date
}

/**
 * Takes approval back from what was let go by one decision and is not in a sender's hands yet.
 * @param of one follow-up, or all of a campaign that this decision let go
 * @returns how many wait again
 */
export async function withdrawApproval(
  db: Db,
  of: { followUp: string } | { campaign: string },
  { decision, by, now }: Decider & { decision: Decision }
): Promise<number> {
  const meant =
    'followUp' in of
      ? Prisma.sql`id = ${of.followUp}::uuid`
      : Prisma.sql`campaign_id = (SELECT id FROM campaign WHERE name = ${of.campaign})`
  return db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up SET approved_at = NULL, approved_by = NULL
      WHERE ${meant} AND state = 'planned' AND approved_at = ${decision.at}::timestamptz AND approved_by = ${decision.by}
      RETURNING id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'approval-withdrawn', ${by} FROM changed`
}

/**
 * Plans again what was taken out by hand, for the instant it was meant for, as long as that makes sense.
 * @returns false where its time is over, or something else happened to it since
 */
export async function planAgain(db: Db, id: string, { decision, by, now }: Decider & { decision: Decision }) {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE follow_up SET state = 'planned', state_since = ${dateOf(now)}::timestamptz, reason = NULL, detail = NULL
      WHERE id = ${id}::uuid AND state = 'skipped' AND reason = 'by-hand'
        AND state_since = ${decision.at}::timestamptz AND expires_at >= ${dateOf(now)}::timestamptz
      RETURNING id
    )
    INSERT INTO follow_up_event (follow_up_id, at, kind, detail)
    SELECT id, ${dateOf(now)}::timestamptz, 'planned-again', ${by} FROM changed`
  return changed > 0
}

/** A follow-up that goes out today, or would if a person let it. */
export interface DueFollowUp {
  id: string
  campaign: string
  /** The owner's own title; null: that of the ready-made campaign. */
  title: string | null
  clientId: string
  client: string
  address: string | null
  to: 'client' | 'team'
  step: number
  occurrence: string
  /** For yearly occasions: how many. */
  years: number | null
  dueAt: Temporal.ZonedDateTime
  isApproved: boolean
  /** Why it was put off, where it was; null: nothing but its time and a person keeps it. */
  waits: FollowUpRefusal | null
}

/**
 * What is still planned up to the end of the firm's day, or was meant for it and is put off, of campaigns that are on: first
 * what waits for a person, then by time and name.
 */
export async function dueToday(
  db: Db,
  { now, firm, limit = 200 }: { now: Temporal.Instant; firm: Firm; limit?: number }
): Promise<DueFollowUp[]> {
  const rows = await db.$queryRaw<DueRow[]>`
    SELECT f.id, c.name AS campaign, c.title, f.client_id AS "clientId", client.name AS client, mine.address,
      f.sent_to AS to, f.step, f.occurrence, f.years, f.due_at AS at, f.zone, (f.approved_at IS NOT NULL) AS "isApproved",
      f.reason, f.detail
    FROM follow_up f
    JOIN campaign c ON c.id = f.campaign_id
    JOIN campaign_activity a ON a.campaign_id = c.id AND a.until_at IS NULL
    JOIN client ON client.id = f.client_id
    LEFT JOIN client_address mine ON f.sent_to = 'client' AND mine.client_id = client.id AND mine.is_primary
    WHERE ${isOfToday(now, firm)}
    ORDER BY (f.approved_at IS NOT NULL), f.due_at, client.name, f.id
    LIMIT ${limit}`
  return rows.map(({ at, zone, reason, detail, ...row }) => ({
    ...row,
    dueAt: instantOf(at).toZonedDateTimeISO(zone),
    waits: reason !== null && isRefusalCode(reason) ? { code: reason, detail: detail ?? '' } : null
  }))
}

/** Relies on follow_up_due_idx, which holds the planned ones: few are ahead of their day. */
function isOfToday(now: Temporal.Instant, { zone }: Firm): Prisma.Sql {
  const today = now.toZonedDateTimeISO(zone).startOfDay()
  const [start, end] = [dateOf(today.toInstant()), dateOf(today.add({ days: 1 }).toInstant())]
  return Prisma.sql`f.state = 'planned' AND f.expires_at >= ${dateOf(now)}::timestamptz
    AND (f.due_at < ${end}::timestamptz
      OR f.reason IS NOT NULL AND f.meant_for >= ${start}::timestamptz AND f.meant_for < ${end}::timestamptz)`
}

type DueRow = Omit<DueFollowUp, 'dueAt' | 'waits'> & {
  at: Date
  zone: string
  reason: string | null
  detail: string | null
}

/** How many follow-ups go out today, and how many wait for a person, campaign by campaign. */
export interface DueCount {
  campaign: string
  due: number
  waiting: number
}

/** The same as `dueToday`, counted: for a mailing there are thousands. */
export async function countDueToday(db: Db, { now, firm }: { now: Temporal.Instant; firm: Firm }): Promise<DueCount[]> {
  return db.$queryRaw<DueCount[]>`
    SELECT c.name AS campaign, count(*)::int AS due, count(*) FILTER (WHERE f.approved_at IS NULL)::int AS waiting
    FROM follow_up f
    JOIN campaign c ON c.id = f.campaign_id
    JOIN campaign_activity a ON a.campaign_id = c.id AND a.until_at IS NULL
    WHERE ${isOfToday(now, firm)}
    GROUP BY c.name ORDER BY c.name`
}
