import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import { packageRoot } from '#src/platform/package.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { errorCode, errorText } from '#src/platform/error.ts'

interface Migration {
  name: string
  sql: string
  checksum: string
}

interface AppliedMigration {
  name: string
  checksum: string
  isFinished: boolean
}

/** The lock that Prisma's own migration commands take, so that they and this program wait for each other. */
const PRISMA_MIGRATION_LOCK = 72_707_369

/** Prisma's own table, in Prisma's own form: `prisma migrate status` and `deploy` agree with what is written here. */
const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`

/**
 * Brings the database to the form this program expects. Each migration is one transaction with its line of history, so
 * that a crash leaves it done or not begun. Processes that start at once wait for each other.
 * @returns the names of the migrations applied now
 * @throws Refusal where the database is newer than the program, or a migration was changed after it was applied
 */
export async function migrate(client: ClientBase, folder = join(packageRoot, 'prisma/migrations')): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const isDone = pendingOf(migrations, await readHistory(client)).length === 0
  if (isDone) return []
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATION_LOCK])
  try {
    await client.query(CREATE_HISTORY)
    const pending = pendingOf(migrations, await readHistory(client))
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_MIGRATION_LOCK])
  }
}

/** Names of the migrations that were applied to this database, oldest first. */
export async function appliedMigrations(client: ClientBase): Promise<string[]> {
  return (await readHistory(client)).map((applied) => applied.name)
}

function pendingOf(migrations: Migration[], history: AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const applied of history) {
    const ours = known.get(applied.name)
    if (!ours) throw newerDatabase(applied.name)
    if (!applied.isFinished) throw unfinished(applied.name)
    if (ours.checksum !== applied.checksum) throw changedMigration(applied.name)
    known.delete(applied.name)
  }
  return [...known.values()]
}

async function apply(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name]
    )
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK')
    throw new Error(`migration ${name} failed and was taken back: ${errorText(cause)}`, { cause })
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
  )
}

async function readHistory(client: ClientBase): Promise<AppliedMigration[]> {
  try {
    const { rows } = await client.query<AppliedMigration>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name`
    )
    return rows
  } catch (error) {
    const isUndefinedTable = errorCode(error) === '42P01'
    if (isUndefinedTable) return []
    throw error
  }
}

function newerDatabase(name: string): Refusal {
  return new Refusal(
    'database-newer',
    `This database was last used by a newer Maillon (it has the change "${name}", which this version does not know): install that version or a later one, or restore a backup made before it.`
  )
}

function unfinished(name: string): Refusal {
  return new Refusal(
    'migration-unfinished',
    `The change "${name}" of the database was begun by Prisma and not finished: look at the database, then run \`npx prisma migrate resolve --rolled-back ${name}\` and start again.`
  )
}

function changedMigration(name: string): Refusal {
  return new Refusal(
    'migration-changed',
    `The file of the change "${name}" differs from the one that was applied to this database: restore prisma/migrations/${name}/migration.sql from the release you installed.`
  )
}
