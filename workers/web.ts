import { serve } from '@hono/node-server'
import { createApp } from '#src/web/server.ts'
import type { World } from '#src/web/world.ts'

export interface OpenWeb {
  /** Where the pages answer; the port is the one that was free, where 0 was asked for. */
  port: number
  close(): Promise<void>
}

/** Serves the pages and the API until closed; requests under way are finished first. */
export function openWeb(world: World, at: { host: string; port: number }): Promise<OpenWeb> {
  const app = createApp(world)
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: at.host, port: at.port }, ({ port }) =>
      resolve({ port, close: () => new Promise((done) => server.close(() => done())) })
    )
    server.on('error', reject)
  })
}
