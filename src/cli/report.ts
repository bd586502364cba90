import { Option, type Command } from 'commander'
import { askReport, reportJson, type ToldReport } from '#src/insights/reports/ask.ts'
import { csvText } from '#src/platform/csv/write.ts'
import { csvRows, shownCell } from '#src/insights/reports/cells.ts'
import type { Parameter } from '#src/insights/reports/report.ts'
import { REPORTS } from '#src/insights/reports/table.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

/** Flags that every report takes. */
interface CommonFlags {
  from?: string
  to?: string
  /** Another word for `--to`, where a report has it. */
  until?: string
  segment?: string
  currency?: string
  csv?: boolean
}

/** A person sees this many rows; scripts see all. */
const ROWS_SHOWN = 40

export function register(program: Command, cli: Cli): void {
  const verb = program
    .command('report')
    .description('What the purchases say: profit, habits, value, retention, returns')
  for (const report of REPORTS) {
    const command = verb
      .command(report.name)
      .description(report.summary.en)
      .option('--from <day>', 'first day, as 2026-01-31')
      .option('--to <day>', 'last day; today unless told')
      .option('--segment <segment>', 'only clients of this saved segment, or of a condition as JSON')
      .option('--currency <code>', "sums in this currency; the firm's unless told")
      .option('--csv', 'print rows as CSV')
    if (report.name === 'value') command.option('--until <day>', 'last day that is looked at: the same as --to')
    for (const parameter of report.parameters) command.addOption(optionOf(parameter))
    command.action(async (flags: CommonFlags & Record<string, string | boolean | undefined>) => {
      const { from, to, until, segment, currency, csv, ...figures } = flags
      const request = { from, to: until ?? to, segment, currency, figures }
      const nameOf = (name: string) => (name === 'to' && until !== undefined ? '--until' : flagOf(name))
      const told = await askReport((await cli.database()).prisma, report, { request, clock: cli.clock, nameOf })
      if (csv === true && !cli.json) process.stdout.write(csvText(csvRows(told, 'en')))
      else cli.print(reportJson(told), () => forPeople(told))
    })
  }
}

function optionOf({ name, takes, about, usual }: Parameter): Option {
  const value = { amount: ' <amount>', whole: ' <number>', positive: ' <number>', choice: ' <choice>', switch: '' }
  const choices = takes.kind === 'choice' ? `: ${takes.among.join(', ')}` : ''
  const unless = usual === undefined ? '' : ` (${usual} unless told)`
  return new Option(`${flagOf(name)}${value[takes.kind]}`, `${about.en}${choices}${unless}`)
}

/** `monthlyGain` is written `--monthly-gain`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function forPeople(told: ToldReport): string {
  const { columns, rows, currency, warning, ifNone } = told
  const titles = columns.map((column) => column.label.en)
  const cells = rows
    .slice(0, ROWS_SHOWN)
    .map((row) =>
      columns.map((column, index) => shownCell(row.cells[index] ?? null, column, { language: 'en', currency }))
    )
  const more = rows.length > ROWS_SHOWN ? [`… and ${rows.length - ROWS_SHOWN} more rows: --csv prints them all.`] : []
  const said = [...(warning ? [warning] : []), ...told.notes].map((note) => note.en)
  return [...said, '', table(titles, cells, ifNone.en), ...more].join('\n').trimStart()
}
