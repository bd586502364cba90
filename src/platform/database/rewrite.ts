import type { Database } from './database.ts'

/** A table that is in use for this long is left for the next time. */
const WAIT_FOR_TABLE = '20s'

/**
 * Writes every table anew, so that what was deleted leaves the database's files too and not only its tables: PostgreSQL keeps
 * deleted rows on disk until their place is needed, samples of values in its statistics, and both in its write-ahead log.
 * Each table is locked while it is written. Takes as long as copying the database.
 * @returns the tables that were in use and stay as they are
 */
export async function rewriteTables({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const connection = await pool.connect()
  const left: string[] = []
  try {
    await connection.query(`SET lock_timeout = '${WAIT_FOR_TABLE}'`)
    const { rows } = await connection.query(
      `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`
    )
    for (const { name } of rows)
      await connection.query(`VACUUM (FULL, ANALYZE) ${name}`).catch((error: unknown) => left.push(inUse(error, name)))
    await asFarAsAllowed(() => connection.query('VACUUM FULL pg_catalog.pg_statistic'))
    await asFarAsAllowed(() => connection.query('SELECT pg_switch_wal()'))
    // The log up to here is then not needed, and removed.
    await asFarAsAllowed(() => connection.query('CHECKPOINT'))
  } finally {
    // With the setting it was given.
    connection.release(true)
  }
  return left
}

function inUse(error: unknown, name: string): string {
  if (codeOf(error) === LOCK_NOT_AVAILABLE) return name
  throw error
}

/** Somebody else's server may not allow it: its own routine does it there. */
async function asFarAsAllowed(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const code = codeOf(error)
    if (code !== INSUFFICIENT_PRIVILEGE && code !== LOCK_NOT_AVAILABLE) throw error
  }
}

const LOCK_NOT_AVAILABLE = '55P03'
const INSUFFICIENT_PRIVILEGE = '42501'

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
