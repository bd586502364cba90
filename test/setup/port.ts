import { once } from 'node:events'
import { createServer } from 'node:net'
import { errorCode } from '#src/platform/error.ts'

/** Below those that Linux gives to connections that leave, which would take one before somebody listens on it. */
const LOWEST = 10_240
const PER_WORKER = 2048
const WORKERS_MOST = 11

/** Test files that run at the same time ask in stretches of their own. */
const first = LOWEST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % WORKERS_MOST) * PER_WORKER
/** Other runs on this machine begin elsewhere. */
let given = process.pid

/** A port of the loopback that nothing listens on at this moment, and another one each time. */
export async function freePort(): Promise<number> {
  given += 1
  const port = first + (given % PER_WORKER)
  return (await isFree(port)) ? port : freePort()
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
