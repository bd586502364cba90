import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { dateOf } from '#src/platform/clock.ts'
import { version } from '#src/platform/package.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { limit } from '#src/web/guard/limit.ts'
import { demandReadableAddress, demandReadableJson } from '#src/web/guard/readable.ts'
import type { World } from '#src/web/world.ts'
import { addCampaigns } from './campaigns.ts'
import { addClients } from './clients.ts'
import { addCoupons } from './coupons.ts'
import { docsPage } from './docs.tsx'
import { addFollowUps } from './follow-ups.ts'
import type { Api, ApiEnv } from './operation.ts'
import { API_PATH } from './path.ts'
import { answerProblem } from './problem.ts'
import { addPurchases } from './purchases.ts'
import { addReports } from './reports.ts'
import { addSegments } from './segments.ts'
import { addThreads } from './threads.ts'
import { addClientChanges } from './client-changes.ts'
import { addClientFile } from './client-file.ts'
import { addCouponList } from './coupon-list.ts'
import { addFields } from './fields.ts'
import { addThreadChanges } from './thread-changes.ts'
import { addWebhooks } from './webhooks.ts'
import { tokenIn } from './token.ts'

/** In the order in which the document and its page list them. */
const OPERATIONS = [
  addClients,
  addClientChanges,
  addClientFile,
  addFields,
  addSegments,
  addThreads,
  addThreadChanges,
  addPurchases,
  addCouponList,
  addCoupons,
  addCampaigns,
  addFollowUps,
  addReports,
  addWebhooks
]

const LARGEST_BODY = 256 * 1024

/** The API for other programs: bearer tokens with scopes, JSON in and out, described by its own OpenAPI document. */
export function createApi(world: World): Api {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (checked) => {
      if (!checked.success) throw malformed(checked.error.issues)
    }
  }).basePath(API_PATH)
  api.onError(answerProblem(world))
  api.notFound(() => {
    throw new Refusal('not-found', `There is no such operation: see ${API_PATH}/docs.`)
  })
  api.get('/openapi.json', (asked) => asked.json(documentOf(api, world)))
  api.get('/docs', (asked) => asked.html(docsPage(documentOf(api, world))))
  api.use(bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge }))
  api.use(authenticate(world))
  api.use(demandReadableAddress)
  api.use(demandReadableJson)
  for (const add of OPERATIONS) add(api, world)
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  return api
}

function documentOf(api: Api, { publicUrl }: World) {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Maillon',
      version,
      description:
        'Clients, threads, purchases, coupons, campaigns, follow-ups and reports for other programs. Show a token as `Authorization: Bearer …`: the owner makes it in the pages under Settings, API tokens (`/settings/tokens`), or by `maillon token add`.'
    },
    servers: [{ url: publicUrl }]
  })
}

/** Requests without a good token are counted against the machine they come from, the others against their token. */
function authenticate(world: World): MiddlewareHandler<ApiEnv> {
  return async (asked, next) => {
    const now = dateOf(world.clock.now())
    const token = await tokenIn(world.db, asked.req.header('Authorization'), now)
    await limit(world, 'api', token?.id ?? asked.env.place)
    if (!token) throw new Refusal('not-signed-in', 'Show a token that is in force as "Authorization: Bearer …".')
    asked.set('token', token)
    await next()
  }
}

function malformed(issues: { path: PropertyKey[]; message: string }[]): Refusal {
  const said = issues
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
    .join('; ')
  return new Refusal('malformed', said, { wrongUsage: true })
}

function tooLarge(): never {
  throw new Refusal('too-large', 'What was sent is too large.')
}
