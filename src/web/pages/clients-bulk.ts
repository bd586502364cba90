import { z } from 'zod'
import { tagClient, untagClient } from '#src/clients/client-change-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { post, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { Visit } from '#src/web/world.ts'
import { tagName } from './client-acts.ts'

/** One tag for many clients at once. */
export const clientsBulkRoutes: Route[] = [post('/clients/tags', 'member', tagMany)]

const CHOSEN_MOST = 500

const bulkForm = z.object({
  tag: tagName(),
  action: z.enum(['add', 'remove']),
  client: z.union([z.guid().transform((id) => [id]), z.array(z.guid()).max(CHOSEN_MOST)])
})

async function tagMany(visit: Visit) {
  const text = peopleText[visit.var.view.language]
  const form = await readForm(visit, bulkForm)
  if (form.kind === 'wrong') return done(visit, { to: '/clients', toast: { text: text.bulkNone, tone: 'wrong' } })
  const { tag, action, client } = form.value
  const changed: string[] = []
  const line = await act(visit, async (db, { at, by }) => {
    for (const clientId of client) {
      const change = { clientId, tag, by: by.id, at }
      const hasChanged = action === 'add' ? await tagClient(db, change) : await untagClient(db, change)
      if (hasChanged) changed.push(clientId)
    }
    if (changed.length === 0) return null
    const subject = { kind: 'tag', id: tag }
    const kept = { tag, clients: changed }
    return action === 'add'
      ? { action: 'clients.tag', subject, after: kept }
      : { action: 'clients.untag', subject, before: kept }
  })
  return done(visit, { to: '/clients', toast: { text: text.bulkDone(changed.length, tag), ...undoOf(line) } })
}
