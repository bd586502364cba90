import type { Db } from '#src/platform/database/database.ts'

/**
 * Askings for a look into mailboxes, by the senders of follow-ups that an answer would stop (SEMANTICS H4). They are numbered
 * and not timed: no clock of another machine can make an old look seem a new one.
 */

/** A look begins: who has asked until now may wait for its end. @returns how often it was asked for, which says whom it answers */
export async function noteLookBegun(db: Db, mailboxId: string): Promise<bigint> {
  const [row] = await db.$queryRaw<{ asked: bigint }[]>`
    UPDATE mailbox_look SET begun = asked WHERE mailbox_id = ${mailboxId}::uuid RETURNING asked`
  return row?.asked ?? 0n
}

/** Every folder was seen as it stood when this look began, and what had arrived by then is stored. */
export async function noteCompleteLook(db: Db, mailboxId: string, look: { asked: bigint; began: Date }): Promise<void> {
  await db.$executeRaw`
    INSERT INTO mailbox_look (mailbox_id, asked, answered, looked_at)
    VALUES (${mailboxId}::uuid, ${look.asked}, ${look.asked}, ${look.began}::timestamptz)
    ON CONFLICT (mailbox_id) DO UPDATE SET
      answered = GREATEST(mailbox_look.answered, excluded.answered),
      looked_at = GREATEST(mailbox_look.looked_at, excluded.looked_at)`
}

/** Mailboxes that senders wait for. */
export async function mailboxesAskedFor(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT mailbox_id::text AS id FROM mailbox_look WHERE answered < asked`
  return rows.map(({ id }) => id)
}
