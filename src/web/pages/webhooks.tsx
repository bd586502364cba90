import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { readForm } from '#src/web/form-data.ts'
import { readCursor } from '#src/web/reading/cursor.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { webhookText } from '#src/web/text/webhook.ts'
import { countDeliveries, deliveriesPart, resend } from '#src/web/webhooks/delivery-store.ts'
import {
  disableEndpoint,
  enableEndpoint,
  listEndpoints,
  removeEndpoint,
  type Endpoint
} from '#src/web/webhooks/endpoint-store.ts'
import { addEndpoint, currentEndpoint, renewSecret, tryEndpoint } from '#src/web/webhooks/endpoints.ts'
import { EVENTS } from '#src/web/webhooks/events.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { WebhookPage, WebhooksPage, type AddForm } from './webhooks-view.tsx'

/** Other programs that are told of what happens: where, of what, and what became of each delivery. */
export const webhooksPages: Route[] = [
  get('/settings/webhooks', 'owner', (visit) => showAll(visit)),
  get('/settings/webhooks/:id', 'owner', async (visit) => showOne(visit, await endpointOf(visit))),
  post('/settings/webhooks', 'owner', add),
  post('/settings/webhooks/:id/secret', 'owner', changeSecret),
  post('/settings/webhooks/:id/trial', 'owner', sendTrial),
  post('/settings/webhooks/:id/stop', 'owner', switchOff),
  post('/settings/webhooks/:id/start', 'owner', switchOn),
  post('/settings/webhooks/:id/removal', 'owner', remove),
  post('/settings/webhooks/:id/deliveries/:delivery/repetition', 'owner', sendAgain)
]

const addForm = z.object({
  name: z.string('name').min(1, 'name').max(100, 'nameTooLong'),
  url: z.string('url').min(1, 'url').max(2000, 'url'),
  events: z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(z.enum(EVENTS, 'events'), 'events').min(1, 'events')
  )
})

async function showAll(visit: Visit, form: AddForm = { given: {}, wrong: {} }) {
  const { view, world } = visit.var
  const [endpoints, counts] = await Promise.all([listEndpoints(world.db), countDeliveries(world.db)])
  const isWrong = Object.keys(form.wrong).length > 0
  return page(visit, <WebhooksPage {...{ view, endpoints, counts, form }} />, isWrong ? 422 : 200)
}

/** @param secret shown once, right after it was made */
async function showOne(visit: Visit, endpoint: Endpoint, secret: string | null = null) {
  const { view, world } = visit.var
  const part = await deliveriesPart(world.db, endpoint.id, readCursor(visit.req.query('after'), 'instant'))
  return page(visit, <WebhookPage {...{ view, endpoint, part, secret }} />)
}

async function add(visit: Visit) {
  const form = await readForm(visit, addForm)
  if (form.kind === 'wrong') return showAll(visit, form)
  try {
    const made = await visit.var.world.db.$transaction((tx) => addEndpoint(tx, form.value, doing(visit)))
    return showOne(visit, await currentEndpoint(visit.var.world.db, made.id), made.secret)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'bad-url') throw error
    return showAll(visit, { given: form.value, wrong: { url: 'url' } })
  }
}

async function changeSecret(visit: Visit) {
  const { world } = visit.var
  const endpoint = await endpointOf(visit)
  const secret = await world.db.$transaction((tx) => renewSecret(tx, endpoint, doing(visit)))
  return showOne(visit, endpoint, secret)
}

async function sendTrial(visit: Visit) {
  const { view, world } = visit.var
  const endpoint = await endpointOf(visit)
  await act(visit, async (tx, { at }) => {
    await tryEndpoint(tx, endpoint, at)
    return { action: 'webhook.trial', subject: { kind: 'webhook', id: endpoint.id } }
  })
  await world.ringWebhooks()
  return done(visit, { to: pathOf(endpoint), toast: { text: webhookText[view.language].trialSent } })
}

async function switchOff(visit: Visit) {
  const endpoint = await endpointOf(visit)
  await act(visit, async (tx, { at }) => {
    const isDone = await disableEndpoint(tx, endpoint.id, { at, why: 'by-hand' })
    return isDone ? { action: 'webhook.off', subject: { kind: 'webhook', id: endpoint.id } } : null
  })
  return done(visit, { to: pathOf(endpoint), toast: { text: webhookText[visit.var.view.language].switchedOff } })
}

async function switchOn(visit: Visit) {
  const { view, world } = visit.var
  const endpoint = await endpointOf(visit)
  await act(visit, async (tx) => {
    const isDone = await enableEndpoint(tx, endpoint.id)
    return isDone ? { action: 'webhook.on', subject: { kind: 'webhook', id: endpoint.id } } : null
  })
  await world.ringWebhooks()
  return done(visit, { to: pathOf(endpoint), toast: { text: webhookText[view.language].switchedOn } })
}

async function remove(visit: Visit) {
  const endpoint = await endpointOf(visit)
  const { id, name, url, events } = endpoint
  const line = await act(visit, async (tx, { at }) => {
    const isDone = await removeEndpoint(tx, id, at)
    const before = { name, host: new URL(url).host, events }
    return isDone ? { action: 'webhook.remove', subject: { kind: 'webhook', id }, before } : null
  })
  const text = webhookText[visit.var.view.language].removed
  return done(visit, { to: '/settings/webhooks', toast: { text, ...undoOf(line) } })
}

async function sendAgain(visit: Visit) {
  const { view, world } = visit.var
  const endpoint = await endpointOf(visit)
  const id = askedId(visit, 'delivery')
  await act(visit, async (tx) => {
    const isKnown = await resend(tx, { endpointId: endpoint.id, id })
    if (!isKnown) throw nothingThere()
    return { action: 'webhook.resend', subject: { kind: 'webhook', id: endpoint.id }, after: { delivery: id } }
  })
  await world.ringWebhooks()
  return done(visit, { to: pathOf(endpoint), toast: { text: webhookText[view.language].resent } })
}

function doing(visit: Visit) {
  const { secrets, random, clock } = visit.var.world
  return { secrets, random, now: clock.now(), by: { kind: 'member', id: memberOf(visit).id } as const }
}

async function endpointOf(visit: Visit): Promise<Endpoint> {
  return currentEndpoint(visit.var.world.db, askedId(visit))
}

function nothingThere(): Refusal {
  return new Refusal('not-found', 'There is nothing with this id.')
}

function pathOf({ id }: Endpoint): string {
  return `/settings/webhooks/${id}`
}
