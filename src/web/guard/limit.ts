import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { World } from '#src/web/world.ts'
import { countAttempt, forgetAttempts } from './attempt-store.ts'

const MINUTE_MS = 60_000

/** What may be tried how often: `most` times per `windowMs`, counted in fixed windows across all processes. */
const LIMITS = {
  'sign-in-place': { most: 30, windowMs: 15 * MINUTE_MS },
  'sign-in-account': { most: 10, windowMs: 15 * MINUTE_MS },
  'link-place': { most: 20, windowMs: 60 * MINUTE_MS },
  'link-account': { most: 4, windowMs: 60 * MINUTE_MS },
  upload: { most: 30, windowMs: 60 * MINUTE_MS },
  admission: { most: 30, windowMs: 15 * MINUTE_MS },
  'second-factor': { most: 10, windowMs: 15 * MINUTE_MS },
  'coupon-code': { most: 60, windowMs: MINUTE_MS },
  'public-form': { most: 10, windowMs: 10 * MINUTE_MS },
  'contact-address': { most: 3, windowMs: 60 * MINUTE_MS },
  'public-page': { most: 120, windowMs: MINUTE_MS },
  api: { most: 600, windowMs: MINUTE_MS }
} as const

export type Limited = keyof typeof LIMITS

/**
 * Counts an attempt at something that must not be guessed or hammered.
 * @param who the address of the machine, the account, the token
 * @throws Refusal `too-many`, which says when to come back
 */
export async function limit(world: Pick<World, 'db' | 'clock'>, what: Limited, who: string): Promise<void> {
  const { most, windowMs } = LIMITS[what]
  const now = world.clock.now().epochMilliseconds
  const windowStart = dateOf(world.clock.now().subtract({ milliseconds: now % windowMs }))
  const count = await countAttempt(world.db, { key: `${what} ${who}`, windowStart })
  const isNewWindow = count === 1
  if (isNewWindow) await forgetAttempts(world.db, dateOf(world.clock.now().subtract({ hours: 2 })))
  if (count <= most) return
  const minutes = Math.ceil((windowStart.getTime() + windowMs - now) / MINUTE_MS)
  throw new Refusal('too-many', `Too many tries: come back in ${minutes} minutes.`)
}
