/** The `code` of an error of Node, PostgreSQL or ours, if it has one. */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : undefined
}

/** What an error says, for a log line or a sentence. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
