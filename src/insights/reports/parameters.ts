import { Refusal } from '#src/platform/refusal.ts'
import type { Asked, Parameter, Takes } from './report.ts'

/**
 * Reads a report's own parameters; what was not written takes its usual value.
 * @throws Refusal saying what a parameter takes
 */
export function readParameters(
  parameters: Parameter[],
  written: Record<string, string | boolean | undefined>,
  nameOf: (name: string) => string
): Asked['figures'] {
  return Object.fromEntries(
    parameters.map(({ name, takes, usual }) => {
      const value = written[name] ?? usual
      if (value === undefined || value === '') return [name, undefined]
      const read = readOne(takes, value)
      if (read !== undefined) return [name, read]
      throw new Refusal('bad-parameter', `${nameOf(name)} takes ${taken(takes)}, not "${value}".`, { wrongUsage: true })
    })
  )
}

function readOne(takes: Takes, written: string | boolean): string | number | boolean | undefined {
  const text = String(written).trim()
  switch (takes.kind) {
    case 'amount':
      return /^\d{1,12}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : undefined
    case 'whole': {
      const isWithin = /^\d{1,9}$/.test(text) && Number(text) >= takes.least && Number(text) <= takes.most
      return isWithin ? Number(text) : undefined
    }
    case 'positive':
      return Number(text) > 0 && Number(text) <= takes.most ? Number(text) : undefined
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
