/** A program that runs effects until none is left, telling each; killed by effects-killed.test.ts in the middle. */
import { z } from 'zod'
import { systemClock } from '#src/platform/clock.ts'
import { openDatabase } from '#src/platform/database/database.ts'
import { effectHandler, runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'

const database = await openDatabase({ databaseUrl: process.env['DATABASE_URL'], dataFolder: '.' })
const count = effectHandler(z.object({ key: z.string() }), async ({ key }, { tx }) => {
  await tx.$executeRaw`
    INSERT INTO setting (key, value) VALUES (${key}, '1')
    ON CONFLICT (key) DO UPDATE SET value = to_jsonb((setting.value #>> '{}')::int + 1)`
  process.stdout.write(`${key}\n`)
})
await runEffects(database, { count }, { clock: systemClock, log: silentLog, concurrency: 3 })
await database.close()
