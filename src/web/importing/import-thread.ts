import { parentPort, workerData } from 'node:worker_threads'
import { Temporal } from 'temporal-polyfill'
import { fixedClock } from '#src/platform/clock.ts'
import { openDatabase } from '#src/platform/database/database.ts'
import { openSecrets } from '#src/platform/secrets.ts'
import type { Assignment } from './importer.ts'
import { doStep } from './work.ts'

/** The program of the thread that imports: one step of one file, over connections of its own. */
const CONNECTIONS = 3

// What is given is what importer.ts gave.
const { id, folder, now, config }: Assignment = workerData
const database = await openDatabase(config, { connections: CONNECTIONS, migrate: false })
try {
  const secrets = await openSecrets(config, database.prisma)
  await doStep({ database, secrets, folder, clock: fixedClock(Temporal.Instant.from(now)) }, id)
} finally {
  await database.close()
}
parentPort?.close()
