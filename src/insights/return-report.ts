import type { Db } from '#src/platform/database/database.ts'
import { minorOf } from '#src/platform/money.ts'
import type { Settings } from '#src/platform/settings.ts'
import { addMonths, breakEven, type BreakEven, type EffortMonth } from './break-even.ts'
import { actCosts } from './costs.ts'
import { readActsByMonth, readGainsByMonth } from './effort-store.ts'
import { keepingAgainstRecruiting, type Keeping, type KeepingInput } from './keeping.ts'
import { profitReport } from './profit-report.ts'
import { solicitationCost } from './profit.ts'
import type { Scope } from './scope.ts'

export interface KeepingReport extends Keeping {
  input: KeepingInput
  /** Where each figure comes from: given by the owner, or measured in the last 12 months. */
  sources: Record<'grossPerYear' | 'recruiting' | 'keeping', 'given' | 'measured' | 'usual'>
}

/** The owner's figures in whole units of the currency; what is left out is measured or taken from settings. */
export interface KeepingFigures {
  grossPerYear?: number | undefined
  recruiting?: number | undefined
  keeping?: number | undefined
  years: number
}

/** Keeping against recruiting with the owner's costs (PRODUCT K9). @param scope the year that averages are measured in */
export async function keepingReport(
  db: Db,
  scope: Scope,
  { figures, settings }: { figures: KeepingFigures; settings: Settings }
): Promise<KeepingReport> {
  const { currency } = scope
  const measured = await averages(db, scope, settings)
  const own = (given: number | undefined, set: number) => given ?? (set > 0 ? set : undefined)
  const ownKeeping = own(figures.keeping, settings['costs.keeping'])
  const ownRecruiting = own(figures.recruiting, settings['costs.recruiting'])
  const keeping = ownKeeping === undefined ? measured.solicitation : minorOf(ownKeeping, currency)
  const usualRecruiting = BigInt(Math.round(settings['costs.recruitingTimes'] * Number(keeping)))
  const input = {
    grossPerYear: figures.grossPerYear === undefined ? measured.gross : minorOf(figures.grossPerYear, currency),
    recruiting: ownRecruiting === undefined ? usualRecruiting : minorOf(ownRecruiting, currency),
    keeping,
    years: figures.years
  }
  return {
    ...keepingAgainstRecruiting(input, currency),
    input,
    sources: {
      grossPerYear: figures.grossPerYear === undefined ? 'measured' : 'given',
      recruiting: ownRecruiting === undefined ? 'usual' : 'given',
      keeping: ownKeeping === undefined ? 'measured' : 'given'
    }
  }
}

/** Gross profit and solicitation of a client in the scope's days, on average over those who bought in them. */
async function averages(db: Db, scope: Scope, settings: Settings): Promise<{ gross: bigint; solicitation: bigint }> {
  const options = { costs: actCosts(settings, scope.currency), zone: settings['firm.zone'] }
  const { clients, totals } = await profitReport(db, scope, options)
  const buyers = BigInt(clients.filter((client) => client.purchases > 0).length)
  if (buyers === 0n) return { gross: 0n, solicitation: 0n }
  return { gross: totals.gross / buyers, solicitation: totals.solicitation / buyers }
}

/** What the owner says of the whole effort, in whole units of the currency; what is left out is read from settings. */
export interface EffortFigures {
  setup?: number | undefined
  monthly?: number | undefined
  /** Gross profit that the effort brings in a month; left out: measured. */
  monthlyGain?: number | undefined
}

export interface BreakEvenReport extends BreakEven {
  months: EffortMonth[]
  /** Measured: of purchases within 14 days of a sent follow-up, less the cost of goods where it is known. */
  gainSource: 'given' | 'measured'
}

/** The longest effort that is looked at, and that a given gain is carried on for. */
const EFFORT_MONTHS_MAX = 240

/**
 * Return on the whole effort and its break-even date (PRODUCT R2), month by month over the scope's days. With a given
 * monthly gain no purchase is looked at.
 */
export async function breakEvenReport(
  db: Db,
  scope: Scope,
  { figures, settings }: { figures: EffortFigures; settings: Settings }
): Promise<BreakEvenReport> {
  const { currency } = scope
  const minor = (units: number) => minorOf(units, currency)
  const setup = minor(figures.setup ?? settings['costs.setup'])
  const monthly = minor(figures.monthly ?? settings['costs.monthly'])
  const isGiven = figures.monthlyGain !== undefined
  const effort = isGiven ? NO_EFFORT : await measuredEffort(db, scope, settings)
  const lastMonth = scope.to.slice(0, 7)
  const known = [...effort.costs.keys(), ...(scope.from ? [scope.from.slice(0, 7)] : [])]
  const firstMonth = known.reduce((first, month) => (month < first ? month : first), lastMonth)
  const months = monthsBetween(firstMonth, lastMonth).map((month, index) => ({
    month,
    cost: (index === 0 ? setup : 0n) + monthly + (effort.costs.get(month) ?? 0n),
    gain: isGiven ? minor(figures.monthlyGain ?? 0) : (effort.gains.get(month) ?? 0n)
  }))
  return { ...breakEven(months), months, gainSource: isGiven ? 'given' : 'measured' }
}

interface Effort {
  costs: Map<string, bigint>
  gains: Map<string, bigint>
}

const NO_EFFORT: Effort = { costs: new Map(), gains: new Map() }

async function measuredEffort(db: Db, scope: Scope, settings: Settings): Promise<Effort> {
  const costs = actCosts(settings, scope.currency)
  const acts = await readActsByMonth(db, scope, settings['firm.zone'])
  const gains = await readGainsByMonth(db, scope, settings['firm.zone'])
  return {
    costs: new Map(acts.map((row) => [row.month, solicitationCost(row, costs)])),
    gains: new Map(gains.map((row) => [row.month, row.gain]))
  }
}

function monthsBetween(first: string, last: string): string[] {
  const months = [first]
  while ((months.at(-1) ?? last) < last && months.length < EFFORT_MONTHS_MAX)
    months.push(addMonths(months.at(-1) ?? last, 1))
  return months
}
