/** Addresses of the pages that clients reach without signing in. */
export interface ClientLinks {
  unsubscribe: string | null
  preferences: string | null
  /** Where a client says how it went. */
  opinion: string | null
}

/**
 * The links of one mail: they hold a token that nobody can guess, and none are given where clients could not reach them.
 * @param publicUrl where the pages answer
 * @param isRehearsal a demonstration, where the client sits at the same machine
 */
export function clientLinks(publicUrl: string, token: string, isRehearsal: boolean): ClientLinks {
  const isReachable = isRehearsal || !/^https?:\/\/(?:localhost|127\.|\[::1\])/.test(publicUrl)
  if (!isReachable) return { unsubscribe: null, preferences: null, opinion: null }
  return {
    unsubscribe: `${publicUrl}/u/${token}`,
    preferences: `${publicUrl}/p/${token}`,
    opinion: `${publicUrl}/o/${token}`
  }
}

const PERSONAL = String.raw`/(?:u|p|o)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|/contact/confirmation/[\w.~-]+`
const PERSONAL_LINK = new RegExp(String.raw`(?:https?://)?([\w.:-]*)(${PERSONAL})`, 'gi')
const PERSONAL_HREF = new RegExp(String.raw`\shref=(["'])[^"'>]*(?:${PERSONAL})[^"'>]*\1`, 'gi')

/** A text of a mail without what its personal links hold: whoever follows one acts as the client. None leads anywhere. */
export function withoutPersonalLinks(text: string): string {
  return text
    .replaceAll(PERSONAL_HREF, '')
    .replaceAll(PERSONAL_LINK, (_, host: string, path: string) => `${host}${path.slice(0, path.lastIndexOf('/') + 1)}…`)
}

/**
 * The header fields by which mail programs offer to leave (SEMANTICS H9). One click needs https (RFC 8058, section 3.1).
 * @param address where a mail that asks to leave is read
 */
export function unsubscribeHeaders(
  links: ClientLinks,
  address: string,
  token: string
): { name: string; value: string }[] {
  const mailto = `<mailto:${address}?subject=${encodeURIComponent(`unsubscribe ${token}`)}>`
  const isOneClick = links.unsubscribe?.startsWith('https://') === true
  if (!isOneClick || links.unsubscribe === null) return [{ name: 'List-Unsubscribe', value: mailto }]
  return [
    { name: 'List-Unsubscribe', value: `<${links.unsubscribe}>, ${mailto}` },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }
  ]
}
