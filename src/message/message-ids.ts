const ID_LIMIT = 200
const ID_LENGTH_LIMIT = 998

/**
 * The ids in a Message-ID, In-Reply-To or References field, without brackets, in order, no doubles (SEMANTICS B3: ids
 * with spaces, comments or no brackets are read as far as they can be). Of more than 200 the last 200 are kept: those
 * nearest to the mail.
 */
export function readMessageIds(raw: string): string[] {
  const ids = new Set<string>()
  for (const id of raw.includes('<') ? bracketed(raw) : bare(raw)) if (isUsable(id)) ids.add(id)
  const list = [...ids]
  return list.length > ID_LIMIT ? list.slice(-ID_LIMIT) : list
}

function bracketed(raw: string): string[] {
  return [...raw.matchAll(/<([^<>]*)>?/g)].map((match) => (match[1] ?? '').replaceAll(/\s+/g, ''))
}

function bare(raw: string): string[] {
  return raw
    .replaceAll(/\([^()]*\)|"[^"]*"/g, ' ')
    .split(/[\s,;]+/)
    .filter((word) => word.includes('@'))
}

function isUsable(id: string): boolean {
  return id !== '' && id !== '@' && id.length <= ID_LENGTH_LIMIT && /[^\s@.]/.test(id)
}
