import { asBroken, connect, ConnectFailure, ConnectionBroken, disconnect, type Connection } from './connect.ts'
import { findMailbox } from './mailbox-store.ts'
import { currentAccount } from './oauth.ts'
import { placesOf, type PresentPlace } from './place-store.ts'
import type { World } from './session.ts'

/** What a server said of a mail that lies there. */
export type Answer<T> =
  | { kind: 'found'; answer: T }
  /** The mail is no longer on any server, or its form there is another. */
  | { kind: 'gone' }
  | { kind: 'unreachable'; reason: string }

/**
 * Asks the servers where a mail lies, one after another, until one answers.
 * @param ask on a connection that has the folder open; null where the server does not have it
 */
export async function askWhereItLies<T>(
  world: World,
  messageId: string,
  ask: (connection: Connection, place: PresentPlace) => Promise<T | null>
): Promise<Answer<T>> {
  let reason: string | null = null
  for (const place of await placesOf(world.database.prisma, messageId)) {
    try {
      const answer = await askAt(world, place, ask)
      if (answer !== null) return { kind: 'found', answer }
    } catch (error) {
      const isExpected = error instanceof ConnectFailure || error instanceof ConnectionBroken
      if (!isExpected) throw error
      reason = error.message
    }
  }
  return reason === null ? { kind: 'gone' } : { kind: 'unreachable', reason }
}

async function askAt<T>(
  world: World,
  place: PresentPlace,
  ask: (connection: Connection, place: PresentPlace) => Promise<T | null>
): Promise<T | null> {
  const db = world.database.prisma
  const mailbox = await findMailbox(db, place.mailboxId)
  if (!mailbox) return null
  const connection = await connect(await currentAccount(world, mailbox))
  try {
    const selected = await connection.mailboxOpen(place.path, { readOnly: true })
    const isOtherForm = selected.uidValidity && selected.uidValidity !== place.uidValidity
    return isOtherForm ? null : await ask(connection, place)
  } catch (error) {
    throw asBroken(connection, error)
  } finally {
    await disconnect(connection)
  }
}
