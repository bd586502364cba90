import { z } from 'zod'
import type { Language } from '#src/platform/i18n.ts'

/** What a field's values are. `yearly-date` is a day whose year may be unknown; `choices` is several of its choices. */
export const FIELD_TYPES = ['text', 'number', 'money', 'date', 'yearly-date', 'choice', 'choices', 'yes-no'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** Whose fact it is. A company's value holds for all clients of the company; a client without one keeps it themselves. */
export const FIELD_SUBJECTS = ['client', 'company'] as const
export type FieldSubject = (typeof FIELD_SUBJECTS)[number]

/** One thing that may be chosen. Values hold its key, people read its words. */
export interface Choice {
  key: string
  label: Record<Language, string>
}

/** A field that is kept for clients beside the built-in ones. */
export interface Field {
  /** What values, conditions, imports and exports call it. */
  key: string
  label: Record<Language, string>
  type: FieldType
  /** None but for `choice` and `choices`. */
  choices: Choice[]
  subject: FieldSubject
  /** Of money, ISO 4217; null for other types. */
  currency: string | null
  position: number
  /** Came with the program. */
  isReadyMade: boolean
}

/** A value as it is stored: money in minor units, days as `2026-05-14` or `--05-14`, choices by their keys. */
export type FieldValue = string | number | boolean | string[]

const label = z.string().trim().min(1).max(80)
const key = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)
const choice = z.object({ key, label: z.object({ fr: label, en: label }) })

/** A field as an owner asks for it, once its words are read. */
export const newFieldSchema = z
  .object({
    key,
    label: z.object({ fr: label, en: label }),
    type: z.enum(FIELD_TYPES),
    choices: z.array(choice).max(100).default([]),
    subject: z.enum(FIELD_SUBJECTS).default('client')
  })
  .refine(({ type, choices }) => takesChoices(type) === choices.length > 0, 'a choice needs choices, others have none')
  .refine(({ choices }) => new Set(choices.map(({ key }) => key)).size === choices.length, 'two choices are the same')
export type NewField = z.output<typeof newFieldSchema>

export function takesChoices(type: FieldType): boolean {
  return type === 'choice' || type === 'choices'
}

/** A key made of a label: `Nombre d’enfants` becomes `nombre_d_enfants`. Empty where the label has neither letter nor figure. */
export function keyFromLabel(label: string): string {
  const KEY_MAX = 63
  const plain = label
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^\d/.test(plain) ? `n_${plain}`.slice(0, KEY_MAX) : plain.slice(0, KEY_MAX).replace(/_$/, '')
}

/** Choices as an owner types them, one per line or parted by semicolons: `Maison`, or `Maison / House` in both languages. */
export function readChoices(written: string): Choice[] {
  return written
    .split(/[;\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const { fr, en } = readLabel(line)
      return { key: keyFromLabel(fr), label: { fr, en } }
    })
}

/** A label in both languages: `Foyer / Household`; one word alone serves both. */
export function readLabel(written: string): Record<Language, string> {
  const [fr = '', en = ''] = written.split(/\s+\/\s+/, 2)
  return { fr: fr.trim(), en: (en || fr).trim() }
}
