import type { Database } from '#src/platform/database/database.ts'
import type { SqlTransaction } from '#src/platform/database/transaction.ts'

const TRIES = 5

/** Stores a batch of mails in one transaction, again where it met another one in the same rows. */
export async function inOneTransaction<T>(database: Database, act: (tx: SqlTransaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(act)
    } catch (error) {
      if (attempt >= TRIES || !isConflict(error)) throw error
    }
  }
}

/** Two transactions that met in the same rows: the one that was ended may be run again as it is. */
function isConflict(error: unknown): boolean {
  const text = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : ''
  return /40P01|40001|P2034|deadlock detected/.test(text)
}
