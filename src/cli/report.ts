import type { Command } from 'commander'
import { stringify } from 'csv-stringify/sync'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { askedFor, type CommonFlags } from './reports/asked.ts'
import { breakEvenKind } from './reports/break-even.ts'
import { cohortsKind } from './reports/cohorts.ts'
import { evolutionKind } from './reports/evolution.ts'
import { keepingKind } from './reports/keeping.ts'
import type { ReportKind, ReportResult } from './reports/kind.ts'
import { profitKind } from './reports/profit.ts'
import { retentionKind } from './reports/retention.ts'
import { rfmKind } from './reports/rfm.ts'
import { tiersKind } from './reports/tiers.ts'
import { valueKind } from './reports/value.ts'

/** Every report, by the name that the command line calls it. */
const REPORTS: Record<string, ReportKind> = {
  profit: profitKind,
  evolution: evolutionKind,
  tiers: tiersKind,
  rfm: rfmKind,
  value: valueKind,
  retention: retentionKind,
  cohorts: cohortsKind,
  keeping: keepingKind,
  breakeven: breakEvenKind
}

/** A person sees this many rows; scripts see all. */
const ROWS_SHOWN = 40

export function register(program: Command, cli: Cli): void {
  const verb = program
    .command('report')
    .description('What the purchases say: profit, habits, value, retention, returns')
  for (const [name, kind] of Object.entries(REPORTS)) {
    const command = verb
      .command(name)
      .description(kind.summary)
      .option('--from <day>', 'first day, as 2026-01-31')
      .option('--to <day>', 'last day; today unless told')
      .option('--segment <segment>', 'only clients of this saved segment, or of a condition as JSON')
      .option('--currency <code>', "sums in this currency; the firm's unless told")
      .option('--csv', 'print rows as CSV')
    kind.options?.(command)
    command.action(async (flags: CommonFlags) => {
      const asked = await askedFor(cli, kind, flags)
      const result = await kind.run(asked)
      const json = { report: name, from: asked.scope.from ?? null, to: asked.scope.to, currency: asked.scope.currency }
      const notes = [...asked.notes, ...result.notes]
      if (flags.csv === true && !cli.json) process.stdout.write(stringify([result.titles, ...result.rows]))
      else cli.print({ ...json, ...result.json, notes }, () => forPeople(result, notes))
    })
  }
}

function forPeople({ titles, rows, ifNone }: ReportResult, notes: string[]): string {
  const shown = table(titles, rows.slice(0, ROWS_SHOWN), ifNone)
  const more = rows.length > ROWS_SHOWN ? [`… and ${rows.length - ROWS_SHOWN} more rows: --csv prints them all.`] : []
  return [...notes, '', shown, ...more].join('\n').trimStart()
}
