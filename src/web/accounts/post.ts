import { queueMail } from '#src/delivery/outgoing-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Random } from '#src/platform/random.ts'
import type { Letter, Posting } from '#src/web/world.ts'
import { mailboxThatSends } from './store.ts'

const KEY_BYTES = 12

/** Records a mail of the program itself to a member; the sender takes it from there. */
export async function postLetter(db: Db, letter: Letter, random: Random): Promise<Posting> {
  const mailbox = await mailboxThatSends(db)
  if (!mailbox) return { kind: 'no-mailbox' }
  const { purpose, to, subject, text } = letter
  const key = random.token(KEY_BYTES)
  await queueMail(db, {
    purpose,
    key,
    mailbox,
    to: { name: '', address: to },
    subject,
    text,
    automatic: true,
    by: 'web'
  })
  return { kind: 'sent' }
}
