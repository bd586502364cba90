import type { Db } from '#src/platform/database/database.ts'

/** A program that is told of events. Its secret is read only where a delivery is signed. */
export interface Endpoint {
  id: string
  name: string
  url: string
  events: string[]
  createdAt: Date
  /** Since when nothing could be delivered; null while it can. */
  failingSince: Date | null
  disabledAt: Date | null
  disabledWhy: string | null
}

const SHOWN = {
  id: true,
  name: true,
  url: true,
  events: true,
  createdAt: true,
  failingSince: true,
  disabledAt: true,
  disabledWhy: true
}

export type DisabledWhy = 'failing' | 'gone' | 'by-hand' | 'removed'

/** @param endpoint the secret sealed for `webhook:<id>` */
export async function insertEndpoint(
  db: Db,
  endpoint: Pick<Endpoint, 'id' | 'name' | 'url' | 'events' | 'createdAt'> & { secret: string; createdBy: string }
): Promise<void> {
  await db.webhookEndpoint.create({ data: endpoint })
}

/** All of them, the oldest first. */
export async function listEndpoints(db: Db): Promise<Endpoint[]> {
  return db.webhookEndpoint.findMany({
    where: { removedAt: null },
    select: SHOWN,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }]
  })
}

export async function findEndpoint(db: Db, id: string): Promise<Endpoint | null> {
  return db.webhookEndpoint.findFirst({ where: { id, removedAt: null }, select: SHOWN })
}

/**
 * Ends an endpoint, with its outbox. Its row is kept for a while, secret and all: `restoreEndpoint` brings it back, on if it
 * was on. @returns false where it was removed already
 */
export async function removeEndpoint(db: Db, id: string, at: Date): Promise<boolean> {
  const { count } = await db.webhookEndpoint.updateMany({ where: { id, removedAt: null }, data: { removedAt: at } })
  if (count === 0) return false
  await disableEndpoint(db, id, { at, why: 'removed' })
  await db.webhookDelivery.deleteMany({ where: { endpointId: id } })
  return true
}

/** Takes a removal back. @returns false where it was not removed, or was so long ago that nothing is left of it */
export async function restoreEndpoint(db: Db, id: string): Promise<boolean> {
  const back = { removedAt: null }
  const on = { ...back, disabledAt: null, disabledWhy: null, failingSince: null }
  const removed = { id, removedAt: { not: null } }
  const wasOn = await db.webhookEndpoint.updateMany({ where: { ...removed, disabledWhy: 'removed' }, data: on })
  const wasOff = await db.webhookEndpoint.updateMany({ where: removed, data: back })
  return wasOn.count + wasOff.count === 1
}

/** Forgets what was removed before that instant. */
export async function forgetEndpoints(db: Db, before: Date): Promise<void> {
  await db.webhookEndpoint.deleteMany({ where: { removedAt: { lt: before } } })
}

export async function replaceSecret(db: Db, id: string, secret: string): Promise<void> {
  await db.webhookEndpoint.update({ where: { id }, data: { secret } })
}

/** Stops deliveries, with what waits left where it is. @returns false where it was stopped before */
export async function disableEndpoint(
  db: Db,
  id: string,
  { at, why }: { at: Date; why: DisabledWhy }
): Promise<boolean> {
  const disabled = await db.webhookEndpoint.updateMany({
    where: { id, disabledAt: null },
    data: { disabledAt: at, disabledWhy: why }
  })
  return disabled.count === 1
}

/** Lets deliveries go on, those that waited first. @returns false where it was on */
export async function enableEndpoint(db: Db, id: string): Promise<boolean> {
  const enabled = await db.webhookEndpoint.updateMany({
    where: { id, disabledAt: { not: null } },
    data: { disabledAt: null, disabledWhy: null, failingSince: null }
  })
  return enabled.count === 1
}

export async function noteSuccess(db: Db, id: string): Promise<void> {
  await db.webhookEndpoint.updateMany({ where: { id, failingSince: { not: null } }, data: { failingSince: null } })
}

/** @returns since when the endpoint fails */
export async function noteFailure(db: Db, id: string, at: Date): Promise<Date> {
  const [row] = await db.$queryRaw<{ since: Date }[]>`
    UPDATE webhook_endpoint SET failing_since = COALESCE(failing_since, ${at}::timestamptz) WHERE id = ${id}::uuid
    RETURNING failing_since AS since`
  return row?.since ?? at
}
