import { Hono } from 'hono'
import { errorText } from '#src/platform/error.ts'
import { dateOf } from '#src/platform/clock.ts'
import { allows } from './api/scope.ts'
import { tokenIn } from './api/token.ts'
import { limit } from './guard/limit.ts'
import { isThisMachine, placeOf } from './guard/visitor.ts'
import { figures } from './metrics.ts'
import type { Env, Visit, World } from './world.ts'

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
  app.get('/metrics', async (visit) => {
    if (!(await mayMeasure(visit))) return visit.text('Show a token with the scope metrics:read.', 401, BEARER)
    return visit.body(await figures.metrics(), 200, { 'Content-Type': figures.contentType })
  })
  return app
}

const BEARER = { 'WWW-Authenticate': 'Bearer realm="maillon"' }

/** The figures tell how busy the firm is: they are for programs of this machine, or with a token. */
async function mayMeasure(visit: Visit): Promise<boolean> {
  if (isThisMachine(visit)) return true
  const { db, clock } = visit.var.world
  await limit({ db, clock }, 'public-page', placeOf(visit))
  const token = await tokenIn(db, visit.req.header('Authorization'), dateOf(clock.now()))
  return token !== null && allows(token.scopes, 'metrics:read')
}
