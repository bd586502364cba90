import { claimDomain } from '#src/clients/our-domain.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { refuseClearText, type ImapAccount } from './account.ts'
import { connect, ConnectFailure, disconnect, type Connection } from './connect.ts'
import { dryRun, type DryRun } from './dry-run.ts'
import { listFolders, type ListedFolder } from './folder-list.ts'
import { findMailboxes, saveMailbox, type Mailbox, type NewMailbox } from './mailbox-store.ts'
import type { World } from './session.ts'

/**
 * Checks login and folders, then stores the mailbox; nothing is read yet.
 * @param ourDomain all addresses of it become ours with a mailbox that is new: later the owner's word on it stands
 * @throws Refusal where the server cannot be used so
 */
export async function connectMailbox(
  world: World,
  wanted: NewMailbox,
  ourDomain: string | null = null
): Promise<{ mailbox: Mailbox; folders: ListedFolder[] }> {
  const { imap, smtp, username, credential, capabilitiesOff } = wanted
  if (smtp) refuseClearText(smtp.host, smtp.tls)
  const folders = await tryAccount({ ...imap, user: username, credential, capabilitiesOff })
  const { clock, database, secrets } = world
  const now = dateOf(clock.now())
  const save = async (tx: Db) => {
    const isNew = (await findMailboxes(tx, wanted.address)).length === 0
    const saved = await saveMailbox(tx, wanted, { secrets, id: newId(), now })
    if (isNew && ourDomain !== null) await claimDomain(tx, ourDomain, now)
    return saved
  }
  return { mailbox: await database.prisma.$transaction(save), folders }
}

/** Logs in, lists the folders, and tells what reading them would bring. @throws Refusal in the words of what went wrong */
export async function tryMailbox(
  account: ImapAccount,
  address: string
): Promise<{ folders: ListedFolder[]; dryRun: DryRun }> {
  return onTrial(account, async (connection) => {
    const folders = await listFolders(connection)
    return { folders, dryRun: await dryRun(connection, folders, address) }
  })
}

/** Logs in and lists the folders. @throws Refusal in the words of what went wrong */
export async function tryAccount(account: ImapAccount): Promise<ListedFolder[]> {
  return onTrial(account, listFolders)
}

async function onTrial<T>(account: ImapAccount, look: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    const connection = await connect(account)
    try {
      return await look(connection)
    } finally {
      await disconnect(connection)
    }
  } catch (error) {
    if (error instanceof ConnectFailure) throw new Refusal(error.code, error.message, { cause: error })
    throw error
  }
}
