import { Temporal } from 'temporal-polyfill'
import { fieldSql } from '#src/clients/fields/value-store.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { conditionSchema, EVERYONE, type Condition } from '#src/insights/condition.ts'
import { dayOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { readManyRows } from '#src/platform/database/many-rows.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Audience, Definition, Trigger } from './definition.ts'
import {
  datedKey,
  daysOfYear,
  parseYearlyDate,
  yearlySearch,
  type Candidate,
  type CandidateClient,
  type Days
} from './occurrences.ts'

/** What the search for candidates needs besides the definition. */
export interface Search {
  /** Null for a campaign that is only previewed: nobody has entered anything yet. */
  campaignId: string | null
  /** On which the occurrence itself falls. */
  days: Days
  /** The firm's day. */
  today: Temporal.PlainDate
  /** Looks at these clients only: for the check just before sending. */
  clientIds?: readonly string[]
}

/**
 * Every active client for whom the trigger falls within the days: one set-based statement per trigger. Those outside the
 * audience are found too, marked, so that what was planned for them can be given up with its reason.
 */
export async function findCandidates(db: Db, definition: Definition, search: Search): Promise<Candidate[]> {
  const { trigger } = definition
  const audience = await audienceSql(db, definition.audience, search.today)
  const isMeant = search.clientIds
    ? Prisma.sql`${ACTIVE} AND client.id = ANY(${[...search.clientIds]}::uuid[])`
    : ACTIVE
  switch (trigger.kind) {
    case 'birthday':
      return birthdays(db, { trigger, audience, isMeant, search })
    case 'first-purchase-anniversary':
      return anniversaries(db, { trigger, audience, isMeant, search })
    case 'date-field':
      return dateFields(db, { trigger, audience, isMeant, search })
    case 'late':
      return lateClients(db, { trigger, audience, isMeant, search })
    case 'after-purchase':
      return purchases(db, { trigger, audience, isMeant, search })
    case 'unanswered':
      return unansweredThreads(db, { audience, isMeant, search })
    case 'segment-entered':
      return newMembers(db, { audience, isMeant, search })
    default:
      // Only `once` remains; a new kind of trigger fails to compile here.
      return everybody(db, { trigger, audience, isMeant, search })
  }
}

const ACTIVE = Prisma.sql`client.state = 'active'`

/**
 * Boolean SQL over `client` for an audience.
 * @throws Refusal `no-such-segment`
 */
export async function audienceSql(db: Db, audience: Audience | null, today: Temporal.PlainDate): Promise<Prisma.Sql> {
  return compileCondition(await conditionOf(db, audience), { today: today.toString() })
}

async function conditionOf(db: Db, audience: Audience | null): Promise<Condition> {
  if (audience === null) return EVERYONE
  if (audience.kind !== 'segment') return audience
  const segment = await db.segment.findUnique({ where: { name: audience.name } })
  if (!segment) throw new Refusal('no-such-segment', `The segment "${audience.name}" is gone: choose another audience.`)
  return conditionSchema.parse(segment.condition)
}

interface Asked<T extends Trigger['kind']> {
  trigger: Extract<Trigger, { kind: T }>
  /** Over `client`: in the audience. */
  audience: Prisma.Sql
  /** Over `client`: to be looked at. */
  isMeant: Prisma.Sql
  search: Search
}

interface ClientRow {
  id: string
  zone: string | null
  inAudience: boolean
}

/** Relies on the index client (birthday_month, birthday_day). */
async function birthdays(db: Db, { trigger, audience, isMeant, search }: Asked<'birthday'>): Promise<Candidate[]> {
  const wanted = daysOfYear(search.days)
  const rows = await db.$queryRaw<(ClientRow & { month: number; day: number; year: number | null })[]>`
    SELECT client.id, client.zone, ${audience} AS "inAudience",
           client.birthday_month AS month, client.birthday_day AS day, client.birthday_year AS year
    FROM unnest(${wanted.map((day) => Math.trunc(day / 100))}::int[], ${wanted.map((day) => day % 100)}::int[]) AS wanted(month, day)
    JOIN client ON client.birthday_month = wanted.month AND client.birthday_day = wanted.day
    WHERE ${isMeant}`
  const find = yearlySearch(search.days, trigger.leapDay)
  return rows.flatMap((row) => find(clientOf(row), row))
}

/**
 * The first purchase known: an imported date of becoming a client counts where it is earlier than every purchase stored.
 * Relies on the indexes over days of the year of purchase and client.
 */
async function anniversaries(
  db: Db,
  { trigger, audience, isMeant, search }: Asked<'first-purchase-anniversary'>
): Promise<Candidate[]> {
  const wanted = daysOfYear(search.days)
  const rows = await db.$queryRaw<(ClientRow & { first: Date })[]>`
    WITH touched AS (
      SELECT p.client_id AS id FROM purchase p
      WHERE (EXTRACT(MONTH FROM p.on_day) * 100 + EXTRACT(DAY FROM p.on_day))::int = ANY(${wanted}::int[])
        AND p.amount >= 0 AND p.refund_of IS NULL ${among(Prisma.sql`p.client_id`, search)}
      UNION
      SELECT c.id FROM client c
      WHERE (EXTRACT(MONTH FROM c.customer_since) * 100 + EXTRACT(DAY FROM c.customer_since))::int = ANY(${wanted}::int[])
        AND c.customer_since IS NOT NULL ${among(Prisma.sql`c.id`, search)}
    )
    SELECT client.id, client.zone, ${audience} AS "inAudience", LEAST(client.customer_since, purchases.first) AS first
    FROM touched
    JOIN client ON client.id = touched.id
    CROSS JOIN LATERAL (
      SELECT min(p.on_day) AS first FROM purchase p
      WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL
    ) purchases
    WHERE ${isMeant}`
  const find = yearlySearch(search.days, trigger.leapDay)
  return rows.flatMap((row) => {
    const { first } = row
    const date = { month: first.getUTCMonth() + 1, day: first.getUTCDate(), year: first.getUTCFullYear() }
    return find(clientOf(row), date)
  })
}

/** Texts end in MM-DD whether the year is known or not; reads every active client that has the field. */
async function dateFields(db: Db, { trigger, audience, isMeant, search }: Asked<'date-field'>): Promise<Candidate[]> {
  const wanted = daysOfYear(search.days).map((day) => {
    const digits = String(day).padStart(4, '0')
    return `${digits.slice(0, 2)}-${digits.slice(2)}`
  })
  const rows = await db.$queryRaw<(ClientRow & { value: string })[]>`
    SELECT client.id, client.zone, ${audience} AS "inAudience", held.value#>>'{}' AS value
    FROM client CROSS JOIN LATERAL (SELECT ${fieldSql(trigger.field)} AS value) held
    WHERE ${isMeant} AND right(held.value#>>'{}', 5) = ANY(${wanted}::text[])`
  const find = yearlySearch(search.days, trigger.leapDay)
  return rows.flatMap((row) => {
    const date = parseYearlyDate(row.value)
    if (date === null) return []
    if (trigger.yearly) return find(clientOf(row), date)
    if (date.year === null) return []
    const day = Temporal.PlainDate.from({ ...date, year: date.year })
    return [single(row, { key: datedKey(trigger.field, day), day, years: null })]
  })
}

/** Relies on the index client_insight (late_from). */
async function lateClients(db: Db, { trigger, audience, isMeant, search }: Asked<'late'>): Promise<Candidate[]> {
  const rows = await db.$queryRaw<(ClientRow & { last: Date; late: Date })[]>`
    SELECT client.id, client.zone, ${audience} AS "inAudience", i.last_on AS last, i.late_from AS late
    FROM client_insight i JOIN client ON client.id = i.client_id
    WHERE i.late_from BETWEEN ${text(search.days.from)}::date AND ${text(search.days.to)}::date
      AND ${isMeant}`
  return rows.map((row) => {
    const day = dayOf(row.late)
    const silentFrom = day.subtract({ days: trigger.silentDays })
    const afterPurchase = dayOf(row.last).add({ days: 1 })
    const stopsFrom = Temporal.PlainDate.compare(silentFrom, afterPurchase) > 0 ? silentFrom : afterPurchase
    return { ...single(row, { key: datedKey('late', dayOf(row.last)), day, years: null }), stopsFrom }
  })
}

/** Several purchases of one day are one occasion. Relies on the index purchase (on_day). */
async function purchases(
  db: Db,
  { trigger, audience, isMeant, search }: Asked<'after-purchase'>
): Promise<Candidate[]> {
  const ofType =
    trigger.types.length === 0
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT FROM purchase_line l WHERE l.purchase_id = p.id
          AND lower(l.type) = ANY(${trigger.types.map((type) => type.toLowerCase())}::text[]))`
  const rows = await db.$queryRaw<(ClientRow & { on: Date })[]>`
    SELECT DISTINCT client.id, client.zone, ${audience} AS "inAudience", p.on_day AS on
    FROM purchase p JOIN client ON client.id = p.client_id
    WHERE p.on_day BETWEEN ${text(search.days.from)}::date AND ${text(search.days.to)}::date ${among(Prisma.sql`p.client_id`, search)}
      AND p.amount >= 0 AND p.refund_of IS NULL AND ${ofType} AND ${isMeant}`
  return rows.map((row) => {
    const day = dayOf(row.on)
    return single(row, { key: datedKey('purchase', day), day, years: null })
  })
}

/** A thread that is open to an answer: our last mail asks something, or the team marked it as awaiting one. */
const AWAITED_TAGS = ['devis', 'quote', 'relance', 'follow-up', 'attente', 'waiting']

/**
 * Threads in which the client waits for us, and threads in which we wait for the client. The key holds the day of their
 * last mail, so that our own nudge starts nothing anew. Relies on the indexes thread (waiting_since) and (last_at).
 */
async function unansweredThreads(
  db: Db,
  { audience, isMeant, search }: Omit<Asked<'unanswered'>, 'trigger'>
): Promise<Candidate[]> {
  const from = text(search.days.from)
  const until = text(search.days.to.add({ days: 1 }))
  const rows = await db.$queryRaw<(ClientRow & { threadId: string; on: Date; theirs: Date; waits: boolean })[]>`
    SELECT client.id, client.zone, ${audience} AS "inAudience", t.id AS "threadId",
           (t.waiting_since IS NOT NULL) AS waits,
           COALESCE(t.waiting_since, last.sent_at)::date AS on, COALESCE(theirs.sent_at, t.first_at)::date AS theirs
    FROM thread t
    CROSS JOIN LATERAL (
      SELECT m.id, m.sent_at, m.direction, m.reply_text FROM message m
      WHERE m.thread_id = t.id AND m.kind = 'human' AND m.direction IN ('in', 'out')
      ORDER BY m.sent_at DESC LIMIT 1
    ) last
    LEFT JOIN LATERAL (
      SELECT m.sent_at FROM message m
      WHERE m.thread_id = t.id AND m.kind = 'human' AND m.direction = 'in'
      ORDER BY m.sent_at DESC LIMIT 1
    ) theirs ON TRUE
    JOIN LATERAL (
      SELECT i.client_id FROM interaction i WHERE i.message_id = last.id ORDER BY i.client_id LIMIT 1
    ) whose ON TRUE
    JOIN client ON client.id = whose.client_id
    WHERE t.closed_at IS NULL AND t.merged_into_id IS NULL AND ${isMeant} ${threadsOf(search)}
      AND t.last_at >= ${from}::date AND COALESCE(t.waiting_since, t.last_at) BETWEEN ${from}::date AND ${until}::date
      AND (t.waiting_since IS NOT NULL OR (last.direction = 'out' AND (
        position('?' IN last.reply_text) > 0
        OR EXISTS (SELECT FROM thread_tag tag WHERE tag.thread_id = t.id AND tag.tag = ANY(${AWAITED_TAGS}::text[])))))`
  return rows.map((row) => ({
    ...single(row, { key: datedKey(`thread:${row.threadId}`, dayOf(row.theirs)), day: dayOf(row.on), years: null }),
    to: row.waits ? 'team' : 'client',
    threadId: row.threadId
  }))
}

/** Those seen entering the segment since the campaign was switched on. */
async function newMembers(
  db: Db,
  { audience, isMeant, search }: Omit<Asked<'segment-entered'>, 'trigger'>
): Promise<Candidate[]> {
  if (search.campaignId === null) return []
  const rows = await db.$queryRaw<(ClientRow & { on: Date })[]>`
    SELECT client.id, client.zone, ${audience} AS "inAudience", m.entered_on AS on
    FROM campaign_member m JOIN client ON client.id = m.client_id
    WHERE m.campaign_id = ${search.campaignId}::uuid AND ${isMeant}
      AND m.entered_on BETWEEN ${text(search.days.from)}::date AND ${text(search.days.to)}::date`
  return rows.map((row) => {
    const day = dayOf(row.on)
    return single(row, { key: datedKey('entered', day), day, years: null })
  })
}

async function everybody(db: Db, { trigger, audience, isMeant, search }: Asked<'once'>): Promise<Candidate[]> {
  if (trigger.on === null) return []
  const day = Temporal.PlainDate.from(trigger.on)
  const isWithin =
    Temporal.PlainDate.compare(day, search.days.from) >= 0 && Temporal.PlainDate.compare(day, search.days.to) <= 0
  if (!isWithin) return []
  const rows = await readManyRows<ClientRow>(
    db,
    Prisma.sql`SELECT client.id, client.zone, ${audience} AS "inAudience" FROM client WHERE ${isMeant}`
  )
  const occurrence = { key: datedKey('once', day), day, years: null }
  return rows.map((row) => single(row, occurrence))
}

/** Narrows a row to the clients that are looked at, so that for a few of them their own rows are read and no others. */
function among(clientId: Prisma.Sql, { clientIds }: Search): Prisma.Sql {
  return clientIds ? Prisma.sql`AND ${clientId} = ANY(${[...clientIds]}::uuid[])` : Prisma.empty
}

/** The same for threads, by the timelines of the clients. */
function threadsOf({ clientIds }: Search): Prisma.Sql {
  if (!clientIds) return Prisma.empty
  return Prisma.sql`AND t.id IN (
    SELECT m.thread_id FROM interaction i JOIN message m ON m.id = i.message_id WHERE i.client_id = ANY(${[...clientIds]}::uuid[]))`
}

/**
 * Takes note of who has entered and left the segment of a campaign since the last time.
 * @param isFirst true when the campaign is switched on: those in it now have not entered (G6)
 */
export async function noteMembers(
  db: Db,
  { campaignId, segment, today }: { campaignId: string; segment: string; today: Temporal.PlainDate },
  { isFirst }: { isFirst: boolean }
): Promise<void> {
  const inSegment = await audienceSql(db, { kind: 'segment', name: segment }, today)
  await db.$executeRaw`
    DELETE FROM campaign_member m
    WHERE m.campaign_id = ${campaignId}::uuid
      AND NOT EXISTS (SELECT FROM client WHERE client.id = m.client_id AND client.state = 'active' AND ${inSegment})`
  await db.$executeRaw`
    INSERT INTO campaign_member (campaign_id, client_id, entered_on)
    SELECT ${campaignId}::uuid, client.id, ${isFirst ? null : text(today)}::date
    FROM client WHERE client.state = 'active' AND ${inSegment}
    ON CONFLICT DO NOTHING`
}

function single(row: ClientRow, occurrence: Candidate['occurrence']): Candidate {
  return { ...clientOf(row), occurrence, to: 'client', threadId: null, stopsFrom: null }
}

function clientOf(row: ClientRow): CandidateClient {
  return { clientId: row.id, zone: row.zone, isInAudience: row.inAudience }
}

function text(day: Temporal.PlainDate): string {
  return day.toString()
}
