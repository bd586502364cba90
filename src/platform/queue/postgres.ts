import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq'
import { withSession } from '#src/platform/database/database.ts'
import { PatientPool } from '#src/platform/database/pool.ts'
import type { Backend } from './queue.ts'

const SCHEMA = 'bullmq'
/** Each worker keeps one connection for LISTEN; the rest are shared. Connections are opened when needed. */
const MAX_CONNECTIONS = 30

/** Jobs in the database itself, in a schema of their own. */
export async function openPostgresBackend(url: string, onError: (error: Error) => void): Promise<Backend> {
  const pool = new PatientPool({
    connectionString: withSession(url, `search_path=${SCHEMA}`),
    max: MAX_CONNECTIONS,
    application_name: 'maillon queue',
    keepAlive: true
  })
  pool.on('error', onError)
  // Every queue and worker listens for the pool's errors.
  pool.setMaxListeners(0)
  const client = await pool.connect()
  try {
    await runMigrations(client, SCHEMA)
  } finally {
    client.release()
  }
  return {
    kind: 'postgres',
    queue: (name) => new Queue(name, { connection: pool }, createPostgresBackend),
    worker: (name, process, settings) =>
      new Worker(name, process, { connection: pool, ...settings }, createPostgresBackend),
    inspect: async () => undefined,
    close: () => pool.end()
  }
}
