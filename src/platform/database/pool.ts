import { setTimeout as delay } from 'node:timers/promises'
import { Pool, type PoolClient, type PoolConfig } from 'pg'
import { errorCode } from '#src/platform/error.ts'

type ConnectCallback = (error: Error | undefined, client: PoolClient | undefined, done: (error?: Error) => void) => void

/** How long a server that was there may be away, as when it restarts, before those who ask are told. */
const PATIENCE_MS = 15_000
const LOOK_AGAIN_MS = 100

/** All its connections are taken: one comes free when another program, or another command, is done. */
const TOO_MANY = '53300'
/** No listener yet, or a server that starts, ends or recovers. */
const COMING_BACK = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', '57P01', '57P02', '57P03'])

/**
 * Connections that bear a restart of the server: once it has answered, a new connection waits for it to come back; one that finds
 * all taken waits for another to come free.
 * What was under way when it went is still an error for whoever ran it.
 */
export class PatientPool extends Pool {
  #hasAnswered = false

  constructor(config: PoolConfig) {
    super(config)
    // One that breaks between two statements of a transaction fails the next; without a listener it would end the process.
    this.on('connect', (client) => client.on('error', () => undefined))
  }

  override connect(): Promise<PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    if (!callback) return this.#connectPatiently()
    void this.#callBack(callback)
  }

  async #callBack(callback: ConnectCallback): Promise<void> {
    let client: PoolClient
    try {
      client = await this.#connectPatiently()
    } catch (error) {
      return callback(error instanceof Error ? error : new Error(String(error)), undefined, () => undefined)
    }
    callback(undefined, client, (error) => client.release(error))
  }

  async #connectPatiently(): Promise<PoolClient> {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      try {
        const client = await super.connect()
        this.#hasAnswered = true
        return client
      } catch (error) {
        if (!this.#mayPass(error) || performance.now() > deadline) throw error
      }
      await delay(LOOK_AGAIN_MS)
    }
  }

  #mayPass(error: unknown): boolean {
    const code = errorCode(error) ?? ''
    return !this.ending && (code === TOO_MANY || (this.#hasAnswered && COMING_BACK.has(code)))
  }
}
