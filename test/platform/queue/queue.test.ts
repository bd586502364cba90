import { beforeAll, describe } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { openQueue } from '#src/platform/queue/queue.ts'
import { testDatabase } from '#test/setup/database.ts'
import { describeQueue } from './behaviour.ts'

describe('the queue in PostgreSQL', () => {
  let database: Database
  beforeAll(async () => {
    database = await testDatabase()
  })
  describeQueue(() => openQueue({ redisUrl: undefined }, database, silentLog))
})
