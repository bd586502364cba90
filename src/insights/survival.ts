/** A time from the first purchase day to the second, or to the end of observation where there was none yet. */
export interface Wait {
  days: number
  /** False: still waiting when observation ended. */
  happened: boolean
  /** How many clients share it. */
  clients: number
}

export interface SurvivalPoint {
  day: number
  /** Share of clients who have bought again by that day, of those observed long enough. */
  boughtAgain: number
  /** The interval that holds the true share 19 times in 20. */
  low: number
  high: number
  /** Clients still under observation just before that day, without a second purchase. */
  atRisk: number
}

const Z_95 = 1.959964

/**
 * The share of clients who buy a second time within so many days of the first, by Kaplan and Meier: clients who came
 * lately count for as long as they could be watched. Intervals by Greenwood's formula on the log-minus-log scale, which
 * stays within 0 and 1 (Kalbfleisch and Prentice).
 */
export function survivalToSecond(waits: Wait[]): SurvivalPoint[] {
  const byDay = new Map<number, { bought: number; left: number }>()
  for (const { days, happened, clients } of waits) {
    const count = byDay.get(days) ?? { bought: 0, left: 0 }
    byDay.set(days, {
      bought: count.bought + (happened ? clients : 0),
      left: count.left + (happened ? 0 : clients)
    })
  }
  let atRisk = waits.reduce((sum, wait) => sum + wait.clients, 0)
  let waiting = 1
  let greenwood = 0
  const points: SurvivalPoint[] = []
  for (const [day, { bought, left }] of [...byDay].sort(([a], [b]) => a - b)) {
    if (bought > 0) {
      waiting *= 1 - bought / atRisk
      greenwood += atRisk > bought ? bought / (atRisk * (atRisk - bought)) : 0
      points.push({ day, boughtAgain: 1 - waiting, ...interval(waiting, greenwood), atRisk })
    }
    atRisk -= bought + left
  }
  return points
}

function interval(waiting: number, greenwood: number): { low: number; high: number } {
  const isDecided = waiting <= 0 || waiting >= 1
  if (isDecided) return { low: 1 - waiting, high: 1 - waiting }
  const spread = (Z_95 * Math.sqrt(greenwood)) / Math.abs(Math.log(waiting))
  return { low: 1 - waiting ** Math.exp(-spread), high: 1 - waiting ** Math.exp(spread) }
}

/** The share that bought again by a day, read off the curve. */
export function boughtAgainBy(points: SurvivalPoint[], day: number): number {
  return points.findLast((point) => point.day <= day)?.boughtAgain ?? 0
}
