import type { Db } from '#src/platform/database/database.ts'
import { addOurAddresses, loadUs, removeOurAddress } from '#src/team/store.ts'
import { isUs } from '#src/team/us.ts'
import { lockIngest } from '#src/threads/store.ts'
import { companyDomain } from './company-domain.ts'
import { reconsiderMailsOf, recogniseUs } from './recognise-us.ts'
import { keysUnder } from './us-store.ts'

/** The domain of an address under which nobody but its firm has one; null for a mail provider's (SEMANTICS C4). */
export function firmDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return companyDomain(address) === null ? null : domain
}

/**
 * Makes every address of a domain ours: a colleague who writes from one is no client, and those suggested so far are not
 * (SEMANTICS C1). In the caller's transaction.
 * @returns how many people had been taken for clients
 */
export async function claimDomain(db: Db, domain: string, now: Date): Promise<number> {
  await lockIngest(db)
  await addOurAddresses(db, [`@${domain}`], 'domain')
  return recogniseUs(db, await loadUs(db), now)
}

/** Takes that back: who writes from the domain is somebody else again, and stands on a record for all that was read. */
export async function disclaimDomain(db: Db, domain: string, now: Date): Promise<void> {
  await lockIngest(db)
  await removeOurAddress(db, `@${domain}`)
  const us = await loadUs(db)
  const keys = await keysUnder(db, domain)
  await reconsiderMailsOf(
    db,
    keys.filter((key) => !isUs(us, key)),
    { us, now }
  )
}
