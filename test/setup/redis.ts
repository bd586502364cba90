import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './port.ts'

/** A Redis of the test's own on the loopback, with nothing in it. @param port a free one unless told */
export async function startRedis(port?: number): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  return serve(port ?? (await freePort()))
}

async function serve(port: number) {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-redis-'))
  const options = { '--port': String(port), '--bind': '127.0.0.1', '--dir': folder, '--save': '', '--appendonly': 'no' }
  const redis = spawn('redis-server', Object.entries(options).flat(), { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(redis.stdout)) if (line.includes('Ready to accept connections')) break
  redis.stdout.resume()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      const ended = once(redis, 'exit')
      redis.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
