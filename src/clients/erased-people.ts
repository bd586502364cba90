import type { Sql } from '#src/platform/database/sql.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { addressKey } from '#src/team/address-key.ts'
import type { Arrival } from './arrivals.ts'
import { findErased, isAnybodyErased } from './ingest-store.ts'

/**
 * Leaves out the mails of erased people, so that reading a mailbox again does not bring them back (SEMANTICS C6, J5). A mail
 * that concerns somebody else too is kept without them.
 */
export async function withoutErased(db: Sql, arrivals: Arrival[], secrets: Pick<Secrets, 'hash'>): Promise<Arrival[]> {
  if (arrivals.length === 0) return []
  const keys = [...new Set(arrivals.flatMap(keysIn))]
  const hashes = new Map(keys.map((key) => [key, addressHash(secrets, key)]))
  const erased = await findErased(db, [...hashes.values()])
  const isErased = (key: string) => erased.has(hashes.get(key) ?? '')
  return arrivals.flatMap((arrival) => withoutPeople(arrival, isErased))
}

function keysIn({ mail, concerned }: Arrival): string[] {
  const written = [...mail.from, ...mail.replyTo, ...mail.to, ...mail.cc, ...mail.bcc]
  return [...written.map(({ address }) => addressKey(address)), ...concerned.map(({ key }) => key)]
}

function withoutPeople(arrival: Arrival, isErased: (key: string) => boolean): Arrival[] {
  const { mail } = arrival
  const isGone = ({ address }: { address: string }) => isErased(addressKey(address))
  const concerned = arrival.concerned.filter(({ key }) => !isErased(key))
  const wasAboutThem = arrival.concerned.length > 0 && concerned.length === 0
  if (wasAboutThem || mail.from.some(isGone)) return []
  const isUntouched = concerned.length === arrival.concerned.length && !keysIn(arrival).some(isErased)
  if (isUntouched) return [arrival]
  const stays = (person: { address: string }) => !isGone(person)
  const redacted = {
    ...mail,
    replyTo: mail.replyTo.filter(stays),
    to: mail.to.filter(stays),
    cc: mail.cc.filter(stays),
    bcc: mail.bcc.filter(stays)
  }
  return [{ ...arrival, mail: redacted, concerned }]
}

/** Which of these are keys of erased people's addresses, or of their ids in other programs (`externalKey`). */
export async function erasedAmong(db: Sql, keys: string[], secrets: Pick<Secrets, 'hash'>): Promise<Set<string>> {
  if (keys.length === 0 || !(await isAnybodyErased(db))) return new Set()
  const keyOf = new Map(keys.map((key) => [addressHash(secrets, key), key]))
  const erased = await findErased(db, [...keyOf.keys()])
  return new Set([...keyOf].flatMap(([hash, key]) => (erased.has(hash) ? [key] : [])))
}

/** Stands for a person's id in another program where keys of addresses do. */
export function externalKey(externalId: string): string {
  return `id:${externalId}`
}

/** What is kept of an erased person's address: enough to know it again, nothing to read it from. @param key see team/address-key */
export function addressHash(secrets: Pick<Secrets, 'hash'>, key: string): string {
  return secrets.hash(key, 'erased-person')
}
