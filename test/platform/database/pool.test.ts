import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PatientPool } from '#src/platform/database/pool.ts'
import { testDatabase } from '#test/setup/database.ts'

test('where all connections of the server are taken, one more waits until one comes free', async () => {
  const { url, prisma } = await testDatabase()
  const [{ most } = { most: 0 }] = await prisma.$queryRaw<{ most: number }[]>`
    SELECT current_setting('max_connections')::int AS most`
  const crowd = Array.from({ length: most + 5 }, () => new PatientPool({ connectionString: url, max: 1 }))
  let answered = 0
  const answers = crowd.map(async (pool) => {
    await pool.query('SELECT pg_sleep(0.2)')
    answered += 1
    await pool.end()
  })
  await delay(0)
  await Promise.all(answers)
  expect(answered).toBe(most + 5)
})
