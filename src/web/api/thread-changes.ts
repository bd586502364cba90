import { createRoute, z } from '@hono/zod-openapi'
import { audit } from '#src/team/audit-store.ts'
import { refreshThreads } from '#src/threads/store.ts'
import { closeThread, currentThread, reopenThread, tagThread, untagThread } from '#src/threads/thread-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once, type Doing } from './once.ts'
import { json, needs, PROBLEMS, newTagParam, tagParam, threadParam, type Api, type Asked } from './operation.ts'

const tags = ['Threads']
const Settled = z.object({ thread: z.string(), changed: z.boolean() }).openapi('SettledThread')
const request = { params: threadParam, headers: keyHeader }
const responses = { 200: json(Settled, 'So it is now.'), ...PROBLEMS }

const closing = createRoute({
  method: 'put',
  path: '/threads/{id}/closure',
  operationId: 'closeThread',
  summary: 'Close a thread: nobody waits in it until another mail comes',
  tags,
  ...needs('threads:write'),
  request,
  responses
})

const reopening = createRoute({
  method: 'delete',
  path: '/threads/{id}/closure',
  operationId: 'reopenThread',
  summary: 'Open a closed thread again',
  tags,
  ...needs('threads:write'),
  request,
  responses
})

const tagging = (method: 'put' | 'delete') =>
  createRoute({
    method,
    path: '/threads/{id}/tags/{tag}',
    operationId: method === 'put' ? 'tagThread' : 'untagThread',
    summary: method === 'put' ? 'Put a tag on a thread' : 'Take a tag off a thread',
    tags,
    ...needs('threads:write'),
    request: { params: threadParam.extend(method === 'put' ? newTagParam : tagParam), headers: keyHeader },
    responses
  })

export function addThreadChanges(api: Api, world: World): void {
  api.openapi(closing, async (asked) => {
    const close: Change = (tx, threadId, { at, by }) => closeThread(tx, threadId, { by: by.id, at })
    return asked.json(
      await change(asked, world, { ...asked.req.valid('param'), action: 'thread.close', change: close }),
      200
    )
  })
  api.openapi(reopening, async (asked) => {
    const reopen: Change = async (tx, threadId) => {
      const changed = await reopenThread(tx, threadId)
      if (changed) await refreshThreads(tx, [threadId])
      return changed
    }
    return asked.json(
      await change(asked, world, { ...asked.req.valid('param'), action: 'thread.reopen', change: reopen }),
      200
    )
  })
  api.openapi(tagging('put'), async (asked) => {
    const { id, tag } = asked.req.valid('param')
    const add: Change = (tx, threadId, { at, by }) => tagThread(tx, { threadId, tag, by: by.id, at })
    return asked.json(await change(asked, world, { id, action: 'thread.tag', after: { tag }, change: add }), 200)
  })
  api.openapi(tagging('delete'), async (asked) => {
    const { id, tag } = asked.req.valid('param')
    const remove: Change = (tx, threadId) => untagThread(tx, { threadId, tag })
    return asked.json(await change(asked, world, { id, action: 'thread.untag', before: { tag }, change: remove }), 200)
  })
}

type Change = (tx: Db, threadId: string, doing: Doing) => Promise<boolean>

interface ThreadChange {
  id: string
  action: string
  before?: { tag: string }
  after?: { tag: string }
  change: Change
}

/** Does it with its line in the audit trail, where it changes something. */
async function change(asked: Asked, world: World, { id, action, change, ...sides }: ThreadChange) {
  return once(asked, world, {
    schema: Settled,
    async work(tx, doing) {
      const thread = await currentThread(tx, id)
      const changed = await change(tx, thread, doing)
      const { at, by } = doing
      if (changed) await audit(tx, { at, by, action, subject: { kind: 'thread', id: thread }, ...sides })
      return { thread, changed }
    }
  })
}
