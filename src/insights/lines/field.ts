import type { Field } from '#src/clients/fields/definition.ts'
import type { Fact } from '#src/insights/condition.ts'
import type { Language } from '#src/platform/i18n.ts'
import { decimalText } from '#src/platform/money.ts'
import { decimalOf, sumOf, writtenNumber } from '#src/platform/written-number.ts'
import type { Blanks, Knowing } from './line.ts'
import { Unclear, type Reader } from './reader.ts'

type FieldFact = Fact & { kind: 'field' }

/** Without anything said of its value, a line about a field asks whether it is filled in. @throws Unclear */
export function fieldFact(read: Reader, knowing: Knowing): FieldFact {
  const field = knowing.fields.find(({ key }) => key === read.text('field'))
  if (!field) throw new Unclear('field')
  const fact = { kind: 'field', key: field.key } as const
  switch (field.type) {
    case 'yes-no':
      return { ...fact, is: [true] }
    case 'yearly-date':
      return fact
    case 'number':
    case 'money':
    case 'date':
      return { ...fact, ...boundsOf(read, field, knowing.language) }
    default:
      return { ...fact, ...read.optionalWords(field.type === 'text' ? 'words' : 'choices', 'is') }
  }
}

function boundsOf(read: Reader, field: Field, language: Language): Pick<FieldFact, 'atLeast' | 'atMost'> {
  const atLeast = boundOf(read.text('atLeast'), field, language)
  const atMost = boundOf(read.text('atMost'), field, language)
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) throw new Unclear('order')
  return { ...(atLeast === undefined ? {} : { atLeast }), ...(atMost === undefined ? {} : { atMost }) }
}

function boundOf(written: string, { type, currency }: Field, language: Language): number | string | undefined {
  if (written === '') return undefined
  if (type === 'date') {
    if (/^\d{4}-\d\d-\d\d$/.test(written)) return written
    throw new Unclear('day')
  }
  const value =
    type === 'money' && currency !== null ? sumOf(written, { currency, language }) : decimalOf(written, language)
  if (value === null) throw new Unclear(type === 'money' ? 'amount' : 'number')
  return value
}

/** Null where the field is gone or the fact says what its line cannot. */
export function fieldBlanks({ key, is, atLeast, atMost }: FieldFact, { fields, language }: Knowing): Blanks | null {
  const field = fields.find((one) => one.key === key)
  if (!field) return null
  const said = is?.map(String) ?? []
  if (said.some((word) => word.includes(','))) return null
  const isBroken = (bound: number | string | undefined) => typeof bound === 'number' && !Number.isInteger(bound)
  if (field.type === 'money' && (isBroken(atLeast) || isBroken(atMost))) return null
  const hasBounds = atLeast !== undefined || atMost !== undefined
  switch (field.type) {
    case 'yes-no':
      return said.join() === 'true' && !hasBounds ? { field: key } : null
    case 'yearly-date':
      return said.length === 0 && !hasBounds ? { field: key } : null
    case 'number':
    case 'money':
    case 'date':
      return said.length > 0
        ? null
        : { field: key, atLeast: shown(atLeast, field, language), atMost: shown(atMost, field, language) }
    default: {
      const name = field.type === 'text' ? 'words' : 'choices'
      return hasBounds ? null : { field: key, [name]: said.join(', ') }
    }
  }
}

function shown(bound: number | string | undefined, { currency }: Field, language: Language): string {
  if (typeof bound !== 'number') return bound ?? ''
  return writtenNumber(currency === null ? String(bound) : decimalText(BigInt(bound), currency), language)
}
