import { capital } from '#src/web/format.ts'
import { shownCell, type Manner } from '#src/insights/reports/cells.ts'
import type { Cell, Column, Row } from '#src/insights/reports/report.ts'
import type { ShownReport } from '#src/insights/reports/shown.ts'
import type { View } from '#src/web/view.ts'

/** The rows of a report. How a sum came to be stands below the name of its row: beside the numbers it would hide them. */
export function Rows({ view, told }: { view: View; told: ShownReport }) {
  const { report, columns, rows, currency } = told
  const manner = { language: view.language, currency }
  const title = report.title[view.language]
  const shown = [...columns.entries()].filter(([, column]) => isShown(column))
  return (
    <div class="scroll-x" tabindex={0} role="region" aria-label={title}>
      <table class={shown.length > CARDS_MOST ? 'list' : 'list cards'}>
        <caption class="sr">{title}</caption>
        <thead>
          <tr>
            {shown.map(([, column]) => (
              <th scope="col" class={isNumber(column) ? 'n' : undefined}>
                {capital(column.label[view.language])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {shown.map(([index, column]) => (
                <RowCell {...{ row, column, manner, columns }} cell={row.cells[index] ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** With more columns than this a row is read across, and scrolled to: cohorts by month. */
const CARDS_MOST = 12

const IDS = new Set(['id', 'ids'])

/** A record is reached by its client's name: its number is for scripts. */
function isShown({ label, type }: Column): boolean {
  return !IDS.has(label.en) && type !== 'sum'
}

interface CellProps {
  cell: Cell
  row: Row
  column: Column
  columns: Column[]
  manner: Manner
}

function RowCell({ cell, row, column, columns, manner }: CellProps) {
  const words = shownCell(cell, column, manner)
  const label = capital(column.label[manner.language])
  if (isNumber(column))
    return (
      <td class={`n ${shade(cell, column)}`} data-label={label}>
        {words}
      </td>
    )
  if (column.type === 'period') return <td class="period wide strong">{words}</td>
  if (!NAMES.has(column.label.en))
    return (
      <td class={`wide${CLASSES[column.type] ?? ''}`} data-label={label}>
        {words}
      </td>
    )
  return (
    <td class="wide">
      {row.clientId === undefined ? (
        words
      ) : (
        <a class="name" href={`/clients/${row.clientId}`}>
          {words}
        </a>
      )}
      {sumsOf(row, columns).map(([sum, its]) => (
        <p class="soft tiny">{shownCell(sum, its, manner)}</p>
      ))}
    </td>
  )
}

const CLASSES: Partial<Record<Column['type'], string>> = { day: ' nowrap', yes: ' yes-no' }

function sumsOf({ cells }: Row, columns: Column[]): [Cell, Column][] {
  return columns.flatMap((column, index) => (column.type === 'sum' ? [[cells[index] ?? null, column]] : []))
}

/** Reports call them so where a row is about one client, or one case. */
const NAMES = new Set(['name', 'clients', 'case'])
const NUMBERS = new Set<Column['type']>(['count', 'number', 'money', 'percent', 'change'])

function isNumber({ type }: Column): boolean {
  return NUMBERS.has(type)
}

/** In a field of shares (`+1`, `+2` …) the higher ones are seen from afar; the number stands in each. */
function shade(cell: Cell, { type, label }: Column): string {
  const isShare = type === 'percent' && /^\+\d+$/.test(label.en)
  if (!isShare || typeof cell !== 'number') return ''
  return cell === 0 ? 'none' : `some-${Math.min(3, Math.ceil(cell / 34))}`
}
