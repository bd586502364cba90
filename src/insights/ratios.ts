/** How the clients of a period's start fared during it (PRODUCT K8). */
export interface Ratios {
  atStart: number
  /** Of those at the start, who bought during the period. */
  kept: number
  lost: number
  /** Who bought for the first time during the period: they count in neither rate. */
  won: number
  /** kept / atStart × 100; null without clients at the start. */
  retention: number | null
  attrition: number | null
  /** Of those who bought during the period, how many per cent had bought before it. */
  loyalty: number | null
}

export function ratios({ atStart, kept, won }: Pick<Ratios, 'atStart' | 'kept' | 'won'>): Ratios {
  const lost = atStart - kept
  return {
    atStart,
    kept,
    lost,
    won,
    retention: percent(kept, atStart),
    attrition: percent(lost, atStart),
    loyalty: percent(kept, kept + won)
  }
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : (part * 100) / whole
}
