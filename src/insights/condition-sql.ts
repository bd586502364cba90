import { fieldSql } from '#src/clients/fields/value-store.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { tagNamed } from '#src/platform/tag.ts'
import type { Condition, Fact, Period } from './condition.ts'

/**
 * A boolean SQL expression over the table `client` under its own name, never null: `SELECT … FROM client WHERE ${…}`.
 * It does not say which states are meant: an audience adds `client.state = 'active'` itself.
 * @param today the firm's day, `YYYY-MM-DD`: periods count back from it
 */
export function compileCondition(condition: Condition, { today }: { today: string }): Prisma.Sql {
  switch (condition.kind) {
    case 'all':
      return joined(condition.of, 'AND', today)
    case 'any':
      return joined(condition.of, 'OR', today)
    case 'not':
      return Prisma.sql`(NOT ${compileCondition(condition.of, { today })})`
    default:
      // Unknown is no: a client whose language is not known is not one whose language is French, nor null.
      return Prisma.sql`COALESCE(${compileFact(condition, today)}, FALSE)`
  }
}

function joined(conditions: Condition[], operator: 'AND' | 'OR', today: string): Prisma.Sql {
  if (conditions.length === 0) return operator === 'AND' ? Prisma.sql`TRUE` : Prisma.sql`FALSE`
  const parts = conditions.map((condition) => compileCondition(condition, { today }))
  return Prisma.sql`(${Prisma.join(parts, ` ${operator} `)})`
}

function compileFact(fact: Fact, today: string): Prisma.Sql {
  switch (fact.kind) {
    case 'tag':
      return Prisma.sql`EXISTS (SELECT FROM client_tag t WHERE t.client_id = client.id AND t.tag = ANY(${fact.is.map(tagNamed)}::text[]))`
    case 'language':
      return Prisma.sql`COALESCE(client.language, '') = ANY(${fact.is.map((language) => language ?? '')}::text[])`
    case 'zone':
      return Prisma.sql`client.zone = ANY(${fact.is}::text[])`
    case 'state':
      return Prisma.sql`client.state = ANY(${fact.is}::text[])`
    case 'company':
      return fact.is
        ? Prisma.sql`EXISTS (SELECT FROM company o WHERE o.id = client.company_id AND ${amongWords('o.name', fact.is)})`
        : Prisma.sql`client.company_id IS NOT NULL`
    case 'city':
      return compileField({ kind: 'field', key: 'city', is: fact.is })
    case 'birthday-month':
      return Prisma.sql`client.birthday_month = ANY(${fact.is}::int[])`
    case 'field':
      return compileField(fact)
    case 'consent':
      return Prisma.sql`COALESCE((
        SELECT e.state FROM standing_consent e WHERE e.client_id = client.id AND e.purpose = ${fact.purpose}
        ORDER BY e.at DESC, e.recorded_at DESC LIMIT 1), 'unknown') = ${fact.is}`
    case 'bought':
    case 'spent':
      return compilePurchases(fact, today)
    case 'first-purchase':
      return withinPeriod(purchaseDay('min'), fact.period, today)
    case 'last-purchase':
      return withinPeriod(purchaseDay('max'), fact.period, today)
    case 'tier':
      return ofInsight(Prisma.sql`i.tier = ANY(${fact.is}::text[])`)
    case 'rfm':
      return compileRfm(fact)
    case 'late':
      // A purchase since the numbers were computed ends it at once.
      return ofInsight(Prisma.sql`i.late_from <= ${today}::date AND NOT EXISTS (
        SELECT FROM purchase p
        WHERE p.client_id = client.id AND p.on_day > i.last_on AND p.amount >= 0 AND p.refund_of IS NULL)`)
    case 'chance-alive':
      return ofInsight(withinBounds(Prisma.sql`i.chance_alive`, fact))
    case 'value':
      return ofInsight(Prisma.sql`i.currency = ${fact.currency} AND ${withinBounds(Prisma.sql`i.value`, fact)}`)
    default:
      // Only last-mail remains; a new kind of fact fails to compile here.
      return withinPeriod(lastMailDay(fact.direction), fact.period, today)
  }
}

function lastMailDay(direction: 'in' | 'out'): Prisma.Sql {
  const at = direction === 'in' ? Prisma.sql`client.last_inbound_at` : Prisma.sql`client.last_outbound_at`
  return Prisma.sql`(${at} AT TIME ZONE 'UTC')::date`
}

/** Compares without case. @param column SQL of our own, never a value */
function amongWords(column: string, words: string[]): Prisma.Sql {
  return Prisma.sql`lower(${Prisma.raw(column)}) = ANY(${words.map((word) => word.toLowerCase())}::text[])`
}

function compileField({ key, is, atLeast, atMost }: Fact & { kind: 'field' }): Prisma.Sql {
  const parts = [Prisma.sql`held.value IS NOT NULL`]
  if (is) {
    const wanted = is.map((one) => String(one).toLowerCase())
    parts.push(Prisma.sql`CASE WHEN jsonb_typeof(held.value) = 'array'
      THEN EXISTS (SELECT FROM jsonb_array_elements_text(held.value) one WHERE lower(one) = ANY(${wanted}::text[]))
      ELSE lower(held.value#>>'{}') = ANY(${wanted}::text[]) END`)
  }
  if (atLeast !== undefined) parts.push(fieldBound('>=', atLeast))
  if (atMost !== undefined) parts.push(fieldBound('<=', atMost))
  return Prisma.sql`EXISTS (SELECT FROM (SELECT ${fieldSql(key)} AS value) held WHERE ${Prisma.join(parts, ' AND ')})`
}

/** Numbers compare as numbers, days as texts of one form; a value of another form does not match. */
function fieldBound(operator: '>=' | '<=', bound: number | string): Prisma.Sql {
  const compare = Prisma.raw(operator)
  const text = Prisma.sql`held.value#>>'{}'`
  if (typeof bound === 'string')
    return Prisma.sql`(${text} ~ '^\\d{4}-\\d\\d-\\d\\d' AND left(${text}, 10) ${compare} ${bound})`
  return Prisma.sql`CASE WHEN ${text} ~ '^-?\\d+(\\.\\d+)?$' THEN (${text})::numeric ${compare} ${bound}::numeric ELSE FALSE END`
}

function compilePurchases(fact: Fact & { kind: 'bought' | 'spent' }, today: string): Prisma.Sql {
  const lineFilters = [
    fact.products && amongWords('l.product', fact.products),
    fact.types && amongWords('l.type', fact.types),
    fact.brands && amongWords('l.brand', fact.brands)
  ].filter((filter) => filter !== undefined)
  const filters = [
    Prisma.sql`p.client_id = client.id`,
    fact.channels && amongWords('p.channel', fact.channels),
    fact.paymentMeans && amongWords('p.payment_means', fact.paymentMeans),
    fact.period && withinPeriod(Prisma.sql`p.on_day`, fact.period, today)
  ].filter((filter) => filter !== undefined)
  const lineFilter = Prisma.join([Prisma.sql`l.purchase_id = p.id`, ...lineFilters], ' AND ')
  if (fact.kind === 'bought') {
    filters.push(Prisma.sql`p.amount >= 0 AND p.refund_of IS NULL`)
    if (lineFilters.length > 0) filters.push(Prisma.sql`EXISTS (SELECT FROM purchase_line l WHERE ${lineFilter})`)
    return withinBounds(Prisma.sql`(SELECT count(*) FROM purchase p WHERE ${Prisma.join(filters, ' AND ')})`, fact)
  }
  filters.push(Prisma.sql`p.currency = ${fact.currency}`)
  const purchases = Prisma.join(filters, ' AND ')
  const sum =
    lineFilters.length > 0
      ? Prisma.sql`(SELECT COALESCE(sum(l.amount - l.discount), 0) FROM purchase p JOIN purchase_line l ON ${lineFilter} WHERE ${purchases})`
      : Prisma.sql`(SELECT COALESCE(sum(p.amount - p.discount), 0) FROM purchase p WHERE ${purchases})`
  return withinBounds(sum, fact)
}

/** Relies on the index purchase (client_id, on_day). */
function purchaseDay(which: 'min' | 'max'): Prisma.Sql {
  return Prisma.sql`(
    SELECT ${Prisma.raw(which)}(p.on_day) FROM purchase p
    WHERE p.client_id = client.id AND p.amount >= 0 AND p.refund_of IS NULL)`
}

function compileRfm({ recency, frequency, money }: Fact & { kind: 'rfm' }): Prisma.Sql {
  const parts = [
    recency && Prisma.sql`i.rfm_recency = ANY(${recency}::int[])`,
    frequency && Prisma.sql`i.rfm_frequency = ANY(${frequency}::int[])`,
    money && Prisma.sql`i.rfm_money = ANY(${money}::int[])`
  ].filter((part) => part !== undefined)
  return ofInsight(parts.length > 0 ? Prisma.join(parts, ' AND ') : Prisma.sql`i.rfm_recency IS NOT NULL`)
}

function ofInsight(expression: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM client_insight i WHERE i.client_id = client.id AND ${expression})`
}

function withinBounds(
  value: Prisma.Sql,
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined }
): Prisma.Sql {
  const parts = [
    atLeast !== undefined && Prisma.sql`${value} >= ${atLeast}::numeric`,
    atMost !== undefined && Prisma.sql`${value} <= ${atMost}::numeric`
  ].filter((part) => part !== false)
  return Prisma.sql`(${Prisma.join(parts, ' AND ')})`
}

function withinPeriod(date: Prisma.Sql, period: Period, today: string): Prisma.Sql {
  if ('withinDays' in period)
    return Prisma.sql`(${date} BETWEEN ${today}::date - ${period.withinDays}::int AND ${today}::date)`
  if ('olderThanDays' in period) return Prisma.sql`(${date} < ${today}::date - ${period.olderThanDays}::int)`
  return Prisma.sql`(${date} BETWEEN ${period.from ?? '-infinity'}::date AND ${period.to ?? 'infinity'}::date)`
}
