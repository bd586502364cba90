import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './port.ts'

/** A Redis of the test's own on a free port of the loopback, with nothing in it. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-redis-'))
  const port = await freePort()
  const options = { '--port': String(port), '--bind': '127.0.0.1', '--dir': folder, '--save': '', '--appendonly': 'no' }
  const redis = spawn('redis-server', Object.entries(options).flat(), { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(redis.stdout)) if (line.includes('Ready to accept connections')) break
  redis.stdout.resume()
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const ended = once(redis, 'exit')
      redis.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
