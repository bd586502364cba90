import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { migrate } from '#src/platform/database/migrate.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
let clients: Client[]
let folder: string
let count = 0

beforeAll(async () => {
  database = await testDatabase()
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'maillon-migrations-'))
  clients = []
})

afterEach(async () => {
  const name = clients[0]?.database
  await Promise.all(clients.map((client) => client.end()))
  if (name) await database.pool.query(`DROP DATABASE ${name}`)
  rmSync(folder, { recursive: true })
})

/** Sessions on a new and empty database, as several processes have them that start at once. */
async function emptyDatabase(sessions = 1): Promise<Client[]> {
  const name = `test_migrate_${process.pid}_${count++}`
  await database.pool.query(`CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(database.url)
  url.pathname = name
  clients = Array.from({ length: sessions }, () => new Client({ connectionString: url.href }))
  await Promise.all(clients.map((client) => client.connect()))
  return clients
}

function write(name: string, sql: string) {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

test('migrations are applied once, in the order of their names, and written down as Prisma writes them', async () => {
  const [client] = await emptyDatabase()
  write('20260102000000_second', 'ALTER TABLE thing ADD COLUMN name text')
  write('20260101000000_first', 'CREATE TABLE thing (id int); -- é\n')
  expect(await migrate(client!, folder)).toEqual(['20260101000000_first', '20260102000000_second'])
  expect(await migrate(client!, folder)).toEqual([])
  const { rows } = await client!.query('SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name')
  expect(rows).toMatchObject([
    {
      migration_name: '20260101000000_first',
      checksum: createHash('sha256').update('CREATE TABLE thing (id int); -- é\n').digest('hex'),
      applied_steps_count: 1,
      rolled_back_at: null
    },
    { migration_name: '20260102000000_second' }
  ])
  expect(rows.every((row) => row.finished_at instanceof Date)).toBe(true)
})

test('processes that start at once apply each migration once', async () => {
  const sessions = await emptyDatabase(4)
  write('20260101000000_first', 'CREATE TABLE thing (id int); SELECT pg_sleep(0.1);')
  write('20260102000000_second', 'CREATE TABLE other (id int)')
  const applied = await Promise.all(sessions.map((session) => migrate(session, folder)))
  expect(applied.flat().toSorted()).toEqual(['20260101000000_first', '20260102000000_second'])
})

test('a migration that fails leaves nothing of itself, and those before it done', async () => {
  const [client] = await emptyDatabase()
  write('20260101000000_first', 'CREATE TABLE thing (id int)')
  write('20260102000000_second', 'CREATE TABLE other (id int); SELECT 1 / 0;')
  await expect(migrate(client!, folder)).rejects.toThrow('migration 20260102000000_second failed and was taken back')
  const { rows } = await client!.query(`SELECT to_regclass('thing') AS thing, to_regclass('other') AS other`)
  expect(rows).toEqual([{ thing: 'thing', other: null }])
  write('20260102000000_second', 'CREATE TABLE other (id int)')
  expect(await migrate(client!, folder)).toEqual(['20260102000000_second'])
})

test('a database that a newer program has used is refused', async () => {
  const [client] = await emptyDatabase()
  write('20260101000000_first', 'CREATE TABLE thing (id int)')
  write('20260102000000_second', 'CREATE TABLE other (id int)')
  await migrate(client!, folder)
  rmSync(join(folder, '20260102000000_second'), { recursive: true })
  await expect(migrate(client!, folder)).rejects.toMatchObject({
    code: 'database-newer',
    message: expect.stringMatching(/newer Maillon .*"20260102000000_second".*install that version or a later one/)
  })
})

test('a migration that was changed after it was applied is refused', async () => {
  const [client] = await emptyDatabase()
  write('20260101000000_first', 'CREATE TABLE thing (id int)')
  await migrate(client!, folder)
  write('20260101000000_first', 'CREATE TABLE thing (id bigint)')
  await expect(migrate(client!, folder)).rejects.toMatchObject({ code: 'migration-changed' })
})

test('a migration that Prisma began and did not finish is refused; one it rolled back is applied', async () => {
  const [client] = await emptyDatabase()
  write('20260101000000_first', 'CREATE TABLE thing (id int)')
  write('20260102000000_second', 'CREATE TABLE other (id int)')
  await migrate(client!, folder)
  await client!.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%second'`)
  await expect(migrate(client!, folder)).rejects.toMatchObject({ code: 'migration-unfinished' })
  await client!.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%second'`)
  await client!.query('DROP TABLE other')
  expect(await migrate(client!, folder)).toEqual(['20260102000000_second'])
})
