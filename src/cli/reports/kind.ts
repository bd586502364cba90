import type { Command } from 'commander'
import type { Scope } from '#src/insights/scope.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Settings } from '#src/platform/settings.ts'

/** What a report is asked for. */
export interface Asked {
  db: Db
  scope: Scope
  settings: Settings
  /** Where a report sets clients against the whole base: whose rows are shown; undefined: everyone's. */
  members: Set<string> | undefined
  /** The report's own flags, as commander parsed them. */
  flags: unknown
  /** Said before the result, such as purchases that were left out. */
  notes: string[]
}

/** What a report answers, in the three forms it is printed in. */
export interface ReportResult {
  /** For scripts; sums are numbers in whole units of the currency. */
  json: object
  /** Rows for CSV and for people. */
  titles: string[]
  rows: string[][]
  /** Said to people where there are no rows. */
  ifNone: string
  /** Sentences that belong to the result. */
  notes: string[]
}

/** One kind of report on the command line. */
export interface ReportKind {
  summary: string
  /** Adds the report's own flags. */
  options?: (command: Command) => void
  /** A report without `--from` looks at everything, or at the last 12 months. */
  usualFrom?: 'beginning' | 'year'
  /** A segment narrows the purchases that are looked at, or only whose rows are shown of numbers that need the whole base. */
  segment: 'purchases' | 'rows'
  run: (asked: Asked) => Promise<ReportResult>
}
