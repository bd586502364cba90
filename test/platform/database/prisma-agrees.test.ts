import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { testDatabase } from '#test/setup/database.ts'
import { loadEngine } from '../../../scripts/schema-engine.mjs'

const FOLDER = 'prisma/migrations'
const SCHEMA = 'prisma/schema'
const NO_FILTERS = { externalTables: [], externalEnums: [] }

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

/** Prisma's own engine, as `prisma migrate` uses it, on a database. */
async function engineOn(url: string) {
  const { SchemaEngine } = await loadEngine()
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(url))
  return SchemaEngine.new({ datamodels: schemaFiles() }, () => undefined, adapter)
}

function schemaFiles(): [string, string][] {
  const files = readdirSync(SCHEMA).filter((file) => file.endsWith('.prisma'))
  return files.map((file) => [file, readFileSync(join(SCHEMA, file), 'utf8')])
}

function migrationsList() {
  const names = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return {
    baseDir: FOLDER,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map(({ name }) => name)
      .toSorted()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8') }
        }
      }))
  }
}

test('Prisma finds nothing to apply, nothing edited and nothing failed where the program has migrated', async () => {
  const engine = await engineOn(database.url)
  const input = { migrationsList: migrationsList(), filters: NO_FILTERS }
  expect(await engine.diagnoseMigrationHistory({ ...input, optInToShadowDatabase: false })).toMatchObject({
    history: null,
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true
  })
  expect(await engine.applyMigrations(input)).toEqual({ appliedMigrationNames: [] })
})
