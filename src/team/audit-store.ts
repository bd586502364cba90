import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'

/** Who does something. */
export interface Actor {
  kind: 'member' | 'keyword' | 'rule' | 'system' | 'api'
  /** Member id, token id, or the name of the part that acts. */
  id: string
}

/** Whoever types commands on the machine itself. */
export const COMMAND_LINE: Actor = { kind: 'system', id: 'command-line' }

/** One line of the record of who did what (S5). */
export interface AuditLine {
  at: Date
  by: Actor
  /** Noun and verb, such as `client.merge`. */
  action: string
  subject: { kind: string; id: string }
  before?: Prisma.InputJsonObject
  after?: Prisma.InputJsonObject
  /** Why, in words: the sentence or mail it comes from. */
  reason?: string
}

/** Writes down who did what, in the transaction that does it. Lines are only added. */
export async function audit(db: Db, line: AuditLine): Promise<void> {
  await db.auditEntry.create({
    data: {
      id: newId(),
      at: line.at,
      actorKind: line.by.kind,
      actor: line.by.id,
      action: line.action,
      subjectKind: line.subject.kind,
      subjectId: line.subject.id,
      before: line.before ?? Prisma.DbNull,
      after: line.after ?? Prisma.DbNull,
      reason: line.reason ?? null
    }
  })
}
