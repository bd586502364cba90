import { z } from '@hono/zod-openapi'
import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Actor } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import { claimKey, findAnswer, forgetAnswers, freeKey, keepAnswer, type KeyedRequest } from './idempotency-store.ts'
import type { Asked } from './operation.ts'
import { sha256 } from './token.ts'

/** How long an answer is kept for a repetition. */
const KEPT_HOURS = 48
const LONGEST_KEY = 255

/** Header of every write. */
export const keyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(LONGEST_KEY)
    .optional()
    .openapi({
      description: `Chosen by the caller: the same request under the same key gets the same answer for ${KEPT_HOURS} hours and does nothing again.`
    })
})

/** Who writes, and when. */
export interface Doing {
  now: Temporal.Instant
  at: Date
  by: Actor
}

export interface Writing<Answer> {
  schema: z.ZodType<Answer>
  /** Gives a refusal, rather than throwing it, where what it did meanwhile must stay, such as a counted guess. */
  work: (tx: Db, doing: Doing) => Promise<Answer | Refusal>
}

/**
 * Does a write and keeps its answer under the request's idempotency key, in one transaction: either both are there or
 * neither, also after a crash. A refused write keeps no answer; it can be tried again under the same key.
 * @throws Refusal `key-reused` where the key was used for another request
 */
export async function once<Answer extends Prisma.InputJsonObject>(
  asked: Asked,
  world: World,
  { schema, work }: Writing<Answer>
): Promise<Answer> {
  const now = world.clock.now()
  const doing: Doing = { now, at: dateOf(now), by: { kind: 'api', id: asked.var.token.id } }
  const request = await keyedRequest(asked)
  if (request) await forgetAnswers(world.db, dateOf(now.subtract({ hours: KEPT_HOURS })))
  const outcome = await world.db.$transaction(async (tx) => {
    if (!request) return work(tx, doing)
    const isFirst = await claimKey(tx, request, doing.at)
    if (!isFirst) return earlierAnswer(tx, request, schema)
    const answer = await work(tx, doing)
    if (answer instanceof Refusal) await freeKey(tx, request)
    else await keepAnswer(tx, request, answer)
    return answer
  })
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

async function keyedRequest(asked: Asked): Promise<KeyedRequest | null> {
  const key = asked.req.header('Idempotency-Key')
  if (key === undefined) return null
  const { method, url } = asked.req
  const requestHash = sha256([method, new URL(url).pathname, await asked.req.text()].join('\n'))
  return { tokenId: asked.var.token.id, key, requestHash }
}

async function earlierAnswer<Answer>(
  tx: Db,
  request: KeyedRequest,
  schema: z.ZodType<Answer>
): Promise<Answer | Refusal> {
  const earlier = await findAnswer(tx, request)
  const isSame = earlier?.requestHash === request.requestHash
  if (isSame) return schema.parse(earlier.body)
  return new Refusal('key-reused', 'This Idempotency-Key was used for another request: choose a new one.')
}
