import type { Db } from '#src/platform/database/database.ts'
import type { ChangedClient } from './evolution-report.ts'
import type { Tier } from './tiers.ts'
import type { ValueModel, ValueWarning } from './value.ts'

/** What is stored of one client. Days are `YYYY-MM-DD`, sums minor units. */
export interface InsightRow {
  clientId: string
  purchaseCount: number
  purchaseDays: number
  firstOn: string
  lastOn: string
  paid: bigint
  paidInYear: bigint
  tier: Tier | null
  rfmRecency: number | null
  rfmFrequency: number | null
  rfmMoney: number | null
  usualGap: number | null
  nextOn: string | null
  lateFrom: string | null
  chanceAlive: number | null
  expectedPurchases: number | null
  value: bigint | null
  valueLow: bigint | null
  valueHigh: bigint | null
  horizonDays: number | null
}

const BATCH = 5_000

/** Stores the insights of clients in batches; those of others stay. */
export async function writeInsights(
  db: Db,
  rows: InsightRow[],
  { computedOn, methodVersion, currency }: { computedOn: string; methodVersion: number; currency: string }
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = JSON.stringify(rows.slice(start, start + BATCH), bigintAsText)
    await db.$executeRaw`
      INSERT INTO client_insight (client_id, computed_on, method_version, currency, purchase_count, purchase_days, first_on,
        last_on, paid, paid_in_year, tier, rfm_recency, rfm_frequency, rfm_money, usual_gap, next_on, late_from,
        chance_alive, expected_purchases, value, value_low, value_high, horizon_days)
      SELECT row."clientId", ${computedOn}::date, ${methodVersion}::int, ${currency}, "purchaseCount", "purchaseDays",
        "firstOn", "lastOn", paid, "paidInYear", tier, "rfmRecency", "rfmFrequency", "rfmMoney", "usualGap", "nextOn",
        "lateFrom", "chanceAlive", "expectedPurchases", row.value, "valueLow", "valueHigh", "horizonDays"
      FROM jsonb_to_recordset(${batch}::jsonb) AS row (
        "clientId" uuid, "purchaseCount" int, "purchaseDays" int, "firstOn" date, "lastOn" date, paid bigint,
        "paidInYear" bigint, tier text, "rfmRecency" int, "rfmFrequency" int, "rfmMoney" int, "usualGap" float8,
        "nextOn" date, "lateFrom" date, "chanceAlive" float8, "expectedPurchases" float8, value bigint,
        "valueLow" bigint, "valueHigh" bigint, "horizonDays" int)
      -- A client may have been erased since the numbers were read.
      WHERE EXISTS (SELECT FROM client WHERE client.id = row."clientId")
      ON CONFLICT (client_id) DO UPDATE SET
        computed_on = EXCLUDED.computed_on, method_version = EXCLUDED.method_version, currency = EXCLUDED.currency,
        purchase_count = EXCLUDED.purchase_count, purchase_days = EXCLUDED.purchase_days, first_on = EXCLUDED.first_on,
        last_on = EXCLUDED.last_on, paid = EXCLUDED.paid, paid_in_year = EXCLUDED.paid_in_year, tier = EXCLUDED.tier,
        rfm_recency = EXCLUDED.rfm_recency, rfm_frequency = EXCLUDED.rfm_frequency, rfm_money = EXCLUDED.rfm_money,
        usual_gap = EXCLUDED.usual_gap, next_on = EXCLUDED.next_on, late_from = EXCLUDED.late_from,
        chance_alive = EXCLUDED.chance_alive, expected_purchases = EXCLUDED.expected_purchases, value = EXCLUDED.value,
        value_low = EXCLUDED.value_low, value_high = EXCLUDED.value_high, horizon_days = EXCLUDED.horizon_days`
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Drops the insights of everyone else: their purchases are gone, given back, or another client's now. */
export async function dropStale(db: Db, clientIds: string[]): Promise<void> {
  await db.$executeRaw`
    DELETE FROM client_insight WHERE NOT EXISTS (
      SELECT FROM unnest(${clientIds}::uuid[]) AS kept (id) WHERE kept.id = client_insight.client_id)`
}

/** A change is told once: the same again within half a year is no news. */
const NEWS_DAYS = 182

/** Adds alerts for changes that are news. @returns how many */
export async function addAlerts(
  db: Db,
  changes: ChangedClient[],
  { today, currency }: { today: string; currency: string }
): Promise<number> {
  const rows = changes.map(({ clientId, change, now, before }) => ({
    clientId,
    kind: change.kind,
    nowDays: now.days,
    purchasesBefore: change.expected,
    purchasesNow: now.purchaseDays,
    // As much as was paid in as many days before.
    paidBefore: String((before.paid * BigInt(now.days)) / BigInt(before.days)),
    paidNow: String(now.paid),
    chance: change.chance
  }))
  return db.$executeRaw`
    INSERT INTO insight_alert (client_id, kind, from_day, to_day, purchases_before, purchases_now, paid_before, paid_now,
      currency, chance)
    SELECT "clientId", kind, ${today}::date - "nowDays" + 1, ${today}::date, "purchasesBefore", "purchasesNow", "paidBefore",
      "paidNow", ${currency}, chance
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (
      "clientId" uuid, kind text, "nowDays" int, "purchasesBefore" float8, "purchasesNow" int, "paidBefore" bigint,
      "paidNow" bigint, chance float8)
    WHERE NOT EXISTS (
      SELECT FROM insight_alert known
      WHERE known.client_id = row."clientId" AND known.kind = row.kind
        AND known.to_day > ${today}::date - ${NEWS_DAYS}::int)
    ON CONFLICT (client_id, kind, to_day) DO NOTHING`
}

/** What a computation found of the base as a whole. */
export interface InsightRunRow {
  computedOn: string
  methodVersion: number
  currency: string
  clients: number
  model: ValueModel | null
  warnings: ValueWarning[]
  /** As they were before anything was read. */
  mark: PurchaseMark
}

/** Runs are kept for a year, to tell when a number changed and by which method. */
const RUNS_KEPT_DAYS = 366

export async function addRun(db: Db, run: InsightRunRow): Promise<void> {
  const model = run.model === null ? null : JSON.stringify(run.model)
  await db.$executeRaw`
    INSERT INTO insight_run (computed_on, method_version, currency, clients, purchases_read, last_change_at, model, warnings)
    VALUES (${run.computedOn}::date, ${run.methodVersion}, ${run.currency}, ${run.clients}, ${run.mark.purchases},
      ${run.mark.lastChangeAt}, ${model}::jsonb, ${run.warnings}::text[])`
  await db.$executeRaw`DELETE FROM insight_run WHERE at < now() - make_interval(days => ${RUNS_KEPT_DAYS}::int)`
}

/** The purchases there are: other ones have another mark, but for a change that was begun before and ends after. */
export interface PurchaseMark {
  purchases: number
  lastChangeAt: Date | null
}

export async function readPurchaseMark(db: Db): Promise<PurchaseMark> {
  const [mark] = await db.$queryRaw<PurchaseMark[]>`
    SELECT count(*)::int AS purchases, max(updated_at) AS "lastChangeAt" FROM purchase`
  return mark ?? { purchases: 0, lastChangeAt: null }
}

/** The last computation, or null before the first. */
export function readLastRun(db: Db) {
  return db.insightRun.findFirst({ orderBy: { at: 'desc' } })
}
