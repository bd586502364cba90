import { Temporal } from 'temporal-polyfill'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { conditionSchema, type Condition } from '#src/insights/condition.ts'
import { usualCurrency } from '#src/insights/currency.ts'
import { readCurrencies } from '#src/insights/history-store.ts'
import { readMembers, readSegment } from '#src/insights/segment-store.ts'
import type { Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { Cli } from '#src/cli/context.ts'
import type { Asked, ReportKind } from './kind.ts'

/** Flags that every report takes. */
export interface CommonFlags {
  from?: string
  to?: string
  /** Another word for `--to`, where a report has it. */
  until?: string
  segment?: string
  currency?: string
  csv?: boolean
}

/** Turns the flags of a report into what it looks at. @throws Refusal where a flag makes no sense */
export async function askedFor(cli: Cli, kind: ReportKind, flags: CommonFlags): Promise<Asked> {
  const db = (await cli.database()).prisma
  const settings = await readSettings(db)
  const today = firmToday(cli.clock, settings)
  const to = day('--to', flags.until ?? flags.to) ?? today
  const from = day('--from', flags.from) ?? usualFrom(kind, to)
  if (from !== undefined && from > to)
    throw new Refusal('bad-period', `The period ends (${to}) before it begins (${from}).`, { wrongUsage: true })
  const { currency, note } = await chooseCurrency(db, settings, flags.currency)
  const condition = flags.segment === undefined ? undefined : await conditionOf(db, flags.segment)
  const segment = condition && compileCondition(condition, { today })
  const narrowsRows = segment !== undefined && kind.segment === 'rows'
  return {
    db,
    settings,
    scope: { currency, from, to, segment: narrowsRows ? undefined : segment },
    members: narrowsRows ? await readMembers(db, segment) : undefined,
    flags,
    notes: note === undefined ? [] : [note]
  }
}

/** The firm's own day. */
export function firmToday(clock: Clock, settings: Settings): string {
  return clock.now().toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()
}

function day(flag: string, written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  try {
    return Temporal.PlainDate.from(written, { overflow: 'reject' }).toString()
  } catch (cause) {
    throw new Refusal('bad-day', `${flag} takes a day such as 2026-01-31, not "${written}".`, {
      wrongUsage: true,
      cause
    })
  }
}

function usualFrom(kind: ReportKind, to: string): string | undefined {
  if (kind.usualFrom !== 'year') return undefined
  return Temporal.PlainDate.from(to).subtract({ years: 1 }).add({ days: 1 }).toString()
}

/** The currency asked for or the usual one, with a note of what it leaves out. */
async function chooseCurrency(
  db: Db,
  settings: Settings,
  asked: string | undefined
): Promise<{ currency: string; note?: string }> {
  const currency = asked?.toUpperCase() ?? (await usualCurrency(db, settings))
  if (!/^[A-Z]{3}$/.test(currency))
    throw new Refusal('bad-currency', `--currency takes a code such as EUR, not "${asked}".`, { wrongUsage: true })
  const others = (await readCurrencies(db)).filter((one) => one.currency !== currency)
  if (others.length === 0) return { currency }
  const left = others.map((one) => `${one.purchases} in ${one.currency}`).join(', ')
  return { currency, note: `Purchases in other currencies are left out (${left}): --currency shows them.` }
}

async function conditionOf(db: Db, segment: string): Promise<Condition> {
  if (!segment.trimStart().startsWith('{')) return (await readSegment(db, segment)).condition
  const condition = conditionSchema.safeParse(fromJson(segment))
  if (condition.success) return condition.data
  throw new Refusal('bad-condition', 'That is no condition: see "maillon segments --help" for what one looks like.', {
    wrongUsage: true,
    cause: condition.error
  })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
