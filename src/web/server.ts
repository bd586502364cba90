import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Refusal } from '#src/platform/refusal.ts'
import { openAccounts } from './accounts/accounts.ts'
import { sendSignInLink } from './accounts/letters.ts'
import { apiEntrance } from './api/entrance.ts'
import { API_PATH } from './api/path.ts'
import { answerError } from './error-page.tsx'
import { demandProof } from './guard/proof.ts'
import { securityHeaders } from './guard/headers.ts'
import { keepWhatWasSent } from './guard/session-ended.tsx'
import { demandReadableAddress, demandReadableForm } from './guard/readable.ts'
import { meetVisitor } from './guard/visitor.ts'
import { healthRoutes } from './health.ts'
import { measure } from './metrics.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { serveStatic } from './static.ts'
import { pageOf, waysBack } from './ways-back.ts'
import { memberOf, type Env, type World } from './world.ts'

const LARGEST_BODY = 256 * 1024

/**
 * The web app: every page and action of the route table behind its guards. Tests call `app.request()`.
 * @param whenVisited called after each answer to somebody who is signed in
 */
export function createApp(
  world: World,
  { whenVisited = () => undefined }: { whenVisited?: () => void } = {}
): Hono<Env> {
  const accounts = openAccounts(world, (asked) => sendSignInLink(world, asked))
  const app = new Hono<Env>()
  app.use(securityHeaders(world.publicUrl))
  app.use(async (visit, next) => {
    visit.set('world', world)
    visit.set('accounts', accounts)
    await next()
  })
  app.use(measure)
  app.get('/static/:file', serveStatic)
  app.route('/', healthRoutes(world))
  app.all(`${API_PATH}/*`, apiEntrance(world))
  app.use(meetVisitor)
  app.use(async (visit, next) => {
    await next()
    if (visit.var.view.member) whenVisited()
  })
  app.use(demandReadableAddress)
  for (const route of [...waysBack(routes), ...routes])
    app.on([route.method], [route.path], ...guardsOf(route), route.handle)
  app.notFound((visit) => answerError(new Refusal('no-such-page', 'There is no such page.'), visit))
  app.onError(answerError)
  return app
}

function guardsOf(route: Route): MiddlewareHandler<Env>[] {
  const guards: MiddlewareHandler<Env>[] = []
  const isHeld = route.method === 'POST' && route.isStreamed !== true
  if (isHeld) guards.push(bodyLimit({ maxSize: route.largestBody ?? LARGEST_BODY, onError: tooLarge }))
  if (route.access !== 'anyone') {
    if (isHeld) guards.push(keepWhatWasSent((pathname) => pageOf(route, pathname, routes)))
    guards.push(admit(route.access))
  }
  if (isHeld) guards.push(demandReadableForm)
  if (route.proof === 'page' && isHeld) guards.push(prove)
  return guards
}

function admit(access: 'member' | 'owner'): MiddlewareHandler<Env> {
  return async (visit, next) => {
    const member = memberOf(visit)
    const isAllowed = access === 'member' || member.role === 'owner'
    if (!isAllowed) throw new Refusal('not-allowed', 'Only the owner may do this.')
    await next()
  }
}

const prove: MiddlewareHandler<Env> = async (visit, next) => {
  await demandProof(visit)
  await next()
}

function tooLarge(): never {
  throw new Refusal('too-large', 'What was sent is too large.')
}
