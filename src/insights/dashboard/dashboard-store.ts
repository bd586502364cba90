import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { ATTRIBUTION_DAYS } from '#src/insights/effort-store.ts'
import { entries } from '#src/insights/scope.ts'

/** Days that are compared, both ends included; the earlier ones end before the later ones begin. */
export interface Windows {
  now: { from: string; to: string }
  before: { from: string; to: string }
}

interface Compared<Row> {
  now: Row
  before: Row
}

/** The windows as the table expression `span`. */
function spans({ now, before }: Windows): Prisma.Sql {
  return Prisma.sql`span(which, from_day, to_day) AS (
    VALUES ('now', ${now.from}::date, ${now.to}::date), ('before', ${before.from}::date, ${before.to}::date))`
}

function byWindow<Row>(rows: (Row & { which: string })[], none: Row): Compared<Row> {
  const of = (which: string): Row => {
    const row = rows.find((one) => one.which === which)
    if (!row) return none
    const { which: _, ...numbers } = row
    return { ...none, ...numbers }
  }
  return { now: of('now'), before: of('before') }
}

export interface SalesRow {
  purchases: number
  clients: number
  newClients: number
  paid: bigint
  gross: bigint
  /** Per cent of the purchases. */
  costKnown: number | null
}

const NO_SALES: SalesRow = { purchases: 0, clients: 0, newClients: 0, paid: 0n, gross: 0n, costKnown: null }

/** Relies on purchase_on_day_idx, and for first purchases on that of (client_id, on_day). */
export async function readSales(db: Db, windows: Windows, currency: string): Promise<Compared<SalesRow>> {
  const rows = await db.$queryRaw<(SalesRow & { which: string })[]>`
    WITH ${entries({ currency, to: windows.now.to })}, ${spans(windows)},
    bought AS (
      SELECT which, client_id, from_day, count(*) FILTER (WHERE is_sale) AS purchases, sum(amount - discount) AS paid,
        sum(cost) AS cost, count(cost) FILTER (WHERE is_sale) AS known
      FROM span JOIN entry ON on_day BETWEEN from_day AND to_day GROUP BY which, client_id, from_day)
    SELECT which, sum(purchases)::int AS purchases, (count(*) FILTER (WHERE purchases > 0))::int AS clients,
      (count(*) FILTER (WHERE purchases > 0 AND NOT EXISTS (
        SELECT FROM purchase p WHERE p.client_id = bought.client_id AND p.on_day < from_day AND p.currency = ${currency}
          AND p.amount >= 0 AND p.refund_of IS NULL)))::int AS "newClients",
      sum(paid)::bigint AS paid, (sum(paid) - COALESCE(sum(cost), 0))::bigint AS gross,
      (sum(known) * 100 / NULLIF(sum(purchases), 0))::float8 AS "costKnown"
    FROM bought GROUP BY which`
  return byWindow(rows, NO_SALES)
}

export interface SatisfactionRow {
  answers: number
  happy: number
  unhappy: number
}

export async function readSatisfaction(db: Db, windows: Windows, zone: string): Promise<Compared<SatisfactionRow>> {
  const rows = await db.$queryRaw<(SatisfactionRow & { which: string })[]>`
    WITH ${spans(windows)}
    SELECT which, count(*)::int AS answers, (count(*) FILTER (WHERE state = 'happy'))::int AS happy,
      (count(*) FILTER (WHERE state = 'unhappy'))::int AS unhappy
    FROM span JOIN interaction ON kind = 'satisfaction' AND (at AT TIME ZONE ${zone})::date BETWEEN from_day AND to_day
    GROUP BY which`
  return byWindow(rows, { answers: 0, happy: 0, unhappy: 0 })
}

export interface AnswersRow {
  asked: number
  answered: number
  medianMinutes: number | null
  /** Per cent of those asked that were answered within 24 hours. */
  withinDay: number | null
}

/** A turn begins where the other side writes: of a turn of theirs, the next one, which is ours, is the answer. */
export async function readAnswers(db: Db, windows: Windows, zone: string): Promise<Compared<AnswersRow>> {
  const rows = await db.$queryRaw<(AnswersRow & { which: string })[]>`
    WITH ${spans(windows)},
    mail AS (
      SELECT thread_id, sent_at, direction, lag(direction) OVER thread AS previous
      FROM message WHERE kind = 'human' AND direction IN ('in', 'out') AND sent_at >= ${windows.before.from}::date - 7
      WINDOW thread AS (PARTITION BY thread_id ORDER BY sent_at, id)),
    turn AS (
      SELECT direction, sent_at, lead(sent_at) OVER (PARTITION BY thread_id ORDER BY sent_at) - sent_at AS waited
      FROM mail WHERE direction IS DISTINCT FROM previous)
    SELECT which, count(*)::int AS asked, count(waited)::int AS answered,
      (extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)) / 60)::float8 AS "medianMinutes",
      (count(*) FILTER (WHERE waited <= interval '1 day') * 100.0 / count(*))::float8 AS "withinDay"
    FROM span JOIN turn ON direction = 'in' AND (sent_at AT TIME ZONE ${zone})::date BETWEEN from_day AND to_day
    GROUP BY which`
  return byWindow(rows, { asked: 0, answered: 0, medianMinutes: null, withinDay: null })
}

export interface FollowUpsRow {
  sent: number
  /** Purchases within the days that count after a follow-up, and their gross profit. */
  purchases: number
  gross: bigint
  /** Taken off by coupons of campaigns that were used in these days. */
  discount: bigint
}

/** Relies on purchase (client_id, on_day) and follow_up (client_id, due_at). */
export async function readFollowUps(
  db: Db,
  windows: Windows,
  { currency, zone }: { currency: string; zone: string }
): Promise<Compared<FollowUpsRow>> {
  const rows = await db.$queryRaw<(FollowUpsRow & { which: string })[]>`
    WITH ${entries({ currency, to: windows.now.to })}, ${spans(windows)},
    sent AS (
      SELECT client_id, (sent_at AT TIME ZONE ${zone})::date AS day FROM follow_up
      WHERE state = 'sent' AND sent_to = 'client'),
    brought AS (
      SELECT on_day, kept - COALESCE(cost, 0) AS gross FROM entry
      WHERE is_sale AND EXISTS (
        SELECT FROM sent WHERE sent.client_id = entry.client_id
          AND on_day BETWEEN sent.day AND sent.day + ${ATTRIBUTION_DAYS}::int)),
    used AS (
      SELECT (r.at AT TIME ZONE ${zone})::date AS day, r.discount FROM coupon c JOIN coupon_redemption r ON r.coupon_id = c.id
      WHERE c.campaign_id IS NOT NULL AND r.cancelled_at IS NULL AND c.currency = ${currency})
    SELECT which, (SELECT count(*)::int FROM sent WHERE day BETWEEN from_day AND to_day) AS sent,
      brought.purchases, brought.gross, (SELECT COALESCE(sum(discount), 0)::bigint FROM used WHERE day BETWEEN from_day AND to_day) AS discount
    FROM span CROSS JOIN LATERAL (
      SELECT count(*)::int AS purchases, COALESCE(sum(gross), 0)::bigint AS gross FROM brought WHERE on_day BETWEEN from_day AND to_day
    ) AS brought`
  return byWindow(rows, { sent: 0, purchases: 0, gross: 0n, discount: 0n })
}

/** As computed last. */
export function readTiers(db: Db): Promise<{ tier: 'A' | 'B' | 'C'; clients: number; paid: bigint }[]> {
  return db.$queryRaw`
    SELECT tier, count(*)::int AS clients, sum(paid_in_year)::bigint AS paid FROM client_insight
    WHERE tier IS NOT NULL GROUP BY tier ORDER BY tier`
}

/** Numbers of one period as they were stored. */
export interface StoredNumbers {
  methodVersion: number
  numbers: unknown
}

export async function readStored(db: Db, period: string): Promise<StoredNumbers | null> {
  return db.dashboardNumbers.findUnique({
    where: { period },
    select: { methodVersion: true, numbers: true }
  })
}

export async function writeStored(
  db: Db,
  row: { period: string; computedOn: string; methodVersion: number; numbers: object }
): Promise<void> {
  const numbers = JSON.stringify(row.numbers, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value
  )
  await db.$executeRaw`
    INSERT INTO dashboard_numbers (period, computed_on, method_version, numbers)
    VALUES (${row.period}, ${row.computedOn}::date, ${row.methodVersion}, ${numbers}::jsonb)
    ON CONFLICT (period) DO UPDATE SET computed_at = now(), computed_on = EXCLUDED.computed_on,
      method_version = EXCLUDED.method_version, numbers = EXCLUDED.numbers`
}
