import type { Field } from '#src/clients/fields/definition.ts'
import type { Language } from '#src/platform/i18n.ts'

/**
 * A condition as a form holds it: lines that are read as sentences, and how they are joined. What a form cannot say (groups
 * in groups, calendar periods) is kept whole as a line of its own.
 */
export interface Lines {
  join: 'all' | 'any'
  lines: Line[]
}

export interface Line {
  kind: LineKind
  /** `no`: the clients of whom it does not hold. */
  is: 'yes' | 'no'
  /** The blanks of the sentence by their names; several values are parted by commas. */
  blanks: Blanks
}

export const LINE_KINDS = [
  'tag',
  'tier',
  'bought',
  'spent',
  'last-purchase',
  'first-purchase',
  'late',
  'last-mail',
  'consent',
  'birthday-month',
  'city',
  'company',
  'language',
  'value',
  'chance-alive',
  'field',
  'whole'
] as const
export type LineKind = (typeof LINE_KINDS)[number]

export const BLANKS = [
  'words',
  'types',
  'brands',
  'atLeast',
  'atMost',
  'days',
  'side',
  'direction',
  'choices',
  'field',
  'json'
] as const
export type Blank = (typeof BLANKS)[number]
export type Blanks = { readonly [Name in Blank]?: string }

/** What a line is read with. */
export interface Knowing {
  /** ISO 4217: sums are written in it. */
  currency: string
  /** Numbers are read and shown as this language writes them. */
  language: Language
  fields: readonly Field[]
}

/** Why a line cannot be understood: its blank, and what it takes. */
export type LineFault =
  | 'words'
  | 'number'
  | 'amount'
  | 'days'
  | 'choice'
  | 'bound'
  | 'order'
  | 'day'
  | 'field'
  | 'whole'
