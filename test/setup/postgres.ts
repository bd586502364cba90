import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import type { TestProject } from 'vitest/node'
import { attend } from '#src/platform/database/embedded/attendance.ts'
import { isAlive } from '#src/platform/database/embedded/process.ts'
import { openDatabase, urlOf } from '#src/platform/database/database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** How test files reach the run's PostgreSQL; `testDatabase()` makes a database of its own there. */
    postgres: { host: string; user: string; password: string }
  }
}

/** The database that every test's database is a copy of. */
export const TEMPLATE = 'template_migrated'
const FOLDER = 'maillon-test-'

/** Fast and forgetful: what is lost when the machine fails is only a test's. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/**
 * One PostgreSQL for the run, in a temporary folder, with a migrated template. Runs in several working copies on one
 * machine do not meet. With KEEP_TEST_DATABASES=1 the server is left running for a look at what a failed test left.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandoned()
  const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`))
  chmodSync(folder, 0o711)
  const server = await attend(folder, FAST)
  const { host, user, password } = server.connection
  await withAdmin({ host, user, password }, (admin) => admin.query(`CREATE DATABASE ${TEMPLATE}`))
  const template = await openDatabase({
    dataFolder: folder,
    databaseUrl: urlOf({ host, user, password, database: TEMPLATE })
  })
  await template.close()
  project.provide('postgres', { host, user, password })
  return async () => {
    if (process.env['KEEP_TEST_DATABASES']) return
    await server.leave()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withAdmin<T>(to: ClientConfig, act: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ ...to, database: 'postgres' })
  await admin.connect()
  try {
    return await act(admin)
  } finally {
    await admin.end()
  }
}

/** Stops the servers and removes the folders of runs that were killed. */
async function clearAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(FOLDER) ? Number.parseInt(name.slice(FOLDER.length), 10) : 0
    if (!(pid > 0) || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    const server = await attend(folder, FAST).catch(() => undefined)
    await server?.leave()
    rmSync(folder, { recursive: true, force: true })
  }
}
