import type { Temporal } from 'temporal-polyfill'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'
import { version } from '#src/platform/package.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit } from '#src/team/audit-store.ts'
import { claimDeliveries, endTry, forgetDeliveries, type ClaimedDelivery } from './delivery-store.ts'
import { disableEndpoint, forgetEndpoints, noteFailure, noteSuccess, type DisabledWhy } from './endpoint-store.ts'
import { placeOfSecret } from './endpoints.ts'
import { GIVEN_UP_AFTER_HOURS, pauseAfter, type Outcome } from './outcome.ts'
import { signedHeaders } from './signature.ts'
import { transmit, type Road } from './transmit.ts'

export interface DeliveryWorld {
  db: PrismaClient
  secrets: Secrets
  clock: Clock
  random: Random
  log: Log
  /** Tells the owners that an endpoint was given up. */
  giveNotice: (endpointId: string, why: DisabledWhy) => Promise<void>
  road?: Omit<Road, 'privateAllowed'>
}

const PER_ENDPOINT = 5
/** Longer than any try takes. */
const LOST_AFTER = { minutes: 2 }
const KEPT_HOURS = 30 * 24
/** So that receivers that fell over together are not all tried again in the same second. */
const JITTER_MS = 5000

/**
 * Tries every delivery that is due, once. Any number of processes may do this at once; one delivery may come twice, under
 * the same id, and they may come in any order.
 * @returns how many were tried
 */
export async function deliverDue(world: DeliveryWorld): Promise<number> {
  const { db, clock } = world
  const now = clock.now()
  const road = { ...world.road, privateAllowed: (await readSettings(db))['webhooks.privateAddresses'] }
  const claim = { now: dateOf(now), lostAfter: dateOf(now.add(LOST_AFTER)), perEndpoint: PER_ENDPOINT }
  const due = await claimDeliveries(db, claim)
  await Promise.all(due.map((delivery) => tryOnce(world, delivery, road)))
  if (due.length === 0) await forget(db, dateOf(now.subtract({ hours: KEPT_HOURS })))
  return due.length
}

async function forget(db: Db, before: Date): Promise<void> {
  await forgetDeliveries(db, before)
  await forgetEndpoints(db, before)
}

async function tryOnce(world: DeliveryWorld, delivery: ClaimedDelivery, road: Road): Promise<void> {
  const startedAt = performance.now()
  const outcome = await post(world, delivery, road)
  const ms = Math.round(performance.now() - startedAt)
  const now = world.clock.now()
  const { id, attempts: attempt } = delivery
  if (outcome.kind === 'delivered') {
    const { status } = outcome
    await endTry(world.db, { id, attempt, state: 'delivered', dueAt: dateOf(now), status, why: null, ms })
    return noteSuccess(world.db, delivery.endpointId)
  }
  const status = outcome.kind === 'refused' ? outcome.status : null
  const pauseS = pauseAfter(attempt, outcome.kind === 'refused' ? outcome.retryAfterS : null)
  const state = pauseS === null ? 'failed' : 'waiting'
  const dueAt = dateOf(now.add({ seconds: pauseS ?? 0, milliseconds: world.random.below(JITTER_MS) }))
  await endTry(world.db, { id, attempt, state, dueAt, status, why: outcome.why, ms })
  await giveUpIfHopeless(world, delivery.endpointId, { outcome, now })
}

async function post({ secrets, clock }: DeliveryWorld, delivery: ClaimedDelivery, road: Road): Promise<Outcome> {
  const secret = openSecret(secrets, delivery)
  if (secret === null) return { kind: 'unreached', why: 'unreadable-secret' }
  const { id, type, data, occurredAt, url } = delivery
  const body = JSON.stringify({ type, timestamp: occurredAt.toISOString(), data })
  const timestamp = Math.floor(clock.now().epochMilliseconds / 1000)
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': `Maillon/${version}`,
    ...signedHeaders(secret, { id, timestamp, body })
  }
  return transmit({ url, headers, body }, road)
}

/** Null where the program's key was changed since: the owner has to make a new secret. */
function openSecret(secrets: Secrets, { endpointId, secret }: ClaimedDelivery): string | null {
  try {
    return secrets.unseal(secret, placeOfSecret(endpointId))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function giveUpIfHopeless(
  { db, log, giveNotice }: DeliveryWorld,
  endpointId: string,
  { outcome, now }: { outcome: Exclude<Outcome, { kind: 'delivered' }>; now: Temporal.Instant }
): Promise<void> {
  const since = await noteFailure(db, endpointId, dateOf(now))
  const isGone = outcome.why === 'gone'
  const isLong = since <= dateOf(now.subtract({ hours: GIVEN_UP_AFTER_HOURS }))
  if (!isGone && !isLong) return
  const why = isGone ? 'gone' : 'failing'
  const at = dateOf(now)
  const isNews = await db.$transaction(async (tx) => {
    if (!(await disableEndpoint(tx, endpointId, { at, why }))) return false
    const by = { kind: 'system', id: 'webhooks' } as const
    const subject = { kind: 'webhook', id: endpointId }
    await audit(tx, { at, by, action: 'webhook.off', subject, after: { why } })
    return true
  })
  if (!isNews) return
  log.warn({ endpoint: endpointId, why, since }, 'a webhook is switched off')
  await giveNotice(endpointId, why)
}
