import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import { openDatabase, urlOf, type Database } from '#src/platform/database/database.ts'
import { TEMPLATE } from './postgres.ts'

/**
 * A fresh, migrated database for the test file (or describe block) that calls this at its top level or in `beforeAll`.
 * It is closed and dropped at the end; kept when a test failed, as long as the run's server lives.
 * Programs that a test starts reach it by `DATABASE_URL=${database.url}`.
 */
export async function testDatabase(): Promise<Database> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new Client({ ...server, database: 'postgres' })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  const url = urlOf({ ...server, database: name })
  const database = await openDatabase({ databaseUrl: url, dataFolder: tmpdir() }, { migrate: false, connections: 10 })
  // vitest insists on a destructured first argument: it reads the names of fixtures off it.
  // oxlint-disable-next-line no-empty-pattern
  afterAll(async ({}, suite) => {
    await database.close()
    if (hasFailure(suite)) process.stderr.write(`The database of the failed test is ${name} at ${server.host}\n`)
    else await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
  })
  return database
}

interface Task {
  result?: { state?: string } | undefined
  tasks?: readonly Task[]
}

function hasFailure(task: Task): boolean {
  return task.result?.state === 'fail' || (task.tasks ?? []).some(hasFailure)
}
