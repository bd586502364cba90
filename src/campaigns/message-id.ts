/**
 * The Message-ID of a follow-up, fixed by its id: whoever tries again uses the same, and an answer, a bounce or the copy in
 * the Sent folder leads back to the row (SEMANTICS H2). Without angle brackets.
 */
export function messageIdOf(followUpId: string, domain: string): string {
  return `follow-up.${followUpId}@${domain}`
}

/** The follow-up that a Message-ID names; null where it is not one of ours. */
export function followUpIdOf(messageId: string): string | null {
  const found = /^<?follow-up\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@/i.exec(messageId)
  return found?.[1]?.toLowerCase() ?? null
}
