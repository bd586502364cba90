import type { Database } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'

/**
 * Runs something that only one process at a time may do, on whatever machine; whoever comes second waits.
 * The lock lives with its connection: a killed process holds nothing.
 */
export async function withLock<T>(database: Database, name: string, act: () => Promise<T>): Promise<T> {
  const connection = await database.pool.connect()
  let unlocked = false
  try {
    await connection.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name])
    const result = await act()
    await connection.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
    unlocked = true
    return result
  } finally {
    // A connection that may still hold the lock is closed rather than given back.
    connection.release(!unlocked)
  }
}

/**
 * The same for work that need not wait: where another process is at it, nothing is done.
 * @returns what `act` returned, or undefined where the lock was held elsewhere
 */
export async function withLockIfFree<T>(
  database: Database,
  name: string,
  act: () => Promise<T>
): Promise<T | undefined> {
  const connection = await database.pool.connect()
  let unlocked = false
  try {
    const { rows } = await connection.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isFree"', [name])
    const result = rows[0].isFree === true ? await act() : undefined
    if (rows[0].isFree === true) await connection.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
    unlocked = true
    return result
  } finally {
    connection.release(!unlocked)
  }
}

/** Waits for a lock that the transaction keeps to its end. */
export async function lockForTransaction(tx: Sql, name: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`
}
