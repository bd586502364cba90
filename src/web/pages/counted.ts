import { isLargeBase } from '#src/insights/base-store.ts'
import { isLive } from '#src/web/answer.tsx'
import type { Visit } from '#src/web/world.ts'

const COUNTED = 'counted'

/**
 * Whether this page leaves what goes through all clients for later: they are many, and it is not that very part that is
 * asked for.
 */
export async function comesLater(visit: Visit): Promise<boolean> {
  const isAsked = isLive(visit) || visit.req.query(COUNTED) !== undefined
  return !isAsked && (await isLargeBase(visit.var.world.db))
}

/** Where the same page is with what it left for later. */
export function countedAddress({ req }: Visit): string {
  return `${req.path}?${new URLSearchParams({ ...req.query(), [COUNTED]: '1' }).toString()}`
}
