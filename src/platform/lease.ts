import type { Db } from '#src/platform/database/database.ts'
import { isDead } from './holder.ts'

/** How long a lease stands without being renewed: how long the work of a killed process lies idle. */
export const LEASE_MS = 30_000
/** Leases are renewed this often: two renewals may fail before one is lost. */
export const RENEW_MS = 10_000
/** How the lease begins by which a worker process makes itself known: `process:<roles>:<holder>`. */
export const PROCESS_LEASE = 'process:'

/**
 * Takes the leases that are free or run out, and renews those already held. The database's clock counts, so that machines
 * need not agree on the time.
 * @returns the names now held; one that was asked for and is missing belongs to another holder
 */
export async function takeLeases(db: Db, names: string[], holder: string, ttlMs = LEASE_MS): Promise<string[]> {
  const taken = await db.$queryRaw<{ name: string }[]>`
    INSERT INTO lease (name, holder, expires_at)
    SELECT name, ${holder}, clock_timestamp() + ${ttlMs} * interval '1 millisecond'
    FROM unnest(${names}::text[]) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE lease.holder = excluded.holder OR lease.expires_at < clock_timestamp()
    RETURNING name`
  return taken.map((lease) => lease.name)
}

/**
 * Renews what is still held, and takes nothing new.
 * @returns the names still held; the work of a missing one must stop at once
 */
export async function renewLeases(db: Db, names: string[], holder: string, ttlMs = LEASE_MS): Promise<string[]> {
  const renewed = await db.$queryRaw<{ name: string }[]>`
    UPDATE lease SET expires_at = clock_timestamp() + ${ttlMs} * interval '1 millisecond'
    WHERE name = ANY(${names}::text[]) AND holder = ${holder} AND expires_at >= clock_timestamp()
    RETURNING name`
  return renewed.map((lease) => lease.name)
}

/** Gives leases up, so that others need not wait for them to run out. Those of other holders stay. */
export async function dropLeases(db: Db, names: string[], holder: string): Promise<void> {
  await db.$executeRaw`DELETE FROM lease WHERE name = ANY(${names}::text[]) AND holder = ${holder}`
}

/**
 * Frees what killed processes of this machine held, so that the work of one that is started again goes on at once. What
 * ran elsewhere runs out.
 */
export async function dropLeasesOfDead(db: Db): Promise<void> {
  const holders = await db.$queryRaw<{ holder: string }[]>`SELECT DISTINCT holder FROM lease`
  const dead = holders.map(({ holder }) => holder).filter(isDead)
  if (dead.length > 0) await db.$executeRaw`DELETE FROM lease WHERE holder = ANY(${dead}::text[])`
}

/** Who holds a lease now, by name, among leases whose name begins so; for sharing work out evenly. */
export async function leasesHeld(db: Db, prefix: string): Promise<{ name: string; holder: string }[]> {
  return db.$queryRaw<{ name: string; holder: string }[]>`
    SELECT name, holder FROM lease WHERE starts_with(name, ${prefix}) AND expires_at >= clock_timestamp() ORDER BY name`
}
