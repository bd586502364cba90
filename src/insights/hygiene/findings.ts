import { Temporal } from 'temporal-polyfill'
import type { LikelyPair } from './duplicates.ts'
import type { DeadAddress, RecordRow } from './hygiene-store.ts'
import type { Agreement } from './likeness.ts'

/** One thing about the records that is to be put right. */
export interface Finding {
  detail: Detail
  /** Whom it concerns; of duplicates the one that the others should become part of comes first. */
  clients: RecordRow[]
  /** What they paid together, minor units. */
  atStake: bigint
}

export type Detail =
  | { kind: 'duplicate'; chance: number; agree: Agreement[] }
  | { kind: 'dead-address'; address: string; since: string; status: string | null; other: string | null }
  | { kind: 'stale'; since: string }
  | { kind: 'missing'; fields: MissingField[] }

export type MissingField = 'name' | 'contact' | 'email' | 'birthday'

/** Groups of clients who are likely one, from pairs of them, without those that somebody said are two. */
export function duplicateFindings(
  records: Map<string, RecordRow>,
  pairs: LikelyPair[],
  distinct: { a: string; b: string }[]
): Finding[] {
  const known = new Set(distinct.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]))
  const open = pairs.filter(({ a, b }) => !known.has(`${a} ${b}`))
  return groupsOf(open).map((group) => {
    const ids = new Set(group.flatMap(({ a, b }) => [a, b]))
    const clients = [...ids].flatMap((id) => records.get(id) ?? []).sort(theRecordToKeepFirst)
    const chance = Math.min(...group.map((pair) => pair.chance))
    const agree = [...new Set(group.flatMap((pair) => pair.agree))]
    return { detail: { kind: 'duplicate', chance, agree }, clients, atStake: paidBy(clients) }
  })
}

/** Pairs that share a client belong together. */
function groupsOf(pairs: LikelyPair[]): LikelyPair[][] {
  const groupOf = new Map<string, LikelyPair[]>()
  for (const pair of pairs) {
    const [one, other] = [groupOf.get(pair.a) ?? [], groupOf.get(pair.b) ?? []]
    const group = one === other ? [...one, pair] : [...one, ...other, pair]
    for (const { a, b } of group) for (const id of [a, b]) groupOf.set(id, group)
  }
  return [...new Set(groupOf.values())]
}

/** The one who bought more, then the older one. */
function theRecordToKeepFirst(a: RecordRow, b: RecordRow): number {
  if (a.paid !== b.paid) return a.paid > b.paid ? -1 : 1
  return a.createdOn < b.createdOn ? -1 : a.createdOn > b.createdOn ? 1 : 0
}

export function deadAddressFindings(records: Map<string, RecordRow>, dead: DeadAddress[]): Finding[] {
  return dead.flatMap(({ clientId, address, since, status, other }) => {
    const client = records.get(clientId)
    if (!client) return []
    const detail = { kind: 'dead-address', address, since, status, other } as const
    return [{ detail, clients: [client], atStake: client.paid }]
  })
}

/** Nobody heard of for this long is likely gone, and a prospect's consent in France nearly out (SEMANTICS J3). */
const STALE_YEARS = 2

/** Clients who neither bought nor were in touch for two years. @param today the firm's day */
export function staleFindings(records: RecordRow[], today: string): Finding[] {
  const limit = Temporal.PlainDate.from(today).subtract({ years: STALE_YEARS }).toString()
  return records.flatMap((client) => {
    const since = lastSign(client)
    if (since >= limit) return []
    return [{ detail: { kind: 'stale', since }, clients: [client], atStake: client.paid } as const]
  })
}

/** The last thing known of a client; a record that nothing happened with counts from its making. */
function lastSign({ lastPurchaseOn, lastContactOn, createdOn }: RecordRow): string {
  const [last] = [lastPurchaseOn, lastContactOn]
    .filter((day) => day !== null)
    .sort()
    .reverse()
  return last ?? createdOn
}

/** What a record lacks that we would use: a name to greet by, a way to reach them, the birthday of somebody who buys. */
export function missingFindings(records: RecordRow[]): Finding[] {
  return records.flatMap((client) => {
    const fields = missingFields(client)
    if (fields.length === 0) return []
    return [{ detail: { kind: 'missing', fields }, clients: [client], atStake: client.paid } as const]
  })
}

function missingFields({ name, addresses, phone, birthday, paid }: RecordRow): MissingField[] {
  const fields: MissingField[] = []
  if (name.trim() === '' || name.includes('@')) fields.push('name')
  if (addresses.length === 0) fields.push(phone === null ? 'contact' : 'email')
  if (birthday === null && paid > 0n) fields.push('birthday')
  return fields
}

function paidBy(clients: RecordRow[]): bigint {
  return clients.reduce((sum, client) => sum + client.paid, 0n)
}
