import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import type { Random } from '#src/platform/random.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit, type Actor } from '#src/team/audit-store.ts'
import type { Temporal } from 'temporal-polyfill'
import { insertTrial } from './delivery-store.ts'
import { findEndpoint, insertEndpoint, replaceSecret, type Endpoint } from './endpoint-store.ts'
import { TRIAL_EVENT, type EventType } from './events.ts'
import { newSecret } from './signature.ts'

/** What sealing is bound to: a secret moved to another endpoint's row does not open. */
export function placeOfSecret(endpointId: string): string {
  return `webhook:${endpointId}`
}

interface Tools {
  secrets: Secrets
  random: Random
}

interface Doing {
  now: Temporal.Instant
  by: Actor
}

/**
 * Sets an address that is told of events from now on, with its line in the audit trail.
 * @returns the secret, shown this once
 * @throws Refusal `bad-url`
 */
export async function addEndpoint(
  db: Db,
  asked: { name: string; url: string; events: EventType[] },
  { secrets, random, now, by }: Tools & Doing
): Promise<{ id: string; secret: string }> {
  const url = await checkedUrl(db, asked.url)
  const id = newId()
  const secret = newSecret(random)
  const events = [...new Set(asked.events)]
  await insertEndpoint(db, {
    id,
    name: asked.name,
    url,
    events,
    createdAt: dateOf(now),
    createdBy: by.id,
    secret: secrets.seal(secret, placeOfSecret(id))
  })
  const after = { name: asked.name, host: new URL(url).host, events }
  await audit(db, { at: dateOf(now), by, action: 'webhook.add', subject: { kind: 'webhook', id }, after })
  return { id, secret }
}

/** Gives an endpoint another secret, from the next try on. @returns it, shown this once */
export async function renewSecret(db: Db, endpoint: Endpoint, { secrets, random, now, by }: Tools & Doing) {
  const { id } = endpoint
  const secret = newSecret(random)
  await replaceSecret(db, id, secrets.seal(secret, placeOfSecret(id)))
  await audit(db, { at: dateOf(now), by, action: 'webhook.secret', subject: { kind: 'webhook', id } })
  return secret
}

/** Sends a trial to an endpoint. @throws Refusal `webhook-off` where nothing is sent there */
export async function tryEndpoint(db: Db, endpoint: Endpoint, at: Date): Promise<string> {
  if (endpoint.disabledAt !== null)
    throw new Refusal('webhook-off', 'Nothing is sent to this address: switch it on first.')
  const id = newId()
  await insertTrial(db, { id, endpointId: endpoint.id, type: TRIAL_EVENT, at })
  return id
}

/** @throws Refusal `not-found` */
export async function currentEndpoint(db: Db, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(db, id)
  if (!endpoint) throw new Refusal('not-found', 'There is no such webhook.')
  return endpoint
}

/** Where the address leads is judged at each connection; here only its form is. */
async function checkedUrl(db: Db, written: string): Promise<string> {
  if (!URL.canParse(written)) throw badUrl()
  const url = new URL(written)
  const isPlain = url.protocol === 'http:'
  const isTls = url.protocol === 'https:'
  const hasLogin = url.username !== '' || url.password !== ''
  if ((!isPlain && !isTls) || hasLogin) throw badUrl()
  if (isPlain && !(await readSettings(db))['webhooks.privateAddresses']) throw badUrl()
  return url.href
}

function badUrl(): Refusal {
  return new Refusal('bad-url', 'Give an address that begins with https://, without a login in it.')
}
