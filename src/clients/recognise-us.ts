import type { Sql } from '#src/platform/database/sql.ts'
import { addressKey } from '#src/team/address-key.ts'
import type { Us } from '#src/team/us.ts'
import { directionOf } from '#src/threads/direction.ts'
import { refreshThreads } from '#src/threads/store.ts'
import { addressesOf, type RecordedMail } from './arrivals.ts'
import { attachToClients } from './attach.ts'
import { concernedBy } from './concerned.ts'
import { recountClients } from './ingest-store.ts'
import { dropOurAddresses, findMistaken, readMailsOf, rewriteMails, type Mistaken, type MailRow } from './us-store.ts'

/** Mails looked at again at a time. */
const BATCH = 500

/**
 * Corrects what was believed before we knew that an address is ours (SEMANTICS C1): a colleague was taken for a client, and
 * their mails for mails to us. Their mails get the right direction and stand on the records of those they wrote to; the record
 * made of themselves goes, unless more than mails hangs on it. Does nothing, quickly, where there is nothing to correct. The
 * caller holds the ingest lock.
 * @returns how many people were taken for clients
 */
export async function recogniseUs(db: Sql, us: Us, now: Date): Promise<number> {
  return correctMistaken(db, await findMistaken(db, us), { us, now })
}

/** The same for those who were found already. */
export async function correctMistaken(
  db: Sql,
  mistaken: Mistaken[],
  { us, now }: { us: Us; now: Date }
): Promise<number> {
  if (mistaken.length === 0) return 0
  const { clientIds, others } = await dropOurAddresses(db, mistaken, now)
  const keys = mistaken.map(({ key }) => key)
  await reconsiderMailsOf(db, keys, { us, now })
  await recountClients(db, others)
  return clientIds.length
}

/** Gives the mails in which these addresses stand the direction and the people that follow from who we are now. */
export async function reconsiderMailsOf(db: Sql, keys: string[], { us, now }: { us: Us; now: Date }): Promise<void> {
  const mails = await readMailsOf(db, keys)
  for (let start = 0; start < mails.length; start += BATCH)
    await correct(db, mails.slice(start, start + BATCH), { us, now })
}

async function correct(db: Sql, rows: MailRow[], { us, now }: { us: Us; now: Date }): Promise<void> {
  const mails = rows.map((row) => ({ row, mail: asRecorded(row, us) }))
  const memberOf = ({ mail }: RecordedMail) =>
    mail.from.flatMap(({ address }) => us.members.get(addressKey(address)) ?? [])[0] ?? null
  await rewriteMails(
    db,
    mails.map(({ mail }) => ({
      id: mail.messageId,
      direction: mail.direction,
      memberId: memberOf(mail),
      addresses: addressesOf(mail)
    }))
  )
  await attachToClients(
    db,
    mails.map(({ mail }) => mail),
    us,
    now
  )
  await refreshThreads(db, [...new Set(rows.map(({ threadId }) => threadId))])
}

function asRecorded({ id, sentAt, ...mail }: MailRow, us: Us): RecordedMail {
  const direction = directionOf(mail, us)
  return { messageId: id, mail, sentAt, direction, concerned: concernedBy(mail, direction, us) }
}
