import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/**
 * Gives a member another role. Owners are locked in order, so that two who demote each other at once do not both succeed.
 * @returns false where no owner would be left
 */
export async function changeRole(db: Db, memberId: string, role: 'owner' | 'member'): Promise<boolean> {
  if (role === 'member' && (await isLastOwner(db, memberId))) return false
  const changed = await db.member.updateMany({ where: { id: memberId, leftAt: null }, data: { role } })
  return changed.count === 1
}

/** Marks a member as gone: what they did stays, they may do nothing more. @returns false where no owner would be left */
export async function removeMember(db: Db, memberId: string, at: Date): Promise<boolean> {
  if (await isLastOwner(db, memberId)) return false
  const changed = await db.member.updateMany({ where: { id: memberId, leftAt: null }, data: { leftAt: at } })
  return changed.count === 1
}

async function isLastOwner(db: Db, memberId: string): Promise<boolean> {
  const owners = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM member WHERE role = 'owner' AND left_at IS NULL ORDER BY id FOR UPDATE`
  return owners.length === 1 && owners[0]?.id === memberId
}

/** Names of all members by id, of those who left as well: the past was theirs. */
export async function memberNames(db: Db): Promise<Map<string, string>> {
  const members = await db.member.findMany({ select: { id: true, name: true } })
  return new Map(members.map(({ id, name }) => [id, name]))
}

export async function setMemberLanguage(db: Db, memberId: string, language: Language): Promise<void> {
  await db.member.update({ where: { id: memberId }, data: { language } })
}
