import type { Language } from '#src/platform/i18n.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { plainSum } from '#src/platform/written-number.ts'
import type { Asked, Parameter, Takes } from './report.ts'

/**
 * Reads a report's own parameters; what was not written takes its usual value.
 * @throws Refusal saying what a parameter takes
 */
export function readParameters(
  parameters: Parameter[],
  { figures = {}, language, currency }: Written,
  nameOf: (name: string) => string
): Asked['figures'] {
  return Object.fromEntries(
    parameters.map(({ name, takes, usual }) => {
      const value = figures[name] ?? usual
      if (value === undefined || value === '') return [name, undefined]
      const read = readOne(takes, String(value).trim(), { language, currency })
      if (read !== undefined) return [name, read]
      throw new Refusal('bad-parameter', `${nameOf(name)} takes ${taken(takes)}, not "${value}".`, { wrongUsage: true })
    })
  )
}

interface Written {
  figures?: Record<string, string | boolean | undefined>
  /** In whose way; without it, as scripts write. */
  language?: Language | undefined
  /** Of sums. */
  currency: string
}

function readOne(
  takes: Takes,
  text: string,
  { language, currency }: Pick<Written, 'language' | 'currency'>
): string | number | boolean | undefined {
  const number = language ? (plainSum(text, { language, currency }) ?? '') : text.replace(',', '.')
  switch (takes.kind) {
    case 'amount':
      return /^\d{1,12}(\.\d{1,3})?$/.test(number) ? Number(number) : undefined
    case 'whole': {
      const isWithin = /^\d{1,9}$/.test(number) && Number(number) >= takes.least && Number(number) <= takes.most
      return isWithin ? Number(number) : undefined
    }
    case 'positive':
      return Number(number) > 0 && Number(number) <= takes.most ? Number(number) : undefined
    case 'choice':
      return takes.among.includes(text) ? text : undefined
    default:
      return SWITCH[text.toLowerCase()]
  }
}

const SWITCH: Record<string, boolean> = { true: true, on: true, '1': true, false: false, off: false, '0': false }

function taken(takes: Takes): string {
  switch (takes.kind) {
    case 'amount':
      return 'a sum such as 99.50'
    case 'whole':
      return `a whole number from ${takes.least} to ${takes.most}`
    case 'positive':
      return `a number above 0, ${takes.most} at most`
    case 'choice':
      return takes.among.join(' or ')
    default:
      return 'true or false'
  }
}
