import { beforeAll, expect, test } from 'vitest'
import { Prisma } from '#src/platform/database/generated/client.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import type { Database } from '#src/platform/database/database.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const instant = new Date('2026-01-02T03:04:05.678Z')
const arrays: { type: string; values: unknown[]; read?: unknown[] }[] = [
  { type: 'text', values: ['a', null, 'é "{},\\', ''] },
  { type: 'text', values: [] },
  { type: 'text', values: [null] },
  { type: 'uuid', values: ['6f1c2c1e-7a0e-4f0e-8d57-0d4d8a3f2b11', null] },
  { type: 'int', values: [1, null, -3] },
  { type: 'bigint', values: [1n, null, 9_007_199_254_740_993n] },
  { type: 'boolean', values: [true, null, false] },
  { type: 'double precision', values: [1.5, null] },
  { type: 'timestamptz', values: [instant, null] },
  { type: 'date', values: ['2026-01-02', null], read: [new Date('2026-01-02T00:00:00Z'), null] },
  { type: 'jsonb', values: [{ a: [1] }, null] },
  { type: 'bytea', values: [Buffer.from([1, 2, 255]), null], read: [Uint8Array.of(1, 2, 255), null] }
]

for (const { type, values, read = values } of arrays)
  test(`an array of ${values.length} ${type} passes through $queryRaw to unnest and back, with Prisma and without`, async () => {
    const rows = await database.prisma.$queryRaw<{ value: unknown }[]>(
      Prisma.sql`SELECT value FROM unnest(${values}::${Prisma.raw(type)}[]) AS value`
    )
    expect(rows.map((row) => row.value)).toEqual(read)
    const text = templateOf([`SELECT value FROM unnest(`, `::${type}[]) AS value`])
    const without = await database.transaction(async (tx) => tx.$queryRaw<{ value: unknown }[]>(text, values))
    expect(without.map((row) => row.value)).toEqual(read)
  })

/** As the compiler makes it of a literal. */
function templateOf(parts: string[]): TemplateStringsArray {
  return Object.assign([...parts], { raw: parts })
}

test.each(['with Prisma', 'without'])('single values of each kind keep their type, %s', async (way) => {
  const read = (db: Sql) => db.$queryRaw`
    SELECT ${instant}::timestamptz AS instant, ${12n}::bigint AS big, ${Buffer.from([1])}::bytea AS bytes,
           ${{ a: 1 }}::jsonb AS json, ${'2026-01-02'}::date AS day, ${null}::text AS nothing, count(*) AS many`
  const rows = await (way === 'without' ? database.transaction(async (tx) => read(tx)) : read(database.prisma))
  expect(rows).toEqual([
    {
      instant,
      big: 12n,
      bytes: Uint8Array.of(1),
      json: { a: 1 },
      day: new Date('2026-01-02T00:00:00Z'),
      nothing: null,
      many: 1n
    }
  ])
})

test('instants are right whatever time zone the server is set to', async () => {
  await database.prisma.$executeRawUnsafe(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'America/Montreal'); END $$`
  )
  const { openDatabase } = await import('#src/platform/database/database.ts')
  const again = await openDatabase({ databaseUrl: database.url, dataFolder: '.' })
  const rows = await again.prisma.$queryRaw`SELECT '2026-01-02T03:04:05.678Z'::timestamptz AS instant`
  await again.close()
  expect(rows).toEqual([{ instant }])
})
