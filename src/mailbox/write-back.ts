import { asBroken, connect, disconnect, type Connection } from './connect.ts'
import { listFolders } from './folder-list.ts'
import { findMailbox, type Mailbox } from './mailbox-store.ts'
import { currentAccount } from './oauth.ts'
import { placesOf } from './place-store.ts'
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

/** Whether a mail of this Message-ID lies in Sent: proof that the server took it (SEMANTICS H2). */
export async function isInSent(world: World, mailbox: Mailbox, messageId: string): Promise<boolean> {
  return onConnection(world, mailbox, async (connection) => {
    const sent = await sentFolder(connection)
    return sent !== null && (await isIn(connection, sent, messageId))
  })
}

/**
 * Sets and removes keyword flags (labels) on a stored mail wherever it lies. A server that keeps no keywords is left alone.
 * @returns in how many places they were set
 */
export async function setLabels(
  world: World,
  messageId: string,
  labels: { add: string[]; remove: string[] }
): Promise<number> {
  const db = world.database.prisma
  let places = 0
  for (const place of await placesOf(db, messageId)) {
    const mailbox = await findMailbox(db, place.mailboxId)
    if (!mailbox) continue
    const isSet = await onConnection(world, mailbox, async (connection) => {
      const selected = await connection.mailboxOpen(place.path)
      if (selected.uidValidity && selected.uidValidity !== place.uidValidity) return false
      const uid = String(place.uid)
      if (labels.remove.length > 0) await connection.messageFlagsRemove(uid, labels.remove, { uid: true })
      return labels.add.length === 0 || (await connection.messageFlagsAdd(uid, labels.add, { uid: true }))
    })
    if (isSet) places += 1
  }
  return places
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
