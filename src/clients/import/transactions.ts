import type { Db } from '#src/platform/database/database.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'

/** Does a part of the work: in a transaction of its own, or in the one of the whole import. */
export type Transact = <T>(work: (tx: Db) => Promise<T>) => Promise<T>

/** Everything in one transaction may take long: a million rows, some minutes. */
const WHOLE_MS = 3_600_000

/**
 * Runs an import as it is wanted: each part stored when it is done; or all in one transaction, which is taken back after a dry
 * run, and where rows were refused of what was to be whole.
 * @param outcome how much the work refused is seen there when it has ended
 * @returns whether it is stored
 */
export async function inTransactions(
  prisma: PrismaClient,
  { dryRun, allOrNothing }: { dryRun: boolean; allOrNothing: boolean },
  outcome: { refusals: number },
  work: (transact: Transact) => Promise<void>
): Promise<boolean> {
  const times = { timeout: WHOLE_MS, maxWait: WHOLE_MS }
  if (!dryRun && !allOrNothing) {
    await work((part) => prisma.$transaction(part, times))
    return true
  }
  try {
    await prisma.$transaction(async (tx) => {
      await work((part) => part(tx))
      if (dryRun || outcome.refusals > 0) throw new TakenBack()
    }, times)
    return true
  } catch (error) {
    if (error instanceof TakenBack) return false
    throw error
  }
}

class TakenBack extends Error {}
