import type { Config } from '#src/platform/config.ts'
import type { Database } from '#src/platform/database/database.ts'
import { appliedMigrations } from '#src/platform/database/migrate.ts'
import { ok, warning, type Finding } from './finding.ts'

/** PostgreSQL majors that are still mended by their makers when this version came out. */
const OLDEST_MAJOR = 14

/** Whether the database answers, what it is and how large. */
export async function checkDatabase(database: Database, config: Pick<Config, 'databaseUrl'>): Promise<Finding> {
  const [about] = await database.prisma.$queryRaw<{ version: string; size: string; major: number }[]>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
           pg_size_pretty(pg_database_size(current_database())) AS size`
  const kind = config.databaseUrl === undefined ? 'built-in PostgreSQL' : 'PostgreSQL of DATABASE_URL'
  const detail = `${kind} ${about?.version}, ${about?.size}`
  if (about && about.major < OLDEST_MAJOR)
    return warning('database', detail, `Move to PostgreSQL ${OLDEST_MAJOR} or later.`)
  return ok('database', detail)
}

/** What brought the database to its present form; opening it has applied what was missing. */
export async function checkMigrations(database: Database): Promise<Finding> {
  const client = await database.pool.connect()
  try {
    const applied = await appliedMigrations(client)
    return ok('migrations', `${applied.length} applied, the last is ${applied.at(-1)}`)
  } finally {
    client.release()
  }
}
