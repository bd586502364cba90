import { Hono } from 'hono'
import { errorText } from '#src/platform/error.ts'
import { figures } from './metrics.ts'
import type { Env, World } from './world.ts'

/** What watches over the program asks here. Nothing personal is told. */
export function healthRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/healthz', (visit) => visit.json({ alive: true }))
  app.get('/readyz', async (visit) => {
    try {
      await world.db.$queryRaw`SELECT 1`
      return visit.json({ ready: true })
    } catch (error) {
      world.log.warn({ error: errorText(error) }, 'the database does not answer')
      return visit.json({ ready: false, reason: 'the database does not answer' }, 503)
    }
  })
  app.get('/metrics', async (visit) =>
    visit.body(await figures.metrics(), 200, { 'Content-Type': figures.contentType })
  )
  return app
}
