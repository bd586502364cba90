import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal } from '#src/platform/refusal.ts'
import { statusOf } from '#src/web/status.ts'
import type { World } from '#src/web/world.ts'
import type { ApiEnv, Asked } from './operation.ts'
import { API_PATH } from './path.ts'

/** Everything that is refused or fails in the API becomes problem+json here (RFC 9457). */
export function answerProblem(world: World): ErrorHandler<ApiEnv> {
  return (error, asked) => {
    if (error instanceof HTTPException) return malformed(error, asked)
    const status = statusOf(error)
    if (status === 401) asked.header('WWW-Authenticate', 'Bearer realm="maillon"')
    if (error instanceof Refusal) {
      const { code, message } = error
      return problem(asked, { type: `urn:maillon:${code}`, title: forPrograms(message), status })
    }
    const reference = world.random.token(6)
    world.log.error({ err: error, reference, path: asked.req.path }, 'an operation of the API failed')
    return problem(asked, { type: 'about:blank', title: 'Maillon failed to answer.', status, reference })
  }
}

/** The rooms speak of commands, which whoever asks here has not: the operation that does the same, by the command's verb. */
const OPERATIONS: Record<string, string> = {
  campaign: 'campaigns',
  clients: 'clients',
  coupon: 'coupons',
  fields: 'fields',
  followups: 'follow-ups',
  segments: 'segments',
  threads: 'threads'
}

function forPrograms(title: string): string {
  return title.replaceAll(/[`"]maillon (\w+)[^`"]*[`"]/g, (command, verb: string) => {
    const operation = OPERATIONS[verb]
    return operation === undefined ? command : `\`GET ${API_PATH}/${operation}\``
  })
}

/** The framework could not read the body: no JSON, or of another type than it says. */
function malformed(error: HTTPException, asked: Asked): Response {
  const title = error.message || 'The body cannot be read: send JSON, and say so in Content-Type.'
  return problem(asked, { type: 'urn:maillon:malformed', title, status: error.status })
}

interface Problem {
  type: string
  title: string
  status: ContentfulStatusCode
  reference?: string
}

function problem(asked: Asked, said: Problem): Response {
  return asked.json(said, said.status, { 'Content-Type': 'application/problem+json' })
}
