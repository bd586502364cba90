import type { World } from './session.ts'
import { askWhereItLies } from './where-it-lies.ts'

/** A signature covers the whole mail; larger ones are not fetched for checking it. */
const WHOLE_LIMIT_BYTES = 25 * 1024 * 1024

/** A mail as it lies on a server, byte for byte, for checking its signatures; null where it cannot be had whole. */
export async function fetchWholeMail(world: World, messageId: string): Promise<Uint8Array | null> {
  const found = await askWhereItLies(world, messageId, async (connection, { uid }) => {
    const query = { uid: true, size: true, source: { maxLength: WHOLE_LIMIT_BYTES } }
    const answer = await connection.fetchOne(`${uid}`, query, { uid: true })
    const isWhole = answer && answer.source && (answer.size ?? 0) <= WHOLE_LIMIT_BYTES
    return isWhole ? (answer.source ?? null) : null
  })
  return found.kind === 'found' ? found.answer : null
}
