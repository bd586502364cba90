import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import type { Visit } from './world.ts'

/** An id as all of our rows have it. */
export const guid = z.guid()

/**
 * The id that an address names.
 * @throws Refusal `not-found` where it can be nobody's
 */
export function askedId(visit: Visit, name = 'id'): string {
  const id = guid.safeParse(visit.req.param(name))
  if (!id.success) throw new Refusal('not-found', 'There is nothing with this id.')
  return id.data
}
