import { expect, test } from 'vitest'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { readManyRows } from '#src/platform/database/many-rows.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma } = await testDatabase()

test('rows come whole and in the order of the statement, however many', async () => {
  const statement = Prisma.sql`
    SELECT n, CASE WHEN n % 3 > 0 THEN 'é "' || n END AS text, n % 2 = 0 AS even, ARRAY[n, n + 1] AS both
    FROM generate_series(1, ${2345}::int) AS n ORDER BY -n`
  const told = await readManyRows(prisma, statement)
  expect(told).toEqual(await prisma.$queryRaw(statement))
  expect(told).toHaveLength(2345)
})

test('no rows are none', async () => {
  expect(await readManyRows(prisma, Prisma.sql`SELECT 1 AS n WHERE FALSE`)).toEqual([])
})
