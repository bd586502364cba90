import type { Db } from '#src/platform/database/database.ts'

export interface NewReminder {
  /** Whom it is about, where it is about somebody. */
  clientId: string | null
  threadId: string | null
  /** Who is reminded; null: whoever looks. */
  memberId: string | null
  dueAt: Date
  text: string
  /** Mail that asked for it. */
  sourceMessageId: string | null
  /** Set on a promise to ask again: an answer of the client after this instant makes it pointless. */
  unlessAnsweredSince: Date | null
}

/** @returns the id */
export async function addReminder(db: Db, reminder: NewReminder): Promise<string> {
  const { id } = await db.reminder.create({ data: reminder, select: { id: true } })
  return id
}

/** @returns false where it is gone already */
export async function removeReminder(db: Db, id: string): Promise<boolean> {
  const { count } = await db.reminder.deleteMany({ where: { id } })
  return count === 1
}

/** Marks a reminder as done. @returns false where it was done already */
export async function finishReminder(db: Db, id: string, at: Date): Promise<boolean> {
  const { count } = await db.reminder.updateMany({ where: { id, doneAt: null }, data: { doneAt: at } })
  return count === 1
}

/** Takes "done" back. */
export async function reopenReminder(db: Db, id: string): Promise<void> {
  await db.reminder.updateMany({ where: { id }, data: { doneAt: null } })
}
