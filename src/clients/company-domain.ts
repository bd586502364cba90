import { getDomain, getDomainWithoutSuffix } from 'tldts'
import { isMailProvider } from './mail-providers.ts'

/**
 * The domain that makes a company of an address: the registered one, so that two departments are one firm.
 * @returns null where it is a mail provider's, or no domain that can be registered (SEMANTICS C4)
 */
export function companyDomain(address: string): string | null {
  const host = address.slice(address.lastIndexOf('@') + 1)
  const domain = getDomain(host)
  if (domain === null || isMailProvider(host) || isMailProvider(domain)) return null
  return domain
}

/** A first name for a company, until somebody gives a better one: `maison-leroy.fr` is Maison Leroy. */
export function companyName(domain: string): string {
  const words = (getDomainWithoutSuffix(domain) ?? domain).split(/[-_]+/).filter((word) => word !== '')
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || domain
}
