import type { Temporal } from 'temporal-polyfill'
import { takeSteps, type Going } from '#src/campaigns/sending/step-store.ts'
import type { Database } from '#src/platform/database/database.ts'

type Pool = Database['pool']

interface Actor {
  holder: string
  now: Temporal.Instant
}

/** The last gate, for one that advertises unless told. @returns whether it may go */
export async function markSending(
  pool: Pool,
  id: string,
  {
    address,
    language,
    isRefusable = true,
    ...actor
  }: Actor & Omit<Going, 'id' | 'isRefusable'> & { isRefusable?: boolean }
): Promise<boolean> {
  const [mayGo = false] = await takeSteps(
    pool,
    [{ kind: 'gate', going: { id, address, language, isRefusable } }],
    actor
  )
  return mayGo
}

/** The end of one that was accepted. @returns whether it had not ended otherwise before */
export async function markSent(
  pool: Pool,
  id: string,
  { now, title }: { now: Temporal.Instant; title: string }
): Promise<boolean> {
  const steps = [{ kind: 'end' as const, sent: { id, title, copy: null } }]
  const [isSent = false] = await takeSteps(pool, steps, { holder: 'test', now })
  return isSent
}
