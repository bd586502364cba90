import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { PointsRule, RuleDefinition } from './rule.ts'

type Spend = RuleDefinition & { kind: 'spend' }

/** The rule that is applied, and the run that applies it. */
export interface Earning<Definition> {
  rule: PointsRule & { definition: Definition }
  /** The firm's day. */
  today: string
  at: Date
}

/**
 * Brings what purchases have earned by a rule to what they are worth today: new ones earn, a refund, a correction or a
 * purchase that was taken back reverses its own (SEMANTICS I4). One statement; run again it adds nothing, and of two runs at
 * once one adds (the key counts a purchase's entries by this rule).
 * @param per minor units for which the rule gives its points
 * @returns entries added
 */
export async function earnBySpending(
  db: Db,
  { rule, today, at }: Earning<Spend>,
  { currency, per }: { currency: string; per: bigint }
): Promise<number> {
  const { definition, validFrom, validUntil } = rule
  const last = validUntil !== null && validUntil < today ? validUntil : today
  return db.$executeRaw`
    WITH worth AS (
      SELECT p.id, p.client_id, p.on_day, p.external_id, GREATEST(${paidFor(definition)}, 0) AS paid
      FROM purchase p
      WHERE p.currency = ${currency} AND p.on_day BETWEEN ${validFrom}::date AND ${last}::date
        AND p.refund_of IS NULL AND p.amount >= 0),
    due AS (
      SELECT id, client_id, on_day, external_id, (paid * ${definition.points}::int / ${per})::int AS points FROM worth),
    earned AS (
      SELECT purchase_id, sum(points)::int AS points, count(*) AS entries, max(on_day) AS on_day,
        (array_agg(client_id ORDER BY id DESC))[1] AS client_id
      FROM points_entry WHERE rule_id = ${rule.id}::uuid AND purchase_id IS NOT NULL GROUP BY purchase_id),
    difference AS (
      SELECT COALESCE(due.id, earned.purchase_id) AS purchase_id, COALESCE(due.client_id, earned.client_id) AS client_id,
        COALESCE(due.on_day, earned.on_day) AS on_day, due.external_id, COALESCE(earned.entries, 0) AS entries,
        COALESCE(due.points, 0) - COALESCE(earned.points, 0) AS points
      FROM due FULL JOIN earned ON earned.purchase_id = due.id)
    INSERT INTO points_entry (client_id, kind, points, on_day, at, reason, key, rule_id, purchase_id, "by")
    SELECT d.client_id, CASE WHEN d.points > 0 THEN 'earn' ELSE 'reverse' END, d.points, d.on_day, ${at}::timestamptz,
      CASE WHEN d.points > 0 THEN 'purchase ' ELSE 'refund or correction of purchase ' END || COALESCE(d.external_id, 'taken back'),
      'purchase:' || d.purchase_id || ':' || ${rule.id} || ':' || d.entries, ${rule.id}::uuid, d.purchase_id, 'points'
    FROM difference d JOIN client ON client.id = d.client_id AND client.state <> 'erased'
    WHERE d.points <> 0
    ON CONFLICT (key) DO NOTHING`
}

/** What a purchase `p` counts for: all that was kept of it, or of its lines of some types the share that was kept. */
function paidFor({ types }: Spend): Prisma.Sql {
  const kept = Prisma.sql`(p.amount - p.discount + CASE WHEN p.has_refund THEN (
    SELECT COALESCE(sum(r.amount - r.discount), 0)::bigint FROM purchase r
    WHERE r.source = p.source AND r.refund_of = p.external_id) ELSE 0 END)`
  if (!types) return kept
  const wanted = types.map((type) => type.toLowerCase())
  // A line without a price of its own is the whole purchase where it is the only one.
  const ofTypes = Prisma.sql`(
    SELECT COALESCE(sum(CASE WHEN l.amount IS NOT NULL THEN l.amount - l.discount
      WHEN (SELECT count(*) FROM purchase_line o WHERE o.purchase_id = p.id) = 1 THEN p.amount - p.discount ELSE 0 END), 0)::bigint
    FROM purchase_line l WHERE l.purchase_id = p.id AND lower(l.type) = ANY(${wanted}::text[]))`
  return Prisma.sql`CASE WHEN p.amount - p.discount > 0 THEN ${ofTypes} * ${kept} / (p.amount - p.discount) ELSE 0 END`
}

/** Birthdays of the last days that were missed, in days: a machine that was off gives them late. */
const BIRTHDAY_GRACE_DAYS = 7

/** Gives the points of birthdays up to today, once a year; 29 February counts on the 28th in common years (G1). */
export async function earnByBirthday(db: Db, { rule, today, at }: Earning<RuleDefinition>): Promise<number> {
  return db.$executeRaw`
    WITH day AS (
      SELECT d::date AS day FROM generate_series(${today}::date - ${BIRTHDAY_GRACE_DAYS}::int, ${today}::date, interval '1 day') d
      WHERE d::date BETWEEN ${rule.validFrom}::date AND COALESCE(${rule.validUntil}::date, 'infinity'))
    INSERT INTO points_entry (client_id, kind, points, on_day, at, reason, key, rule_id, "by")
    SELECT client.id, 'earn', ${rule.definition.points}::int, day, ${at}::timestamptz, 'birthday',
      'birthday:' || client.id || ':' || ${rule.id} || ':' || date_part('year', day), ${rule.id}::uuid, 'points'
    FROM day JOIN client ON birthday_month = date_part('month', day) AND (birthday_day = date_part('day', day)
      OR (birthday_month = 2 AND birthday_day = 29 AND date_part('day', day) = 28 AND date_part('day', day + 1) = 1))
    WHERE client.state = 'active'
      AND EXISTS (SELECT FROM purchase p WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL)
    ON CONFLICT (key) DO NOTHING`
}

/** Gives the points for a first purchase made while the rule is in force. */
export async function earnByWelcome(db: Db, { rule, today, at }: Earning<RuleDefinition>): Promise<number> {
  return db.$executeRaw`
    INSERT INTO points_entry (client_id, kind, points, on_day, at, reason, key, rule_id, "by")
    SELECT client.id, 'earn', ${rule.definition.points}::int, first.on_day, ${at}::timestamptz, 'first purchase',
      'welcome:' || client.id || ':' || ${rule.id}, ${rule.id}::uuid, 'points'
    FROM client CROSS JOIN LATERAL (
      SELECT min(on_day) AS on_day FROM purchase p WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL) first
    WHERE client.state = 'active' AND first.on_day BETWEEN ${rule.validFrom}::date AND LEAST(${today}::date, COALESCE(${rule.validUntil}::date, 'infinity'))
    ON CONFLICT (key) DO NOTHING`
}
