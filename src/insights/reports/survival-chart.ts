import type { Survival } from '#src/insights/retention-report.ts'
import type { Chart } from './report.ts'

/** Who has bought a second time so many days after the first, with the interval. */
export function survivalChart({ points }: Survival): Chart {
  const series = (fr: string, en: string, of: (point: (typeof points)[number]) => number) => ({
    name: { fr, en },
    values: points.map((point) => of(point) * 100)
  })
  return {
    kind: 'line',
    title: { fr: 'Deuxième achat, en jours depuis le premier', en: 'Second purchase, in days since the first' },
    unit: 'percent',
    labels: points.map((point) => String(point.day)),
    series: [
      series('Ont racheté', 'Bought again', (point) => point.boughtAgain),
      series('Au moins', 'At least', (point) => point.low),
      series('Au plus', 'At most', (point) => point.high)
    ]
  }
}
