import type { Manner } from '#src/web/format.ts'

/** What a chart shows: plain data, so that the same plot is drawn once and found again. */
export interface Plot {
  /** Bars beside each other, bars upon each other, or lines. */
  kind: 'bars' | 'stacked' | 'lines'
  /** What the values are: things, minor units of the firm's currency, or shares of 1. */
  unit: 'count' | 'money' | 'share'
  manner: Pick<Manner, 'language' | 'currency'>
  /** Along the bottom, short: "mars", "12", "A". */
  labels: string[]
  series: {
    name: string
    tone: Tone
    /** One per label; null where nothing is known. */
    values: (number | null)[]
    /** Told apart without colour: an estimate, last year. Lines only. */
    isDashed?: boolean
  }[]
}

export type Tone = 'green' | 'post' | 'blue' | 'wax' | 'soft'
