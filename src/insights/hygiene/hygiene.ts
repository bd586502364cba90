import type { Db } from '#src/platform/database/database.ts'
import type { Scope } from '#src/insights/scope.ts'
import { likelyDuplicates } from './duplicates.ts'
import {
  deadAddressFindings,
  duplicateFindings,
  missingFindings,
  staleFindings,
  type Detail,
  type Finding
} from './findings.ts'
import { readDeadAddresses, readDistinctions, readRecords } from './hygiene-store.ts'

export type FindingKind = Detail['kind']
export const FINDING_KINDS = ['duplicate', 'dead-address', 'stale', 'missing'] as const satisfies FindingKind[]

/**
 * What is to be put right in the records (PRODUCT R3): likely duplicates, dead addresses, stale records, missing fields, the
 * most valuable first.
 * @param kinds all unless told
 */
export async function findings(
  db: Db,
  scope: Scope,
  { today, kinds = FINDING_KINDS }: { today: string; kinds?: readonly FindingKind[] }
): Promise<Finding[]> {
  const records = await readRecords(db, scope)
  const byId = new Map(records.map((record) => [record.clientId, record]))
  const search: Record<FindingKind, () => Promise<Finding[]> | Finding[]> = {
    duplicate: async () => duplicateFindings(byId, likelyDuplicates(records), await readDistinctions(db)),
    'dead-address': async () => deadAddressFindings(byId, await readDeadAddresses(db)),
    stale: () => staleFindings(records, today),
    missing: () => missingFindings(records)
  }
  const found: Finding[] = []
  for (const kind of FINDING_KINDS.filter((one) => kinds.includes(one))) found.push(...(await search[kind]()))
  // Of equal value, in the order of the kinds: sorting keeps it.
  return found.sort((a, b) => (a.atStake > b.atStake ? -1 : a.atStake < b.atStake ? 1 : 0))
}
