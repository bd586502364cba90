import type { FetchMessageObject, MessageStructureObject } from 'imapflow'
import { decodeTransfer } from '#src/message/transfer-encoding.ts'
import { ConnectFailure, disconnect, ConnectionBroken, asBroken, connect, type Connection } from './connect.ts'
import { accountOf, findMailbox } from './mailbox-store.ts'
import { placesOf, type PresentPlace } from './place-store.ts'
import type { World } from './session.ts'

/** An attachment off the mail server, or why there is none. */
export type FetchedAttachment =
  | { kind: 'found'; content: Buffer }
  /** The mail is no longer on any server, or its form there is another. */
  | { kind: 'gone' }
  | { kind: 'unreachable'; reason: string }

/**
 * Fetches the bytes of an attachment from a server where the mail lies (nothing of it is kept here).
 * @param part as `Attachment.part` tells it
 */
export async function fetchAttachment(world: World, messageId: string, part: string): Promise<FetchedAttachment> {
  let reason: string | null = null
  for (const place of await placesOf(world.database.prisma, messageId)) {
    try {
      const content = await fetchFrom(world, place, part)
      if (content) return { kind: 'found', content }
    } catch (error) {
      const isExpected = error instanceof ConnectFailure || error instanceof ConnectionBroken
      if (!isExpected) throw error
      reason = error.message
    }
  }
  return reason === null ? { kind: 'gone' } : { kind: 'unreachable', reason }
}

async function fetchFrom(world: World, place: PresentPlace, part: string): Promise<Buffer | null> {
  const db = world.database.prisma
  const mailbox = await findMailbox(db, place.mailboxId)
  if (!mailbox) return null
  const connection = await connect(await accountOf(db, mailbox, world.secrets))
  try {
    return await fetchPart(connection, place, part)
  } catch (error) {
    throw asBroken(connection, error)
  } finally {
    await disconnect(connection)
  }
}

async function fetchPart(connection: Connection, place: PresentPlace, part: string): Promise<Buffer | null> {
  const selected = await connection.mailboxOpen(place.path, { readOnly: true })
  if (selected.uidValidity && selected.uidValidity !== place.uidValidity) return null
  const query = { uid: true, bodyStructure: true, bodyParts: [part] }
  const answer: FetchMessageObject | false | undefined = await connection.fetchOne(`${place.uid}`, query, { uid: true })
  const content = answer ? answer.bodyParts?.get(part.toLowerCase()) : undefined
  const node = answer && answer.bodyStructure ? nodeOf(answer.bodyStructure, part) : null
  return Buffer.isBuffer(content) ? decodeTransfer(content, node?.encoding ?? null) : null
}

function nodeOf(node: MessageStructureObject, part: string): MessageStructureObject | null {
  // A mail that is one part has no number in imapflow's structure, and is part 1.
  if (node.part === part || (node.part === undefined && !node.childNodes && part === '1')) return node
  for (const child of node.childNodes ?? []) {
    const found = nodeOf(child, part)
    if (found) return found
  }
  return null
}
