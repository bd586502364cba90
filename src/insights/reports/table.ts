import { Refusal } from '#src/platform/refusal.ts'
import { breakEven } from './break-even.ts'
import { cohorts } from './cohorts.ts'
import { evolution } from './evolution.ts'
import { hygiene } from './hygiene.ts'
import { keeping } from './keeping.ts'
import { points } from './points.ts'
import { profit } from './profit.ts'
import type { Report } from './report.ts'
import { retention } from './retention.ts'
import { rfm } from './rfm.ts'
import { tiers } from './tiers.ts'
import { value } from './value.ts'

/** Every report there is, in the order in which they are offered. */
export const REPORTS: Report[] = [
  profit,
  evolution,
  tiers,
  rfm,
  value,
  retention,
  cohorts,
  keeping,
  breakEven,
  hygiene,
  points
]

/** @throws Refusal `not-found`, naming the reports there are */
export function reportNamed(name: string): Report {
  const report = REPORTS.find((one) => one.name === name)
  if (report) return report
  const known = REPORTS.map((one) => one.name).join(', ')
  throw new Refusal('not-found', `There is no report "${name}"; there are: ${known}.`)
}
