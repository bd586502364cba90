import type { Definition } from '#src/campaigns/definition.ts'
import type { Field } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import { listLetters } from '#src/delivery/letter/editor.ts'
import { readSegments } from '#src/insights/segment-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Faults } from './reader.ts'
import { wrong } from './words.ts'

/**
 * Faults that only the database knows: segments, letters and fields that are not there.
 * @param before what the campaign says now: its letters stay allowed
 */
export async function unknownNames(db: Db, definition: Definition, before: Definition | null): Promise<Faults> {
  const { audience, trigger, steps } = definition
  const segments = new Set((await readSegments(db)).map(({ name }) => name))
  const letters = new Set((await listLetters(db)).map(({ name }) => name))
  const isUnknownSegment = audience?.kind === 'segment' && !segments.has(audience.name)
  const isUnknownEntered = trigger.kind === 'segment-entered' && !segments.has(trigger.segment)
  const isUnknownField =
    trigger.kind === 'date-field' && !(await dateFields(db)).some(({ key }) => key === trigger.field)
  const known = new Set(before?.steps.map(({ template }) => template))
  const isUnknownLetter = steps.some(({ template }) => !letters.has(template) && !known.has(template))
  return {
    ...(isUnknownSegment && { segment: wrong((words) => words.segment) }),
    ...(isUnknownEntered && { entered: wrong((words) => words.segment) }),
    ...(isUnknownField && { dateField: wrong((words) => words.field) }),
    ...(isUnknownLetter && { letters: wrong((words) => words.letter) })
  }
}

/** The fields that a campaign can go by. */
export async function dateFields(db: Db): Promise<Field[]> {
  const fields = await listFields(db)
  return fields.filter(({ type }) => type === 'date' || type === 'yearly-date')
}
