import { groupMails, isSettled, type Group, type KnownId, type LinkedMail } from './grouping.ts'
import { isTokenId } from './token.ts'

/** A stored mail as threading looks at it; its key is the id of its row. */
export interface LinkedRow extends LinkedMail {
  thread: string
}

/** What threading knows of stored mails when new ones arrive. */
export interface Before {
  /** State of every id that the new mails name, and of every id of the reopened threads. */
  ids: ReadonlyMap<string, KnownId>
  /** Mails of the threads that are looked at again, oldest first. */
  reopened: LinkedRow[]
}

/** What has to be written so that every mail stands in its thread. */
export interface Placement {
  /** Thread by key of the new mail. */
  threadOf: Map<string, string>
  newThreads: string[]
  /** Stored mails that leave their thread, by id of their row; to be done before the merges. */
  moves: { message: string; thread: string }[]
  merges: ThreadMerge[]
  ids: IdRow[]
  /** Ids that nothing links to their thread any more. */
  forgotten: string[]
}

export interface IdRow extends KnownId {
  id: string
}

/** A thread that becomes part of another. */
export interface ThreadMerge {
  from: string
  into: string
}

/**
 * The threads that have to be looked at again: those that hold a mail which answers one of the new mails, since what was
 * presumed of a missing mail may be wrong now that it speaks for itself. All others can only grow or merge.
 */
export function threadsToReopen(mails: LinkedMail[], ids: ReadonlyMap<string, KnownId>): string[] {
  const threads = new Set<string>()
  for (const id of mails.flatMap((mail) => mail.bears)) {
    const known = ids.get(id)
    if (known && !known.settled) threads.add(known.thread)
  }
  return [...threads]
}

/**
 * Places new mails in threads, and stored ones anew where a new mail says better. A thread keeps its id as long as it can:
 * of threads that merge the oldest id lasts, of a thread that splits the larger part keeps it.
 * @param makeId gives ids for new threads, later ones sorting after earlier ones
 */
export function placeMails(mails: LinkedMail[], before: Before, makeId: () => string): Placement {
  const isReopened = new Set(before.reopened.map((row) => row.thread))
  const isFixed = ([id, known]: [string, KnownId]) => !isReopened.has(known.thread) || isTokenId(id)
  const groups = groupMails([...mails, ...before.reopened], new Map([...before.ids].filter(isFixed)))
  const rows = new Map(before.reopened.map((row) => [row.key, row]))
  const owners = ownersOf(groups, rows)
  const placement: Placement = { threadOf: new Map(), newThreads: [], moves: [], merges: [], ids: [], forgotten: [] }
  for (const group of groups) settle(group, { rows, owners, makeId, placement })
  placement.ids = idRows(placement.ids, [...mails, ...before.reopened])
  const named = new Set(placement.ids.map(({ id }) => id))
  const isForgotten = ([id, known]: [string, KnownId]) =>
    isReopened.has(known.thread) && !named.has(id) && !isTokenId(id)
  placement.forgotten = [...before.ids].filter(isForgotten).map(([id]) => id)
  return placement
}

/** Which group keeps which earlier thread's id. */
function ownersOf(groups: Group[], rows: ReadonlyMap<string, LinkedRow>): Map<string, Group> {
  const owners = new Map<string, { group: Group; claim: number }>()
  for (const group of groups) {
    for (const [thread, claim] of claims(group, rows)) {
      const held = owners.get(thread)
      if (!held || claim > held.claim) owners.set(thread, { group, claim })
    }
  }
  return new Map([...owners].map(([thread, { group }]) => [thread, group]))
}

/** How many mails of each earlier thread are in the group; threads that belong to it as a whole outweigh all. */
function claims(group: Group, rows: ReadonlyMap<string, LinkedRow>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of group.keys) {
    const row = rows.get(key)
    if (row) counts.set(row.thread, (counts.get(row.thread) ?? 0) + 1)
  }
  for (const thread of group.threads) counts.set(thread, Number.POSITIVE_INFINITY)
  return counts
}

function settle(
  group: Group,
  world: {
    rows: ReadonlyMap<string, LinkedRow>
    owners: ReadonlyMap<string, Group>
    makeId: () => string
    placement: Placement
  }
): void {
  const { rows, owners, makeId, placement } = world
  const owned = [...claims(group, rows).keys()].filter((thread) => owners.get(thread) === group).toSorted()
  const [oldest, ...others] = owned
  const thread = oldest ?? makeId()
  if (oldest === undefined) placement.newThreads.push(thread)
  for (const from of others) placement.merges.push({ from, into: thread })
  for (const key of group.keys) {
    const row = rows.get(key)
    if (!row) placement.threadOf.set(key, thread)
    else if (!owned.includes(row.thread)) placement.moves.push({ message: key, thread })
  }
  for (const id of group.ids) placement.ids.push({ id, thread, borne: false, settled: false })
}

function idRows(ids: IdRow[], mails: LinkedMail[]): IdRow[] {
  const borne = new Map<string, boolean>()
  for (const mail of mails) for (const id of mail.bears) borne.set(id, isSettled(mail) || (borne.get(id) ?? false))
  return ids.map((row) => ({ ...row, borne: borne.has(row.id), settled: borne.get(row.id) ?? false }))
}
