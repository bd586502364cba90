import { z } from 'zod'
import { tagMany, untagMany, type Many } from '#src/clients/client-change-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { readForm, type FormData } from '#src/web/form-data.ts'
import { momentOf } from '#src/web/pages/campaigns/found.ts'
import { idsOf } from '#src/web/reading/clients-store.ts'
import { post, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { Visit } from '#src/web/world.ts'
import { meantTag, refusedTag, tagFields } from '#src/web/tag-form.ts'
import type { RefusedBulk } from './clients-table.tsx'
import { clientsPage } from './clients.tsx'
import { addressOf, askedIn, filterOf, isSegmentGone, type Asked } from './clients-filter.ts'

/** One tag for many clients at once: those that are ticked, or all that a filter meets. */
export const clientsBulkRoutes: Route[] = [post('/clients/tags', 'member', tagAll)]

const CHOSEN_MOST = 500

const bulkForm = z
  .object({
    ...tagFields,
    /** Address of the list that is acted on. */
    list: z.string().max(2000).default('/clients'),
    /** Everybody in it. */
    all: z.string().optional(),
    client: z.union([z.guid().transform((id) => [id]), z.array(z.guid()).max(CHOSEN_MOST)]).default([])
  })
  .transform(meantTag)
  .refine(({ all, client }) => all !== undefined || client.length > 0, { path: ['client'], error: 'nobody' })

async function tagAll(visit: Visit) {
  const text = peopleText[visit.var.view.language]
  const form = await readForm(visit, bulkForm)
  const asked = askedIn((form.kind === 'right' ? form.value.list : (form.given['list'] ?? '')).split('?')[1] ?? '')
  const to = addressOf(asked)
  if (form.kind === 'wrong') return clientsPage(visit, asked, await refusedBulk(visit, form))
  const { tag, action, all } = form.value
  if (all !== undefined && (await isSegmentGone(visit.var.world.db, asked)))
    return done(visit, { to, toast: { text: text.bulkGone, tone: 'wrong' } })
  const clients = all === undefined ? form.value.client : await everybodyIn(visit, asked)
  let many = 0
  const line = await act(visit, async (db, { at, by }) => {
    const isAdding = action === 'add'
    const changed = isAdding
      ? await tagMany(db, { clients, tag, by: by.id, at })
      : await untagMany(db, { clients, tag })
    many = changed.length
    if (many === 0) return null
    const [subject, kept] = [
      { kind: 'tag', id: tag },
      { tag, clients: changed }
    ]
    return isAdding
      ? { action: 'clients.tag', subject, after: kept }
      : { action: 'clients.untag', subject, before: kept }
  })
  return done(visit, { to, toast: { text: text.bulkDone(many, tag), ...undoOf(line) } })
}

async function refusedBulk(visit: Visit, form: Extract<FormData<unknown>, { kind: 'wrong' }>): Promise<RefusedBulk> {
  const { view } = visit.var
  const ticked = [(await visit.req.parseBody({ all: true }))['client']].flat()
  return {
    tag: refusedTag(view, form) ?? { given: form.given['tag'] ?? '', wrong: peopleText[view.language].bulkNobody },
    clients: new Set(ticked.filter((id) => typeof id === 'string')),
    all: form.given['all'] !== undefined
  }
}

async function everybodyIn(visit: Visit, asked: Asked): Promise<Many> {
  const { today } = await momentOf(visit)
  return idsOf(await filterOf(visit.var.world.db, asked, today.toString()))
}
