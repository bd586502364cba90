/** The part of our own Message-IDs before the row's id: how a mail of ours is known again (SEMANTICS D3, H2). */
const OWN_PREFIX = 'maillon.'

/**
 * The Message-ID of a mail of ours, fixed by the id of its row: sending it again gives the same one.
 * @param rowId uuid of the outgoing mail or follow-up
 * @param fromAddress the sending address; its domain stands after the @
 * @returns without angle brackets
 */
export function ownMessageId(rowId: string, fromAddress: string): string {
  return `${OWN_PREFIX}${rowId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}`
}

/** The row's id inside one of our own Message-IDs (without angle brackets), or null where it is none of ours. */
export function rowIdOf(messageId: string): string | null {
  const match = /^maillon\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId)
  return match?.[1] ?? null
}
