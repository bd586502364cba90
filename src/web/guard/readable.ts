import type { MiddlewareHandler } from 'hono'
import { Refusal } from '#src/platform/refusal.ts'
import type { Env, Visit } from '#src/web/world.ts'

/**
 * Refuses an address with a NUL in its path or query. PostgreSQL stores none in a text, no keyboard writes one, and a
 * percent sign is the only way to have one in an address.
 * @throws Refusal `unreadable`
 */
export const demandReadableAddress: MiddlewareHandler = async (visit, next) => {
  if (visit.req.url.includes('%00')) throw unreadable()
  await next()
}

/**
 * The same for what came with a form, and for a form that is cut off or is none.
 * @throws Refusal `unreadable`
 */
export const demandReadableForm: MiddlewareHandler<Env> = async (visit, next) => {
  const body = await formOf(visit)
  const texts = Object.entries(body).flatMap(([name, value]) => [name, ...[value].flat()])
  if (!texts.every(isStorable)) throw unreadable()
  await next()
}

async function formOf(visit: Visit) {
  try {
    return await visit.req.parseBody({ all: true })
  } catch {
    throw unreadable()
  }
}

/**
 * The same for a body in JSON, which may name a NUL, or half of a letter of two halves, by its number. What is no JSON is
 * told by whoever reads it.
 * @throws Refusal `unreadable`
 */
export const demandReadableJson: MiddlewareHandler = async (asked, next) => {
  const text = await asked.req.text()
  if (NAMED.test(text) && !isStorable(parsed(text))) throw unreadable()
  await next()
}

const NAMED = /\\u(?:0000|d[89a-f])/i

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null || value instanceof Blob) return true
  return Object.entries(value).every((pair) => pair.every(isStorable))
}

function unreadable(): Refusal {
  return new Refusal('unreadable', 'What was sent holds signs that are no text: take them out and send it again.', {
    wrongUsage: true
  })
}
