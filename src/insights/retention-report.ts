import type { Db } from '#src/platform/database/database.ts'
import { readWaits } from './history-store.ts'
import { ratios, type Ratios } from './ratios.ts'
import { readCohorts, readRetention } from './retention-store.ts'
import type { Scope, Step } from './scope.ts'
import { boughtAgainBy, survivalToSecond, type SurvivalPoint } from './survival.ts'

export interface RetentionReport extends Ratios {
  /** The same of those alone who bought in the stretch before the period that is as long as it. */
  active: Pick<Ratios, 'atStart' | 'kept' | 'lost' | 'retention' | 'attrition'>
  survival: Survival
}

/** How soon clients come back for the first time. */
export interface Survival {
  /** Share who bought a second time within so many days of the first; null where nobody was watched that long. */
  within: { days: number; boughtAgain: number | null }[]
  points: SurvivalPoint[]
}

const MARKS_DAYS = [30, 90, 180, 365]

/** Retention, attrition and loyalty over a period, and survival to the second purchase (PRODUCT K8). */
export async function retentionReport(db: Db, scope: Scope & { from: string }): Promise<RetentionReport> {
  const row = await readRetention(db, scope)
  const active = ratios({ atStart: row.activeBefore, kept: row.activeKept, won: 0 })
  return {
    ...ratios(row),
    active: {
      atStart: active.atStart,
      kept: active.kept,
      lost: active.lost,
      retention: active.retention,
      attrition: active.attrition
    },
    survival: await survivalReport(db, { ...scope, from: undefined })
  }
}

/** Survival to the second purchase of clients who first bought within the scope's days. */
export async function survivalReport(db: Db, scope: Scope): Promise<Survival> {
  const waits = await readWaits(db, scope)
  const points = survivalToSecond(waits)
  const watched = Math.max(0, ...waits.map((wait) => wait.days))
  return {
    within: MARKS_DAYS.map((days) => ({ days, boughtAgain: watched >= days ? boughtAgainBy(points, days) : null })),
    points
  }
}

/** One cohort: clients who first bought in the same month, quarter or year. */
export interface Cohort {
  /** Its first day, `YYYY-MM-DD`. */
  start: string
  size: number
  /** By age in periods, from 0: who bought, what share of the cohort that is, and what they paid (minor units). */
  ages: { age: number; clients: number; sharePercent: number; paid: bigint }[]
}

/** Cohorts with the share that came back in each later period. */
export async function cohortReport(db: Db, scope: Scope, step: Step): Promise<Cohort[]> {
  const cells = await readCohorts(db, scope, step)
  const cohorts = new Map<string, Cohort>()
  for (const { cohort: start, age, clients, paid } of cells) {
    const cohort = cohorts.get(start) ?? { start, size: clients, ages: [] }
    cohort.ages.push({ age, clients, sharePercent: (clients * 100) / cohort.size, paid })
    cohorts.set(start, cohort)
  }
  return [...cohorts.values()].map((cohort) => ({ ...cohort, ages: withoutGaps(cohort, scope.to, step) }))
}

/** A period in which nobody came back is a zero, not a gap: up to the one that is under way. */
function withoutGaps({ start, ages }: Cohort, to: string, step: Step): Cohort['ages'] {
  const known = new Map(ages.map((one) => [one.age, one]))
  const last = periodIndex(to, step) - periodIndex(start, step)
  return Array.from({ length: last + 1 }, (_, age) => known.get(age) ?? { age, clients: 0, sharePercent: 0, paid: 0n })
}

function periodIndex(day: string, step: Step): number {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return Math.floor((year * 12 + month - 1) / { month: 1, quarter: 3, year: 12 }[step])
}
