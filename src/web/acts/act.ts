import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { audit, type Actor, type AuditLine } from '#src/team/audit-store.ts'
import type { SignedIn } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'

/** Who acts, and when. */
export interface Doing {
  at: Date
  by: Actor
  member: SignedIn
}

/** What was done, for the audit trail; `before` and `after` hold what taking it back needs (acts/undo.ts). */
export type Deed = Pick<AuditLine, 'action' | 'subject' | 'before' | 'after' | 'reason'>

/**
 * Does something for the member who asks, together with its line in the audit trail: both or neither.
 * @param work gives null where nothing changed, as when somebody else was first
 * @returns the line's id, by which it can be taken back; null where nothing changed
 */
export async function act(visit: Visit, work: (tx: Db, doing: Doing) => Promise<Deed | null>): Promise<string | null> {
  const { world } = visit.var
  const member = memberOf(visit)
  const at = dateOf(world.clock.now())
  const by: Actor = { kind: 'member', id: member.id }
  return world.db.$transaction(async (tx) => {
    const deed = await work(tx, { at, by, member })
    return deed && audit(tx, { at, by, ...deed })
  })
}

/** Where a toast's "undo" posts to. */
export function undoOf(line: string | null): { undo?: string } {
  return line === null ? {} : { undo: `/acts/${line}/undo` }
}
