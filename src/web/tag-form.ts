import { z } from 'zod'
import { readTag, TAG_FAULTS, tagNamed, type TagFault } from '#src/platform/tag.ts'
import { capital } from './format.ts'
import type { FormData } from './form-data.ts'
import type { View } from './view.ts'

/** The fields of a form that puts a tag on, or takes one off. */
export const tagFields = { tag: z.string(), action: z.enum(['add', 'remove']) }

/** Reads the tag that is meant: a new one by the rule for tags, one to take off by its name. What is wrong is a `TagFault`. */
export function meantTag<Fields extends { tag: string; action: 'add' | 'remove' }>(
  form: Fields,
  context: z.RefinementCtx
): Fields {
  const isNamed = form.action === 'remove' && form.tag !== ''
  if (isNamed) return { ...form, tag: tagNamed(form.tag) }
  const read = readTag(form.tag)
  if (read.kind === 'tag') return { ...form, tag: read.tag }
  context.addIssue({ code: 'custom', path: ['tag'], message: read.fault })
  return z.NEVER
}

export const tagForm = z.object(tagFields).transform(meantTag)

/** A tag that was refused: what was typed, and why, as a sentence. */
export interface RefusedTag {
  given: string
  wrong: string
}

/** What a form that `meantTag` reads is refused for; null where it is for something else than the tag. */
export function refusedTag({ language }: View, form: Extract<FormData<unknown>, { kind: 'wrong' }>): RefusedTag | null {
  const fault = FAULTS.find((one) => one === form.wrong['tag'])
  return fault ? { given: form.given['tag'] ?? '', wrong: `${capital(TAG_FAULTS[fault][language])}.` } : null
}

const FAULTS: readonly TagFault[] = ['empty', 'long', 'invisible', 'parted']
