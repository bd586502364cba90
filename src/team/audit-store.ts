import type { Db } from '#src/platform/database/database.ts'
import { Prisma, type AuditEntry } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'

const ACTOR_KINDS = ['member', 'keyword', 'rule', 'system', 'api'] as const

/** Who does something. */
export interface Actor {
  kind: (typeof ACTOR_KINDS)[number]
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

/** Writes down who did what, in the transaction that does it. Lines are only added. @returns the line's id */
export async function audit(db: Db, line: AuditLine): Promise<string> {
  const id = newId()
  await db.auditEntry.create({
    data: {
      id,
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
  return id
}

/** A line as it was written. */
export interface WrittenLine {
  id: string
  at: Date
  by: Actor
  action: string
  subject: { kind: string; id: string }
  before: unknown
  after: unknown
  reason: string | null
}

export async function findLine(db: Db, id: string): Promise<WrittenLine | null> {
  const row = await db.auditEntry.findUnique({ where: { id } })
  return row && lineOf(row)
}

/** The latest lines, or those before one of them. Relies on audit_entry_list_idx. */
export async function listLines(
  db: Db,
  { before, most }: { before: { at: Date; id: string } | null; most: number }
): Promise<WrittenLine[]> {
  const earlier = before && [{ at: { lt: before.at } }, { at: before.at, id: { lt: before.id } }]
  const rows = await db.auditEntry.findMany({
    ...(earlier ? { where: { OR: earlier } } : {}),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: most
  })
  return rows.map(lineOf)
}

/** Which of these lines were taken back. Relies on audit_entry_subject_kind_subject_id_at_idx. */
export async function undoneAmong(db: Db, lines: readonly WrittenLine[]): Promise<ReadonlySet<string>> {
  if (lines.length === 0) return new Set()
  const rows = await db.$queryRaw<{ line: string }[]>`
    SELECT undoing.after->>'line' AS line
    FROM unnest(
      ${lines.map(({ id }) => id)}::text[], ${lines.map(({ subject }) => subject.kind)}::text[],
      ${lines.map(({ subject }) => subject.id)}::text[], ${lines.map(({ at }) => at)}::timestamptz[]
    ) AS act (id, kind, subject, at)
    JOIN audit_entry AS undoing ON undoing.subject_kind = act.kind AND undoing.subject_id = act.subject
      AND undoing.at >= act.at AND undoing.action = 'act.undo' AND undoing.after->>'line' = act.id`
  return new Set(rows.map(({ line }) => line))
}

function lineOf(row: AuditEntry): WrittenLine {
  const { id, at, action, before, after, reason } = row
  const subject = { kind: row.subjectKind, id: row.subjectId }
  return { id, at, by: { kind: kindOf(row.actorKind), id: row.actor }, action, subject, before, after, reason }
}

function kindOf(stored: string): Actor['kind'] {
  return ACTOR_KINDS.find((kind) => kind === stored) ?? 'system'
}
