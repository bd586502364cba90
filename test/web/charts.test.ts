import { assert, integer, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draw } from '#src/web/charts/drawing.ts'
import { shortened, widthOf } from '#src/web/charts/letters.ts'
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

  test('shortens long names beside its bars at a word, and leaves short ones whole', () => {
    const labels = [COMPANY, 'Claire Morel', 'Établissements Œuvré']
    const named: Plot = { ...PLOT, labels, series: [{ name: '', tone: 'green', values: [3, 2, 1] }] }
    const shown = (width: number) =>
      [...draw(named, { width, height: 240 }).matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text)
    expect(shown(720)).toContain('Compagnie générale des carrelages…')
    expect(shown(320)).toContain('Compagnie…')
    for (const whole of labels.slice(1)) expect(shown(720)).toContain(whole)
  })
})

const COMPANY = 'Compagnie générale des carrelages, faïences et mosaïques du Mâconnais et de la Bresse'

describe('a shortened text', () => {
  test('fits into its width, and ends with an ellipsis', () => {
    assert(
      property(string({ unit: 'grapheme', minLength: 1 }), integer({ min: 40, max: 400 }), (text, width) => {
        const short = shortened(text, { width, size: 12 })
        expect(short === text || short.endsWith('…')).toBe(true)
        expect(widthOf(short, 12)).toBeLessThanOrEqual(Math.max(width, widthOf(`${Array.from(text)[0]}…`, 12)))
      })
    )
  })

  test('is cut within a word where the word is all there is', () => {
    const long = shortened('Wirtschaftsprüfungsgesellschaftsverband', { width: 130, size: 12 })
    expect(long).toMatch(/^Wirtschafts\p{L}*…$/u)
  })
})
