import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import { refreshThreads } from '#src/threads/store.ts'
import { closeThread, reopenThread, setThreadOwner, tagThread, untagThread } from '#src/threads/thread-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { teamNames } from '#src/web/reading/conversation-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { Visit } from '#src/web/world.ts'
import { refusedTag, tagForm } from '#src/web/tag-form.ts'
import { tagText } from '#src/web/text/tag.ts'
import { conversationOf, leadToThread, threadPage } from './thread.tsx'

/** What a member does with one thread. */
export const threadActs: Route[] = [
  post('/threads/:id/closure', 'member', close),
  post('/threads/:id/reopening', 'member', reopen),
  post('/threads/:id/owner', 'member', handOver),
  post('/threads/:id/tags', 'member', changeTag),
  get('/threads/:id/tags', 'member', leadToThread('tags'))
]

const ownerForm = z.object({ owner: z.literal('').or(z.guid()) })

async function close(visit: Visit) {
  const thread = await conversationOf(visit)
  const line = await act(visit, async (db, { at, by }) => {
    const wasOpen = await closeThread(db, thread.id, { by: by.id, at })
    return wasOpen ? { action: 'thread.close', subject: threadSubject(thread.id) } : null
  })
  const text = threadText[visit.var.view.language].closedDone
  return done(visit, { to: '/threads', toast: { text, ...undoOf(line) }, changed: () => null })
}

async function reopen(visit: Visit) {
  const thread = await conversationOf(visit)
  const line = await act(visit, async (db) => {
    const wasClosed = await reopenThread(db, thread.id)
    if (!wasClosed) return null
    await refreshThreads(db, [thread.id])
    return { action: 'thread.reopen', subject: threadSubject(thread.id) }
  })
  const text = threadText[visit.var.view.language].reopenedDone
  return done(visit, { to: `/threads/${thread.id}`, toast: { text, ...undoOf(line) } })
}

async function handOver(visit: Visit) {
  const { view, world } = visit.var
  const text = threadText[view.language]
  const thread = await conversationOf(visit)
  const form = await readForm(visit, ownerForm)
  const team = await teamNames(world.db)
  const ownerId = form.kind === 'right' && form.value.owner !== '' ? form.value.owner : null
  const owner = team.find((member) => member.id === ownerId)
  if (ownerId !== null && !owner) throw new Refusal('not-found', 'There is no such member.')
  const line = await act(visit, async (db) => {
    const before = await setThreadOwner(db, thread.id, ownerId)
    if (before === ownerId) return null
    return {
      action: 'thread.owner',
      subject: threadSubject(thread.id),
      before: { ownerId: before },
      after: { ownerId }
    }
  })
  const said = owner ? text.given(owner.name) : text.givenToNobody
  return done(visit, { to: `/threads/${thread.id}`, toast: { text: said, ...undoOf(line) } })
}

async function changeTag(visit: Visit) {
  const { view } = visit.var
  const text = tagText[view.language]
  const thread = await conversationOf(visit)
  const to = `/threads/${thread.id}`
  const form = await readForm(visit, tagForm)
  if (form.kind === 'wrong') {
    const refused = refusedTag(view, form)
    return refused ? threadPage(visit, thread, { tag: refused }) : done(visit, { to })
  }
  const { tag, action } = form.value
  const line = await act(visit, async (db, { at, by }) => {
    const change = { threadId: thread.id, tag, by: by.id, at }
    const hasChanged = action === 'add' ? await tagThread(db, change) : await untagThread(db, change)
    if (!hasChanged) return null
    const subject = threadSubject(thread.id)
    return action === 'add'
      ? { action: 'thread.tag', subject, after: { tag } }
      : { action: 'thread.untag', subject, before: { tag } }
  })
  const said = action === 'add' ? text.added(tag) : text.removed(tag)
  return done(visit, { to, toast: { text: said, ...undoOf(line) } })
}

function threadSubject(id: string) {
  return { kind: 'thread', id }
}
