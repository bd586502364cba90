import type { PreferenceRow } from '#src/clients/preference-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { partOf, type Cursor, type Part } from './cursor.ts'
import { CUT_MARGIN, shownRows, type Reader } from './shown-mail.ts'

/** What stands at the head of a client's record. */
export interface ClientRecord {
  id: string
  name: string
  state: string
  stateReason: string
  stateSince: Date
  mergedIntoId: string | null
  company: { id: string; name: string } | null
  owner: { id: string; name: string } | null
  phone: string | null
  language: string | null
  zone: string | null
  birthdayMonth: number | null
  birthdayDay: number | null
  birthdayYear: number | null
  customerSince: Date | null
  lastInteractionAt: Date | null
  createdAt: Date
  addresses: { address: string; isPrimary: boolean }[]
  tags: { tag: string; by: string; at: Date }[]
}

export async function findRecord(db: Db, id: string): Promise<ClientRecord | null> {
  return db.client.findUnique({
    where: { id },
    select: {
      id: true,
      name: true,
      state: true,
      stateReason: true,
      stateSince: true,
      mergedIntoId: true,
      company: { select: { id: true, name: true } },
      owner: { select: { id: true, name: true } },
      phone: true,
      language: true,
      zone: true,
      birthdayMonth: true,
      birthdayDay: true,
      birthdayYear: true,
      customerSince: true,
      lastInteractionAt: true,
      createdAt: true,
      addresses: { select: { address: true, isPrimary: true }, orderBy: [{ isPrimary: 'desc' }, { address: 'asc' }] },
      tags: { select: { tag: true, by: true, at: true }, orderBy: { tag: 'asc' } }
    }
  })
}

export interface TimelineEvent {
  id: string
  at: Date
  kind: string
  direction: string | null
  title: string
  body: string | null
  state: string | null
  source: string
  by: string | null
  byName: string | null
  subjectKind: string | null
  subjectId: string | null
  threadId: string | null
  /** What was paid, of a purchase: minor units, discounts taken off; negative where money was given back. */
  paid: bigint | null
  currency: string | null
  /** Waits for our answer: the open link of the chain. */
  isWaiting: boolean
}

export const EVENTS_PER_PART = 30

/** One part of a client's timeline, newest first; walks interaction_client_id_at_idx. */
export async function timeline(db: Db, asked: Timeline): Promise<Part<TimelineEvent>> {
  const { clientId, kinds, after, reader } = asked
  const beyond = after
    ? Prisma.sql`AND (interaction.at, interaction.id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const chosen = kinds.length > 0 ? Prisma.sql`AND interaction.kind = ANY(${kinds}::text[])` : Prisma.empty
  const rows = await db.$queryRaw<TimelineEvent[]>`
    WITH shown AS (
      SELECT * FROM interaction WHERE client_id = ${clientId}::uuid ${chosen} ${beyond}
      ORDER BY at DESC, id DESC LIMIT ${EVENTS_PER_PART + 1})
    SELECT shown.id, shown.at, shown.kind, shown.direction, shown.title, left(coalesce(shown.body, message.reply_text), ${BODY_SHOWN + CUT_MARGIN}) AS body,
      shown.state, shown.source, shown.by, member.name AS "byName", shown.subject_kind AS "subjectKind",
      shown.subject_id AS "subjectId", message.thread_id AS "threadId",
      purchase.amount - purchase.discount AS paid, purchase.currency,
      COALESCE(shown.direction = 'in' AND thread.waiting_since <= shown.at, false) AS "isWaiting"
    FROM shown
    LEFT JOIN message ON message.id = shown.message_id
    LEFT JOIN thread ON thread.id = message.thread_id
    -- The text is made an id, not the id a text: only so is the purchase found by its key.
    LEFT JOIN purchase ON purchase.id = CASE WHEN shown.subject_kind = 'purchase' AND shown.subject_id ~ '^[0-9a-f-]{36}$'
      THEN shown.subject_id::uuid END
    LEFT JOIN member ON member.id::text = shown.by
    ORDER BY shown.at DESC, shown.id DESC`
  // What the team writes, and what a client's own mail says, stays whole.
  const staysWhole = ({ kind, direction }: TimelineEvent) => kind !== 'mail' || direction === 'in'
  const shown = await shownRows(db, rows, reader, { fields: { title: Infinity, body: BODY_SHOWN }, staysWhole })
  return partOf(shown, EVENTS_PER_PART, (row) => ({ value: row.at.toISOString(), id: row.id }))
}

export interface Timeline {
  clientId: string
  /** Only these kinds; empty: all. */
  kinds: string[]
  after: Cursor | null
  reader: Reader
}

const BODY_SHOWN = 600

export interface KnownFact {
  id: string
  key: string
  value: string
  state: string
  sentence: string | null
  messageId: string | null
  threadId: string | null
  saidBy: string
  saidByName: string | null
  saidAt: Date
}

/** Facts and preferences with their evidence: those that hold, and those that are proposed. */
export async function factsOf(db: Db, clientId: string): Promise<KnownFact[]> {
  return db.$queryRaw`
    SELECT preference.id, preference.key, preference.value, preference.state, preference.sentence,
      preference.message_id AS "messageId", message.thread_id AS "threadId", preference.said_by AS "saidBy",
      member.name AS "saidByName", preference.said_at AS "saidAt"
    FROM preference LEFT JOIN message ON message.id = preference.message_id
    LEFT JOIN member ON member.id::text = preference.said_by
    WHERE preference.client_id = ${clientId}::uuid AND preference.state IN ('accepted', 'proposed')
    ORDER BY preference.state, preference.key, preference.said_at DESC LIMIT 100`
}

/** Where consent stands, per purpose: the latest entry of each. */
export async function consentsOf(db: Db, clientId: string) {
  return db.$queryRaw<ConsentNow[]>`
    SELECT DISTINCT ON (purpose) purpose, state, basis, method, at, wording, evidence
    FROM standing_consent WHERE client_id = ${clientId}::uuid ORDER BY purpose, at DESC, recorded_at DESC`
}

export interface ConsentNow {
  purpose: string
  state: string
  basis: string
  method: string
  at: Date
  wording: string | null
  evidence: string | null
}

/** Addresses of the client that must not be written to, with the reason. */
export async function suppressionsOf(db: Db, addresses: string[]) {
  return db.suppression.findMany({
    where: { address: { in: addresses }, liftedAt: null },
    select: { id: true, address: true, scope: true, reason: true, at: true },
    orderBy: { at: 'desc' }
  })
}

export async function remindersOf(db: Db, clientId: string) {
  return db.reminder.findMany({
    where: { clientId, doneAt: null },
    select: { id: true, dueAt: true, text: true, member: { select: { name: true } } },
    orderBy: { dueAt: 'asc' },
    take: 20
  })
}

export interface ClientMoney {
  computedOn: Date
  currency: string
  purchaseCount: number
  firstOn: Date
  lastOn: Date
  paid: bigint
  paidInYear: bigint
  tier: string | null
  usualGap: number | null
  nextOn: Date | null
  lateFrom: Date | null
  chanceAlive: number | null
  value: bigint | null
  valueLow: bigint | null
  valueHigh: bigint | null
}

export async function moneyOf(db: Db, clientId: string): Promise<ClientMoney | null> {
  return db.clientInsight.findUnique({
    where: { clientId },
    select: {
      computedOn: true,
      currency: true,
      purchaseCount: true,
      firstOn: true,
      lastOn: true,
      paid: true,
      paidInYear: true,
      tier: true,
      usualGap: true,
      nextOn: true,
      lateFrom: true,
      chanceAlive: true,
      value: true,
      valueLow: true,
      valueHigh: true
    }
  })
}

/** Merges of other records into this one that can still be taken back. */
export async function mergesInto(db: Db, clientId: string) {
  return db.$queryRaw<{ fromId: string; at: Date; name: string }[]>`
    SELECT client_merge.from_id AS "fromId", client_merge.at, client.name FROM client_merge JOIN client ON client.id = client_merge.from_id
    WHERE client_merge.into_id = ${clientId}::uuid AND client_merge.undone_at IS NULL ORDER BY client_merge.at DESC LIMIT 10`
}

/** Others of the same firm. */
export async function colleaguesOf(db: Db, client: { id: string; companyId: string }) {
  return db.client.findMany({
    where: { companyId: client.companyId, id: { not: client.id }, state: 'active' },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 12
  })
}

export interface MonthPaid {
  month: Date
  paid: bigint
}

/** What the client paid in each of the last months, the present one included; months without a purchase are there with 0. */
export async function paidByMonth(
  db: Db,
  paid: { clientId: string; today: string; months: number }
): Promise<MonthPaid[]> {
  return db.$queryRaw`
    SELECT made.month, COALESCE(sum(amount - discount), 0)::bigint AS paid
    FROM generate_series(
      date_trunc('month', ${paid.today}::date) - make_interval(months => ${paid.months - 1}),
      date_trunc('month', ${paid.today}::date), interval '1 month') AS made(month)
    LEFT JOIN purchase ON purchase.client_id = ${paid.clientId}::uuid AND purchase.on_day >= made.month::date
      AND purchase.on_day < (made.month + interval '1 month')::date
    GROUP BY made.month ORDER BY made.month`
}

/** One fact or proposal by its id. */
export async function findProposal(db: Db, id: string): Promise<PreferenceRow | null> {
  const row = await db.preference.findUnique({ where: { id } })
  if (!row) return null
  const { clientId, key, value, sentence, messageId, saidBy, saidAt } = row
  return { id, clientId, key, value, state: 'proposed', sentence, messageId, saidBy, saidAt }
}

/** Names of clients by id. */
export async function clientNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.client.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [id, name]))
}
