import type { Db } from '#src/platform/database/database.ts'

/**
 * Senders ask watchers to look into their mailboxes, by numbers in `mailbox_look`. A mailbox that no watcher ever read
 * through, as one that is only sent from, has no row there and is not waited for; nor is one that its owner has paused
 * (docs/decisions/022).
 */

/** A look that was asked for. */
export interface AskedLook {
  mailboxId: string
  address: string
  /** Which asking this is. */
  asked: bigint
}

/** Asks for a look into every mailbox that is watched. */
export async function askForLooks(db: Db): Promise<AskedLook[]> {
  return db.$queryRaw<AskedLook[]>`
    UPDATE mailbox_look look SET asked = look.asked + 1
    FROM mailbox WHERE mailbox.id = look.mailbox_id AND mailbox.state <> 'paused'
    RETURNING mailbox.id::text AS "mailboxId", mailbox.address, look.asked`
}

/** One that no look has answered yet, and whether one that will is under way. */
interface OpenLook extends AskedLook {
  isUnderWay: boolean
}

/** Of these, those that no look has answered yet. */
export async function unanswered(db: Db, looks: readonly AskedLook[]): Promise<OpenLook[]> {
  const rows = await db.$queryRaw<{ id: string; isUnderWay: boolean }[]>`
    SELECT mailbox.id::text AS id, look.begun >= mine.asked AS "isUnderWay"
    FROM unnest(${looks.map(({ mailboxId }) => mailboxId)}::uuid[], ${looks.map(({ asked }) => asked)}::bigint[]) AS mine(id, asked)
    JOIN mailbox ON mailbox.id = mine.id AND mailbox.state <> 'paused'
    JOIN mailbox_look look ON look.mailbox_id = mine.id AND look.answered < mine.asked`
  const open = new Map(rows.map(({ id, isUnderWay }) => [id, isUnderWay]))
  return looks.flatMap((look) => {
    const isUnderWay = open.get(look.mailboxId)
    return isUnderWay === undefined ? [] : { ...look, isUnderWay }
  })
}

/** Of these follow-ups, those that what a client writes would stop or move: everything but what is due to its date alone. */
export async function thatAnswersStop(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM follow_up
    WHERE id = ANY(${[...ids]}::uuid[]) AND (stops_since IS NOT NULL OR step > 1 OR thread_id IS NOT NULL)`
  return new Set(rows.map(({ id }) => id))
}

/** How follow-ups and the reading of mailboxes stand, for `doctor`. */
export interface ReadingState {
  /** Planned follow-ups that wait until a mailbox can be read. */
  waiting: number
  /** Mailboxes that their owner has paused: answers in them stop nothing. */
  paused: string[]
}

export async function readingState(db: Db): Promise<ReadingState> {
  const [row] = await db.$queryRaw<ReadingState[]>`
    SELECT
      (SELECT count(*)::int FROM follow_up WHERE state = 'planned' AND reason = 'mailbox-unread') AS waiting,
      ARRAY(SELECT address FROM mailbox WHERE state = 'paused' ORDER BY address) AS paused`
  return row ?? { waiting: 0, paused: [] }
}
