import { dayOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Discount } from '#src/offers/discount.ts'
import { ruleSchema, type PointsRule, type RuleDefinition } from './rule.ts'

/** All rules, ended ones too, the oldest first. */
export async function readRules(db: Db): Promise<PointsRule[]> {
  const rows = await db.pointsRule.findMany({ orderBy: { createdAt: 'asc' } })
  return rows.map((row) => ({
    id: row.id,
    definition: ruleSchema.parse(row.definition),
    validFrom: dayOf(row.validFrom).toString(),
    validUntil: row.validUntil && dayOf(row.validUntil).toString()
  }))
}

/** @param rule `from` is its first day */
export async function addRule(
  db: Db,
  rule: { definition: RuleDefinition; from: string; by: string; at: Date }
): Promise<string> {
  const { definition, from, by, at } = rule
  const data = { definition, validFrom: new Date(from), createdAt: at, createdBy: by }
  return (await db.pointsRule.create({ data })).id
}

/** Ends a rule with a day; what it gave until then stays. @returns false where there is no such rule in force */
export async function endRule(db: Db, id: string, lastDay: string): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE points_rule SET valid_until = GREATEST(${lastDay}::date, valid_from - 1)
    WHERE id::text = ${id} AND valid_until IS NULL`
  return count === 1
}

/** What points are exchanged for. */
export interface Reward {
  name: string
  points: number
  discount: Discount
  /** Days that the coupon is valid. */
  validDays: number
}

export async function readRewards(db: Db): Promise<Reward[]> {
  const rows = await db.pointsReward.findMany({ orderBy: [{ points: 'asc' }, { name: 'asc' }] })
  return rows.map(({ name, points, validDays, ...row }) => ({
    name,
    points,
    validDays,
    discount:
      row.discountKind === 'percent'
        ? { kind: 'percent', basisPoints: row.basisPoints ?? 0 }
        : { kind: 'amount', amount: row.amount ?? 0n }
  }))
}

/** Offers a reward; one of the same name is replaced. */
export async function saveReward(db: Db, reward: Reward, { by, at }: { by: string; at: Date }): Promise<void> {
  const { name, points, discount, validDays } = reward
  const data = {
    points,
    validDays,
    discountKind: discount.kind,
    basisPoints: discount.kind === 'percent' ? discount.basisPoints : null,
    amount: discount.kind === 'amount' ? discount.amount : null
  }
  await db.pointsReward.upsert({
    where: { name },
    create: { name, ...data, createdAt: at, createdBy: by },
    update: data
  })
}

/** @returns false where there was none */
export async function removeReward(db: Db, name: string): Promise<boolean> {
  return (await db.pointsReward.deleteMany({ where: { name } })).count > 0
}
