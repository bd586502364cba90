const GMAIL = new Set(['gmail.com', 'googlemail.com'])

/**
 * What two addresses of one person have in common (SEMANTICS C3): compared without case, without `+tag`, and for Gmail
 * without dots, which it ignores.
 * @param address normalised as in message/mail: lower-case, domain in ASCII
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@')
  if (at <= 0) return address.toLowerCase()
  const domain = address.slice(at + 1).toLowerCase()
  const local = withoutTag(address.slice(0, at).toLowerCase())
  return GMAIL.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}

/** A leading `+` is no tag: nothing would be left. */
function withoutTag(local: string): string {
  const plus = local.indexOf('+')
  return plus > 0 ? local.slice(0, plus) : local
}
