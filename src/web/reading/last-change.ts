import type { Db } from '#src/platform/database/database.ts'

/** Who changed something last. */
export interface Changer {
  id: string
  name: string
}

/**
 * The member who last did one of these acts to a subject, if one did since; null where it came another way, as by a keyword.
 * Relies on audit_entry_subject_kind_subject_id_at_idx.
 */
export async function lastChanger(
  db: Db,
  subject: { kind: string; id: string },
  { actions, since }: { actions: string[]; since: Date }
): Promise<Changer | null> {
  const line = await db.auditEntry.findFirst({
    where: { subjectKind: subject.kind, subjectId: subject.id, action: { in: actions }, at: { gte: since } },
    orderBy: { at: 'desc' }
  })
  if (line?.actorKind !== 'member') return null
  return db.member.findUnique({ where: { id: line.actor }, select: { id: true, name: true } })
}
