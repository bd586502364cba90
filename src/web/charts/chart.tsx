import { raw } from 'hono/html'
import { money, number, percent } from '#src/web/format.ts'
import { chartText } from '#src/web/text/chart.ts'
import type { View } from '#src/web/view.ts'
import type { Plot } from './plot.ts'

export interface ChartProps {
  view: View
  /** What is drawn, in a few words. */
  title: string
  /** What one sees in it, in one sentence: for those who hear the page, and for those in a hurry. */
  says?: string
  plot: Omit<Plot, 'manner'>
  /** What the labels are: "Mois". */
  head: string
  /** Longer names of the labels, for the table. */
  rowNames?: string[]
}

/** A chart with what it says in words, a key, and the table behind it. */
export async function Chart({ view, title, says, plot, head, rowNames }: ChartProps) {
  const { language, currency } = view
  const { wide, narrow } = await drawn({ ...plot, manner: { language, currency } })
  return (
    <figure class="chart" role="group" aria-label={title}>
      {says ? <figcaption>{says}</figcaption> : null}
      {plot.series.length > 1 ? <Key plot={plot} /> : null}
      <div class="wide">{raw(wide)}</div>
      <div class="narrow">{raw(narrow)}</div>
      <details class="opens small">
        <summary>{chartText[language].table}</summary>
        <div class="scroll-x" tabindex={0} role="region" aria-label={title}>
          <ChartTable {...{ view, title, plot, head, rowNames }} />
        </div>
      </details>
    </figure>
  )
}

function Key({ plot }: Pick<ChartProps, 'plot'>) {
  const shape = plot.kind === 'lines' ? 'stroke' : 'fill'
  return (
    <ul class="key">
      {plot.series.map(({ name, tone, isDashed }) => (
        <li>
          <svg class={shape} viewBox="0 0 16 12" aria-hidden="true">
            {plot.kind === 'lines' ? (
              <path
                class={`stroke-${tone}`}
                d="M0 6h16"
                fill="none"
                stroke-width="3"
                stroke-dasharray={isDashed ? '5 3' : undefined}
              />
            ) : (
              <rect class={`fill-${tone}`} width="12" height="12" rx="3" />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

function ChartTable({ view, title, plot, head, rowNames }: Omit<ChartProps, 'says'>) {
  const names = rowNames ?? plot.labels
  return (
    <table class="list">
      <caption class="sr">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {plot.series.map(({ name }) => (
            <th scope="col" class="n">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name, index) => (
          <tr>
            <th scope="row">{name}</th>
            {plot.series.map(({ values }) => (
              <td class="n">{written(view, plot.unit, values[index] ?? null)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function written(view: View, unit: Plot['unit'], value: number | null): string {
  if (value === null) return '–'
  if (unit === 'money') return money(view, BigInt(Math.round(value)))
  return unit === 'share' ? percent(view, value) : number(view, value)
}

interface Drawn {
  wide: string
  narrow: string
}

const WIDE = { width: 720, height: 240 }
const NARROW = { width: 320, height: 200 }

/** The last drawings by what they show: a drawing takes some milliseconds, and pages are looked at more often than they change. */
const drawings = new Map<string, Drawn>()
const DRAWINGS_KEPT = 100

async function drawn(plot: Plot): Promise<Drawn> {
  const key = JSON.stringify(plot)
  const known = drawings.get(key)
  if (known) return known
  const { draw } = await loadDrawing()
  const made = { wide: draw(plot, WIDE), narrow: draw(plot, NARROW) }
  const [oldest] = drawings.keys()
  if (drawings.size >= DRAWINGS_KEPT && oldest !== undefined) drawings.delete(oldest)
  drawings.set(key, made)
  return made
}

/** 45 MB that a process without charts need not carry: loaded with the first, or before by who knows that it will come. */
export function loadDrawing() {
  return import('./drawing.ts')
}
