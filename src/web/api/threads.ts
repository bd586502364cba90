import { tagNamed } from '#src/platform/tag.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import {
  clientsOf,
  findConversation,
  mailsOf,
  shownConversation,
  type Conversation
} from '#src/web/reading/conversation-store.ts'
import { listThreads } from '#src/web/reading/threads-store.ts'
import type { World } from '#src/web/world.ts'
import {
  cursorField,
  cursorOf,
  instant,
  json,
  needs,
  partSchema,
  PROBLEMS,
  threadParam,
  type Api
} from './operation.ts'
import { allows } from './scope.ts'

const tags = ['Threads']
/** A thread of thousands is given by its end. */
const MAILS_GIVEN = 200

const threadFields = {
  id: z.string(),
  subject: z.string(),
  waitingSince: instant.nullable().openapi({ description: 'Since when the client waits for our answer.' }),
  closedAt: instant.nullable(),
  messageCount: z.int(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  clients: z.array(z.object({ id: z.string(), name: z.string() }))
}

const listing = createRoute({
  method: 'get',
  path: '/threads',
  operationId: 'listThreads',
  summary: 'Threads, the latest first, in parts of 40',
  tags,
  ...needs('threads:read'),
  request: {
    query: z.strictObject({
      view: z.enum(['waiting', 'open', 'closed', 'all']).default('all'),
      tag: z.string().max(300).transform(tagNamed).optional(),
      cursor: cursorField
    })
  },
  responses: {
    200: json(
      partSchema(z.object({ ...threadFields, lastAt: instant }).openapi('ListedThread'), 'ThreadPart'),
      'One part of the list.'
    ),
    ...PROBLEMS
  }
})

const Mail = z.object({
  id: z.string(),
  direction: z.string(),
  kind: z.string(),
  subject: z.string(),
  from: z.object({ name: z.string(), address: z.string() }),
  to: z.array(z.string()),
  sentAt: instant,
  text: z.string().openapi({ description: 'Its new text, without what it quotes.' }),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number() }))
})

const reading = createRoute({
  method: 'get',
  path: '/threads/{id}',
  operationId: 'readThread',
  summary: `One thread with its mails, at most the newest ${MAILS_GIVEN}`,
  tags,
  ...needs('threads:read'),
  request: { params: threadParam },
  responses: {
    200: json(
      z.object({ ...threadFields, mails: z.array(Mail) }).openapi('Thread'),
      'The thread; a merged one leads to the one it is part of.'
    ),
    ...PROBLEMS
  }
})

export function addThreads(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { view, tag, cursor } = asked.req.valid('query')
    const filter = { view, tag: tag ?? null, memberId: asked.var.token.id }
    const reader = { seesCodes: allows(asked.var.token.scopes, 'coupons:read') }
    const { rows, next } = await listThreads(world.db, filter, { after: cursorOf(cursor, 'instant'), reader })
    const items = rows.map(({ id, subject, messageCount, ownerName, tags, clients, ...dates }) => ({
      id,
      subject,
      messageCount,
      owner: ownerName,
      tags,
      clients,
      lastAt: dates.lastAt.toISOString(),
      waitingSince: dates.waitingSince?.toISOString() ?? null,
      closedAt: dates.closedAt?.toISOString() ?? null
    }))
    return asked.json({ items, next }, 200)
  })
  api.openapi(reading, async (asked) => {
    const reader = { seesCodes: allows(asked.var.token.scopes, 'coupons:read') }
    const found = await currentThread(world.db, asked.req.valid('param').id)
    const thread = await shownConversation(world.db, found, reader)
    const clients = await clientsOf(world.db, thread.id)
    const mails = await mailsOf(world.db, thread.id, { most: MAILS_GIVEN, reader })
    const { id, subject, messageCount, owner } = thread
    return asked.json(
      {
        id,
        subject,
        messageCount,
        owner: owner?.name ?? null,
        waitingSince: thread.waitingSince?.toISOString() ?? null,
        closedAt: thread.closedAt?.toISOString() ?? null,
        tags: thread.tags.map(({ tag }) => tag),
        clients: clients.map(({ id, name }) => ({ id, name })),
        mails: mails.map(({ id, direction, kind, subject, to, sentAt, replyText, attachments, ...mail }) => ({
          id,
          direction,
          kind,
          subject,
          to,
          text: replyText,
          sentAt: sentAt.toISOString(),
          from: { name: mail.fromName, address: mail.fromAddress },
          attachments: attachments.map(({ name, type, size }) => ({ name, type, size }))
        }))
      },
      200
    )
  })
}

/** @throws Refusal `not-found` */
async function currentThread(db: Db, id: string): Promise<Conversation> {
  const thread = await findConversation(db, id)
  if (!thread) throw new Refusal('not-found', `There is no thread ${id}.`)
  return thread.mergedIntoId === null ? thread : currentThread(db, thread.mergedIntoId)
}
