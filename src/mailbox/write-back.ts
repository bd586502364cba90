import { asBroken, connect, disconnect, type Connection } from './connect.ts'
import { listFolders } from './folder-list.ts'
import type { Mailbox } from './mailbox-store.ts'
import { currentAccount } from './oauth.ts'
import type { World } from './session.ts'

/** What came of putting a copy into Sent. */
export type Appended =
  | { kind: 'appended' }
  /** The provider, or an earlier try, had put it there. */
  | { kind: 'already-there' }
  | { kind: 'no-sent-folder' }

/**
 * Puts a copy of a mail that we sent into the Sent folder, once: a mail of that Message-ID is not put there again.
 * @param mail.messageId without angle brackets
 * @throws ConnectFailure, ConnectionBroken
 */
export async function appendToSent(
  world: World,
  mailbox: Mailbox,
  mail: { raw: Buffer; messageId: string; sentAt: Date }
): Promise<Appended> {
  return onConnection(world, mailbox, async (connection) => {
    const sent = await sentFolder(connection)
    if (sent === null) return { kind: 'no-sent-folder' }
    if (await isIn(connection, sent, mail.messageId)) return { kind: 'already-there' }
    await connection.append(sent, mail.raw, ['\\Seen'], mail.sentAt)
    return { kind: 'appended' }
  })
}

async function onConnection<T>(
  world: World,
  mailbox: Mailbox,
  act: (connection: Connection) => Promise<T>
): Promise<T> {
  const connection = await connect(await currentAccount(world, mailbox))
  try {
    return await act(connection)
  } catch (error) {
    throw asBroken(connection, error)
  } finally {
    await disconnect(connection)
  }
}

async function sentFolder(connection: Connection): Promise<string | null> {
  const sent = (await listFolders(connection)).find(
    ({ role, parkedReason }) => role === 'sent' && parkedReason === null
  )
  return sent?.path ?? null
}

async function isIn(connection: Connection, path: string, messageId: string): Promise<boolean> {
  await connection.mailboxOpen(path, { readOnly: true })
  const found = await connection.search({ header: { 'message-id': `<${messageId}>` } }, { uid: true })
  return Array.isArray(found) && found.length > 0
}
