import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, setPlatformAPI, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Plot, Tone } from './plot.ts'
import { axisNumber } from './axis-number.ts'
import { shortened, widthOf } from './letters.ts'

use([BarChart, LineChart, GridComponent, SVGRenderer])
// Its own measure is that of one narrow font, and long names ran out of the drawing at the left.
setPlatformAPI({ measureText: (text) => ({ width: widthOf(text, LETTERS_PX) }) })

const LETTERS_PX = 12

export interface Canvas {
  /** In CSS pixels: letters keep their size, so a phone gets a drawing of its own and not a smaller one. */
  width: number
  height: number
}

/**
 * Draws a plot to SVG that a page may hold under its content policy: no style, no script, and colours by the classes of
 * public/style/figures.css, so that the same drawing serves light and dark.
 */
export function draw(plot: Plot, canvas: Canvas): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...canvas })
  chart.setOption(optionOf(plot, canvas.width))
  const svg = chart.renderToSVGString()
  chart.dispose()
  return dressed(svg)
}

/**
 * ECharts writes colours into the drawing. Each of ours is given as a colour that stands for it and becomes a class
 * afterwards.
 */
const STAND_INS = {
  green: '#0a0b01',
  post: '#0a0b02',
  blue: '#0a0b03',
  wax: '#0a0b04',
  soft: '#0a0b05',
  line: '#0a0b06',
  sheet: '#0a0b07'
} as const satisfies Record<Tone | 'line' | 'sheet', string>

function optionOf(plot: Plot, width: number) {
  const { kind, series } = plot
  const isLying = hasNames(plot)
  const [along, across] = [labelAxis(plot, isLying ? width : null), valueAxis(plot)]
  return {
    animation: false,
    grid: {
      left: isLying ? 16 : 4,
      right: 12,
      top: 12,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel'
    },
    xAxis: isLying ? across : along,
    yAxis: isLying ? along : across,
    series: kind === 'lines' ? series.map(lineOf) : series.map((one) => barOf(one, { kind, isLying }))
  }
}

/** Bars of people or places lie: below each other their names have room. */
function hasNames({ kind, labels }: Plot): boolean {
  return kind === 'bars' && labels.length <= NAMES_MOST && labels.some((label) => label.length > SHORT_LETTERS)
}

const NAMES_MOST = 12
const NAMES_SHARE = 0.42
const SHORT_LETTERS = 10

/** @param width of the whole drawing where bars lie: long names leave more than half of it to them */
function labelAxis({ kind, labels }: Plot, width: number | null) {
  const isLying = width !== null
  const room = width === null ? null : { width: width * NAMES_SHARE, size: LETTERS_PX }
  return {
    type: 'category',
    data: room ? labels.map((label) => shortened(label, room)) : labels,
    inverse: isLying,
    boundaryGap: kind !== 'lines',
    axisTick: { show: false },
    axisLine: { lineStyle: { color: STAND_INS.line } },
    axisLabel: {
      color: STAND_INS.soft,
      fontSize: LETTERS_PX,
      hideOverlap: !isLying
    }
  }
}

function valueAxis({ unit, manner, series }: Plot) {
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  // A share of the whole ends at the whole.
  const isNearWhole = unit === 'share' && most > 0.75 && most <= 1
  return {
    type: 'value',
    splitNumber: 3,
    minInterval: unit === 'count' ? 1 : undefined,
    ...(isNearWhole ? { max: 1, interval: 0.25 } : {}),
    splitLine: { lineStyle: { color: STAND_INS.line } },
    axisLabel: {
      color: STAND_INS.soft,
      fontSize: LETTERS_PX,
      hideOverlap: true,
      formatter: (value: number) => axisNumber(manner, unit, value)
    }
  }
}

type Series = Plot['series'][number]

function barOf({ tone, values }: Series, { kind, isLying }: { kind: Plot['kind']; isLying: boolean }) {
  const color = STAND_INS[tone]
  const isStacked = kind === 'stacked'
  return {
    type: 'bar',
    data: values,
    stack: isStacked ? 'all' : undefined,
    barMaxWidth: 40,
    barCategoryGap: '28%',
    // A thread of the sheet's own colour keeps stacked bars apart without relying on their colours.
    itemStyle: {
      color,
      borderRadius: isStacked ? 0 : isLying ? [0, 3, 3, 0] : [3, 3, 0, 0],
      borderColor: STAND_INS.sheet,
      borderWidth: isStacked ? 1 : 0
    }
  }
}

function lineOf({ tone, values, isDashed }: Series) {
  const color = STAND_INS[tone]
  return {
    type: 'line',
    data: values,
    showSymbol: values.length <= SYMBOLS_MOST,
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, width: 2.5, type: isDashed === true ? [6, 5] : 'solid' }
  }
}

/** Beyond as many points, dots on a line hide it. */
const SYMBOLS_MOST = 24

function dressed(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:style|class|ecmeta_\w+|xmlns:xlink|version|baseProfile|pointer-events)="[^"]*"/g, '')
    .replace(/<\w+[^>]*>/g, classed)
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
    .replaceAll('\n', '')
}

/** `fill="#0a0b01" stroke="#0a0b06"` becomes `class="fill-green stroke-line"`. */
function classed(tag: string): string {
  const classes: string[] = []
  const bare = tag.replace(/ (fill|stroke)="(#0a0b0\d)"/g, (_, paint: string, color: string) => {
    const name = Object.entries(STAND_INS).find(([, standIn]) => standIn === color)?.[0]
    classes.push(`${paint}-${name}`)
    return ''
  })
  return classes.length > 0 ? bare.replace(/(\s*\/?>)$/, ` class="${classes.join(' ')}"$1`) : bare
}
