import { zoneOf } from './calendar.ts'
import type { Definition } from './definition.ts'
import type { Timetable, Timing } from './due.ts'
import type { LedgerRow } from './ledger-store.ts'
import type { Candidate } from './occurrences.ts'
import { reconcile, type Circumstances, type Decision } from './reconcile.ts'

/** How far ahead the ledger is written: time for a person to look over a batch, and for two campaigns to meet on a day. */
export const HORIZON_HOURS = 48

/** A step that the calendar wants for a client, what the ledger holds of it, and what is to be done. */
export interface Wanted {
  candidate: Candidate
  /** From 1. */
  step: number
  zone: string
  timing: Timing
  row: LedgerRow | undefined
  decision: Decision
}

export type Wanting = Omit<Circumstances, 'isInAudience'> & {
  definition: Definition
  firmZone: string
  timetable: Timetable
}

/** Every step of every candidate that falls due within the horizon, or stands planned. */
export function wantedSteps(
  candidates: readonly Candidate[],
  ledger: readonly LedgerRow[],
  wanting: Wanting
): Wanted[] {
  const rows = new Map(ledger.map((row) => [keyOf(row, row.step), row]))
  return candidates.flatMap((candidate) =>
    wanting.definition.steps.flatMap(({ to }, index) => {
      const key = { clientId: candidate.clientId, occurrence: candidate.occurrence.key }
      const rowOf = (step: number): LedgerRow | undefined => rows.get(keyOf(key, step))
      return to === candidate.to ? wantedStep(candidate, { step: index + 1, rowOf, wanting }) : []
    })
  )
}

function wantedStep(
  candidate: Candidate,
  { step, rowOf, wanting }: { step: number; rowOf: (step: number) => LedgerRow | undefined; wanting: Wanting }
): Wanted[] {
  const { definition, now, firmZone } = wanting
  const zone = zoneOf(candidate.zone, firmZone)
  const day = candidate.occurrence.day.add({ days: delayOf(definition, step, rowOf) })
  const timing = wanting.timetable(day, step, zone)
  const row = rowOf(step)
  const horizon = now.add({ hours: HORIZON_HOURS }).epochMilliseconds
  const isFarAhead = timing.kind === 'ahead' && timing.sendAt.epochMilliseconds > horizon
  if (isFarAhead && row?.state !== 'planned') return []
  const decision = reconcile(timing, row, { ...wanting, isInAudience: candidate.isInAudience })
  return [{ candidate, step, zone, timing, row, decision }]
}

/** Days by which an absence put off the step before: those after it keep their distance (SEMANTICS H5). */
function delayOf(definition: Definition, step: number, rowOf: (step: number) => LedgerRow | undefined): number {
  const to = definition.steps[step - 1]?.to
  const before = definition.steps.findLastIndex((each, index) => index < step - 1 && each.to === to)
  const row = before < 0 ? undefined : rowOf(before + 1)
  if (!row?.isPostponed || row.sentAt === null) return 0
  return Math.max(0, Math.floor(row.meantFor.until(row.sentAt).total('hours') / 24))
}

function keyOf({ clientId, occurrence }: { clientId: string; occurrence: string }, step: number): string {
  return `${clientId} ${occurrence} ${step}`
}
