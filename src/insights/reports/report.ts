import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { Scope } from '#src/insights/scope.ts'

/** The same in each language. */
export type Words = Record<Language, string>

/**
 * One kind of report. The command line, the API and the pages ask the same ones (`table.ts` lists them, `ask.ts` asks):
 * what a number is, and what it is called, is said here once.
 */
export interface Report {
  /** As the command line and addresses call it. */
  name: string
  title: Words
  /** What it tells, in one phrase. */
  summary: Words
  parameters: Parameter[]
  /** A report without a first day looks at everything, or at the last 12 months. */
  usualFrom?: 'beginning' | 'year'
  /** A segment narrows the purchases that are looked at, or only whose rows are shown of numbers that need the whole base. */
  segment: 'purchases' | 'rows'
  run: (asked: Asked) => Promise<ReportAnswer>
}

/** One figure or choice of a report's own. */
export interface Parameter {
  /** In camel case, as in JSON and addresses; the command line writes `--monthly-gain`. */
  name: string
  takes: Takes
  about: Words
  /** What holds where nothing is said; without it the report says so in `about`. */
  usual?: string
}

export type Takes =
  /** A sum in the report's currency: `1200` or `99.50`. */
  | { kind: 'amount' }
  | { kind: 'whole'; least: number; most: number }
  /** A number above 0. */
  | { kind: 'positive'; most: number }
  | { kind: 'choice'; among: string[] }
  | { kind: 'switch' }

/** What a report is asked for. */
export interface Asked {
  db: Db
  scope: Scope
  settings: Settings
  /** The firm's day. */
  today: string
  /** Where a report sets clients against the whole base: whose rows are shown; undefined: everyone's. */
  members: Set<string> | undefined
  /** The report's own parameters, read but for their absence: a report parses them. */
  figures: Record<string, string | number | boolean | undefined>
}

export interface ReportAnswer {
  /** For scripts: what is particular to the report, made when asked for. Sums are numbers in whole units of the currency. */
  json: () => Record<string, unknown>
  columns: Column[]
  rows: Row[]
  /** Said where there are no rows. */
  ifNone: Words
  /** What the numbers rest on, come to, or leave out. */
  notes: Words[]
  /** Why the numbers are not to be trusted, such as too few clients; null where they may be. */
  warning: Words | null
  charts: Chart[]
}

export interface Row {
  /** The client whom the row is about. */
  clientId?: string
  /** As many as there are columns. */
  cells: Cell[]
}

export interface Column {
  type: ColumnType
  /** In English also the title in CSV files of the command line. */
  label: Words
}

/**
 * What stands in a column: `money` is minor units, `percent` of 100, `change` a percentage with its sign, `share` of 1,
 * `period` a year or month as `2026` or `2026-11`, `sum` a total with what it is made of, `words` in both languages.
 */
export type ColumnType =
  | 'text'
  | 'words'
  | 'period'
  | 'day'
  | 'count'
  | 'number'
  | 'yes'
  | 'money'
  | 'percent'
  | 'change'
  | 'sum'

export type Cell = string | number | bigint | boolean | Words | Sum | null

/** How a sum came to be: its total is that of its parts, in minor units. */
export interface Sum {
  total: bigint
  parts: bigint[]
}

/** A picture of the answer; whoever shows it draws it. */
export interface Chart {
  kind: 'bars' | 'line'
  title: Words
  unit: 'money' | 'percent' | 'count'
  /** Along the horizontal axis, in order: years and months as `2026` and `2026-11`, or numbers. */
  labels: string[]
  /** Money in whole units of the currency; null: nothing is known. */
  series: { name: Words; values: (number | null)[] }[]
}

export function column(type: ColumnType, fr: string, en: string): Column {
  return { type, label: { fr, en } }
}
