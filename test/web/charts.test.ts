import { describe, expect, test } from 'vitest'
import { draw } from '#src/web/charts/drawing.ts'
import type { Plot } from '#src/web/charts/plot.ts'

const PLOT: Plot = {
  kind: 'bars',
  unit: 'money',
  manner: { language: 'fr', currency: 'EUR' },
  labels: ['janv.', 'févr.', '<b>mars'],
  series: [
    { name: 'Ventes', tone: 'green', values: [120_000, null, 250_000] },
    { name: 'Remises', tone: 'post', values: [12_000, 3000, 0] }
  ]
}

describe('a drawing', () => {
  test.each(['bars', 'stacked', 'lines'] as const)('of %s holds nothing that the content policy forbids', (kind) => {
    const svg = draw({ ...PLOT, kind }, { width: 720, height: 240 })
    expect(svg).not.toMatch(/<style|style=|<script|\son\w+=|<b>/)
  })

  test('takes its colours from the page, in light and in dark', () => {
    const svg = draw(PLOT, { width: 720, height: 240 })
    expect(svg).toContain('fill-green')
    expect(svg).toContain('stroke-line')
    expect(svg).not.toMatch(/#0a0b0/)
  })

  test('writes the numbers beside its axis in the words and money of the reader', () => {
    expect(draw(PLOT, { width: 720, height: 240 }).replaceAll(/[\u00a0\u202f]/g, ' ')).toContain('>2 k €<')
    const english = draw({ ...PLOT, manner: { language: 'en', currency: 'CAD' } }, { width: 720, height: 240 })
    expect(english).toContain('CA$2K')
  })

  test('counts no half things', () => {
    const counted = draw(
      { ...PLOT, unit: 'count', series: [{ name: '', tone: 'green', values: [1, 0, 2] }] },
      { width: 320, height: 200 }
    )
    expect(counted).not.toMatch(/>0[.,]5</)
  })
})
