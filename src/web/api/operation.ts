import { z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { Refusal } from '#src/platform/refusal.ts'
import { readTag, TAG_FAULTS, TAG_MAX, tagNamed } from '#src/platform/tag.ts'
import { readCursor, type Cursor, type Order } from '#src/web/reading/cursor.ts'
import { allows, type AreaScope } from './scope.ts'
import type { ApiToken } from './token-store.ts'

/** What every operation has at hand. */
export interface ApiEnv {
  Bindings: {
    /** The machine that asks. */
    place: string
  }
  Variables: { token: ApiToken }
}

export type Api = OpenAPIHono<ApiEnv>
export type Asked = Context<ApiEnv>

/** Spread into a route: its scope, said in the document and demanded of the token. */
export function needs(scope: AreaScope) {
  return { security: [{ token: [scope] }], middleware: [demand(scope)] }
}

function demand(scope: AreaScope): MiddlewareHandler<ApiEnv> {
  return async (asked, next) => {
    if (!allows(asked.var.token.scopes, scope))
      throw new Refusal('not-allowed', `This token may not do that: it needs the scope ${scope}.`)
    await next()
  }
}

/** RFC 9457. */
const Problem = z
  .object({
    type: z.string().openapi({ example: 'urn:maillon:not-found' }),
    title: z.string().openapi({ description: 'One sentence: what is wrong and what to do.' }),
    status: z.int(),
    reference: z.string().optional().openapi({ description: 'Of a fault of ours: what to look for in the log.' })
  })
  .openapi('Problem')

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: Problem } } }
}

/** Spread into the answers of a route: how it can be refused. */
export const PROBLEMS = {
  400: problem('The request is malformed, or its query holds a word that the operation does not know.'),
  401: problem('No token is shown, or it is not in force.'),
  403: problem('The token has not the scope.'),
  404: problem('There is no such thing.'),
  422: problem('The request is understood and refused; the title says why.'),
  429: problem('Too many requests: come back later.')
}

/** The body of an answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** A body that must be sent. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } }
}

/** One part of a list. */
export function partSchema<Item extends z.ZodType>(item: Item, name: string) {
  const next = z.string().nullable().openapi({ description: '`cursor` of the next part; null at the end.' })
  return z.object({ items: z.array(item), next }).openapi(name)
}

/** The query of a list that takes none. */
export const noQuery = z.strictObject({})

export const cursorField = z.string().max(600).optional().openapi({ description: '`next` of the part before.' })

export const instant = z.iso.datetime().openapi({ example: '2026-05-12T09:30:00.000Z' })

/** Money in and out of the API is decimal text, which loses nothing. */
export const amountField = z
  .string()
  .max(30)
  .openapi({ example: '45.00', description: 'Decimal text in units of the currency.' })

export const clientParam = z.object({
  id: z
    .string()
    .max(320)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'Id of the client, or one of their addresses.' })
})

/** @throws Refusal `bad-cursor`: starting the list anew would make a program that reads it all go round for ever */
export function cursorOf(text: string | undefined, order: Order): Cursor | null {
  if (text === undefined) return null
  const cursor = readCursor(text, order)
  if (!cursor) throw new Refusal('bad-cursor', 'This cursor is not one we gave.', { wrongUsage: true })
  return cursor
}

export const threadParam = z.object({ id: z.guid().openapi({ param: { name: 'id', in: 'path' } }) })

/** Spread beside an id: a tag to put on, by the rule for all tags. */
export const newTagParam = {
  tag: tagText(`A tag of ${TAG_MAX} letters at most; kept in lower case, its words joined by hyphens.`).transform(
    newTag
  )
}

/** Spread beside an id: a tag to take off. */
export const tagParam = { tag: tagText('A tag as lists give it.').transform(tagNamed) }

function tagText(description: string) {
  return z
    .string()
    .max(300)
    .openapi({ param: { name: 'tag', in: 'path' }, example: 'vip', description })
}

function newTag(written: string, context: z.RefinementCtx): string {
  const read = readTag(written)
  if (read.kind === 'tag') return read.tag
  context.addIssue({ code: 'custom', message: TAG_FAULTS[read.fault].en })
  return z.NEVER
}
