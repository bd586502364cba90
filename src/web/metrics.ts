import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Env } from './world.ts'

/** Figures for Prometheus, at /metrics. */
export const figures = new Registry()
collectDefaultMetrics({ register: figures })

const duration = new Histogram({
  name: 'maillon_http_request_duration_seconds',
  help: 'Time that the server took to answer, by route and status class.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers: [figures]
})

/** Times each request under the path of its route, never under the address asked for, which may hold a person's id. */
export const measure: MiddlewareHandler<Env> = async (visit, next) => {
  const stop = duration.startTimer({ method: visit.req.method })
  await next()
  stop({ route: routePath(visit, -1), status: `${Math.floor(visit.res.status / 100)}xx` })
}
