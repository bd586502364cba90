import { dateOf } from '#src/platform/clock.ts'
import { newId } from '#src/platform/ids.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { refuseClearText } from './account.ts'
import { connect, ConnectFailure, disconnect } from './connect.ts'
import { listFolders, type ListedFolder } from './folder-list.ts'
import { saveMailbox, type Mailbox, type NewMailbox } from './mailbox-store.ts'
import type { World } from './session.ts'

/**
 * Checks login and folders, then stores the mailbox; nothing is read yet.
 * @throws Refusal where the server cannot be used so
 */
export async function connectMailbox(
  world: World,
  wanted: NewMailbox
): Promise<{ mailbox: Mailbox; folders: ListedFolder[] }> {
  const folders = await tryAccount(wanted)
  const { clock, database, secrets } = world
  const given = { secrets, id: newId(), now: dateOf(clock.now()) }
  const mailbox = await database.prisma.$transaction((tx) => saveMailbox(tx, wanted, given))
  return { mailbox, folders }
}

/** Logs in and lists the folders. @throws Refusal in the words of what went wrong */
export async function tryAccount(wanted: NewMailbox): Promise<ListedFolder[]> {
  const { imap, smtp, username, credential, capabilitiesOff } = wanted
  refuseClearText(imap.host, imap.tls)
  if (smtp) refuseClearText(smtp.host, smtp.tls)
  try {
    const connection = await connect({ ...imap, user: username, credential, capabilitiesOff })
    try {
      return await listFolders(connection)
    } finally {
      await disconnect(connection)
    }
  } catch (error) {
    if (error instanceof ConnectFailure) throw new Refusal(error.code, error.message, { cause: error })
    throw error
  }
}
