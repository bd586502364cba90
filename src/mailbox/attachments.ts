import type { FetchMessageObject, MessageStructureObject } from 'imapflow'
import { decodeTransfer } from '#src/message/transfer-encoding.ts'
import type { Connection } from './connect.ts'
import type { PresentPlace } from './place-store.ts'
import type { World } from './session.ts'
import { askWhereItLies } from './where-it-lies.ts'

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
  const found = await askWhereItLies(world, messageId, (connection, place) => fetchPart(connection, place, part))
  return found.kind === 'found' ? { kind: 'found', content: found.answer } : found
}

async function fetchPart(connection: Connection, place: PresentPlace, part: string): Promise<Buffer | null> {
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
