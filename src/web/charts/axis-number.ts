import { numberFormat } from '#src/platform/i18n.ts'
import { minorDigits } from '#src/platform/money.ts'
import type { Plot } from './plot.ts'

/** A number beside an axis: short, since the table behind the chart has it whole: "12 k €", "35 %". */
export function axisNumber({ language, currency }: Plot['manner'], unit: Plot['unit'], value: number): string {
  const digits = { maximumFractionDigits: 1, notation: 'compact' } as const
  switch (unit) {
    case 'count':
      return numberFormat(language, digits).format(value)
    case 'share':
      return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(value)
    case 'money':
      return numberFormat(language, {
        ...digits,
        style: 'currency',
        currency,
        minimumFractionDigits: 0
      }).format(value / 10 ** minorDigits(currency))
  }
}
