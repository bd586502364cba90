import { z } from 'zod'
import type { View } from './view.ts'
import type { Visit } from './world.ts'

/** What a form holds or was drawn from, field by field: texts, or several of a few. */
export type Texts = { readonly [field: string]: string | readonly string[] | undefined }

/** A form as it left us. */
export interface Drawn {
  /** Milliseconds since 1970. */
  at: number
  texts: Texts
}

/** The hidden field in which a form carries that. */
export const DRAWN_FIELD = '_drawn'

const drawn = z.object({
  at: z.number(),
  texts: z.record(z.string(), z.union([z.string(), z.array(z.string())]))
})

/** What the form that was sent had been drawn from; null where it does not say, as when a program sends it. */
export async function drawnIn(visit: Visit): Promise<Drawn | null> {
  const carried = (await visit.req.parseBody({ all: true }))[DRAWN_FIELD]
  if (typeof carried !== 'string') return null
  try {
    return drawn.parse(JSON.parse(carried))
  } catch {
    return null
  }
}

/** A form that is drawn now. */
export function drawnNow({ now: at }: Pick<View, 'now'>, texts: Texts): Drawn {
  return { at, texts }
}

/** What others did to the fields of a form between its drawing and its coming back. */
export interface Meanwhile {
  /** What was written, and where it was not touched, what stands there now. */
  merged: Texts
  /** Fields that others changed, to something else than is written here. */
  changed: string[]
  /** Of these, the ones that were changed here too: only a person can say which holds. */
  contested: string[]
}

/**
 * Compares three ways (decision 033).
 * @param form what it was drawn from, null where that is not known: it then holds as it is; and what it says now
 * @param now what stands there at this moment
 */
export function sinceDrawn(form: { drawn: Drawn | null; given: Texts }, now: Texts): Meanwhile {
  const { drawn, given } = form
  if (drawn === null) return { merged: given, changed: [], contested: [] }
  const before = drawn.texts
  // What a form does not show it does not change.
  const isOurs = (field: string) => given[field] !== undefined && !isSame(given[field], before[field])
  const isTheirs = (field: string) => !isSame(now[field], before[field])
  const fields = [...new Set([...Object.keys(given), ...Object.keys(now)])]
  const changed = fields.filter((field) => isTheirs(field) && !isSame(now[field], given[field]))
  const kept = fields.map((field) => [field, isOurs(field) ? given[field] : now[field]])
  return { merged: Object.fromEntries(kept), changed, contested: changed.filter(isOurs) }
}

function isSame(one: Texts[string], other: Texts[string]): boolean {
  return plain(one) === plain(other)
}

/** Browsers send line ends of their own; a list may come as one text, and with an empty text for "none of them". */
export function plain(texts: Texts[string]): string {
  return [texts ?? '']
    .flat()
    .map((text) => text.replaceAll('\r\n', '\n').trim())
    .filter((text) => text !== '')
    .join(', ')
}
