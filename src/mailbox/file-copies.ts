import { dropCopy, waitingCopies, type SentCopy } from '#src/delivery/sent-copy-store.ts'
import { errorText } from '#src/platform/error.ts'
import { findMailbox } from './mailbox-store.ts'
import type { World } from './session.ts'
import { appendToSent } from './write-back.ts'

const AT_A_TIME = 20

/**
 * Puts the mails that were sent into the Sent folder of their mailbox, where the provider has not done so itself. What cannot
 * be filed now waits for the next time, with all of its mailbox; those of others go on.
 * @returns how many were filed
 */
export async function fileCopies(world: World): Promise<number> {
  let filed = 0
  const closed: string[] = []
  while (filed < AT_A_TIME) {
    const [copy] = await waitingCopies(world.database.prisma, 1, closed)
    if (!copy) break
    if (await file(world, copy)) filed += 1
    else closed.push(copy.mailboxId)
  }
  return filed
}

async function file(world: World, { id, mailboxId, mime, messageId, sentAt }: SentCopy): Promise<boolean> {
  const mailbox = await findMailbox(world.database.prisma, mailboxId)
  if (!mailbox) return true
  try {
    const { kind } = await appendToSent(world, mailbox, { raw: mime, messageId, sentAt })
    if (kind === 'no-sent-folder')
      world.log.warn({ mailbox: mailbox.address }, 'there is no Sent folder to put copies into')
    await dropCopy(world.database.prisma, id)
    return true
  } catch (error) {
    world.log.warn({ mailbox: mailbox.address, reason: errorText(error) }, 'a copy could not be put into Sent yet')
    return false
  }
}
