import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import {
  readIsoBirthday,
  restoreBirthday,
  restoreClientLanguage,
  setBirthday,
  setClientLanguage
} from './client-change-store.ts'
import { acceptProposal, takeBackPreference, type Decision, type PreferenceRow } from './preference-store.ts'
import { addressesToSuppress, liftSuppressions, suppressAddresses } from './suppression-store.ts'

const birthday = z.object({ month: z.number(), day: z.number(), year: z.number().nullable() })

/** What accepting changed on the record besides the preference itself. */
const applied = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('birthday'), clientId: z.string(), before: birthday.nullable() }),
  z.object({ kind: z.literal('language'), clientId: z.string(), before: z.string().nullable() }),
  z.object({ kind: z.literal('leave'), suppressions: z.array(z.string()) })
])
type Applied = z.infer<typeof applied>

/** Acceptance of a proposal, with all that taking it back needs; plain data, to be kept in an act or an audit line. */
export const acceptanceForm = z.object({ id: z.string(), superseded: z.array(z.string()), applied })
export type Acceptance = z.infer<typeof acceptanceForm>

/**
 * Believes what a client said of themselves (M6), on a member's word: a birthday and a language go to their place on the
 * record, and who wants to leave is not written to any more.
 * @returns null where somebody has decided on it already
 */
export async function believe(db: Db, proposal: PreferenceRow, decision: Decision): Promise<Acceptance | null> {
  const change = await acceptProposal(db, proposal, decision)
  return change && { ...change, applied: await apply(db, proposal, decision) }
}

async function apply(db: Db, proposal: PreferenceRow, { at }: Decision): Promise<Applied> {
  const { clientId, key, value, messageId } = proposal
  const stated = key === 'birthday' ? readIsoBirthday(value) : null
  if (stated) return { kind: 'birthday', clientId, before: await setBirthday(db, clientId, { birthday: stated, at }) }
  const isOurLanguage = key === 'language' && (value === 'fr' || value === 'en')
  if (isOurLanguage) return { kind: 'language', clientId, before: await setClientLanguage(db, clientId, value) }
  if (key !== 'leave') return { kind: 'nothing' }
  const addresses = await addressesToSuppress(db, clientId)
  const reason = { scope: 'marketing', reason: 'manual', evidence: `message:${messageId}`, at } as const
  return { kind: 'leave', suppressions: await suppressAddresses(db, { addresses, ...reason }) }
}

/**
 * Takes an acceptance back: the proposal is open again, and the record as it was.
 * @throws Refusal where something else was put there since
 */
export async function stopBelieving(db: Db, acceptance: Acceptance, { by, at }: Decision): Promise<void> {
  const value = await takeBackPreference(db, acceptance)
  const { applied } = acceptance
  if (applied.kind === 'birthday')
    await restoreBirthday(db, applied.clientId, { before: applied.before, after: readIsoBirthday(value), at })
  if (applied.kind === 'language')
    await restoreClientLanguage(db, applied.clientId, { before: applied.before, after: value })
  if (applied.kind === 'leave') await liftSuppressions(db, applied.suppressions, { by, at })
}
