import { addressKey } from './address-key.ts'

/** Who "we" are (SEMANTICS C1): team addresses, mailbox identities, aliases; whole domains where the owner said so. */
export interface Us {
  /** Keys of our addresses (see address-key), members' included. */
  keys: ReadonlySet<string>
  /** Domains of which every address is ours. */
  domains: ReadonlySet<string>
  /** Member id by the key of an address that they write from. */
  members: ReadonlyMap<string, string>
}

/**
 * @param addresses ours, normalised; `@example.fr` stands for every address of that domain
 * @param members addresses that single members write from
 */
export function readUs(addresses: Iterable<string>, members: Iterable<{ address: string; memberId: string }>): Us {
  const keys = new Set<string>()
  const domains = new Set<string>()
  for (const address of addresses) {
    if (address.startsWith('@')) domains.add(address.slice(1))
    else keys.add(addressKey(address))
  }
  const byAddress = new Map<string, string>()
  for (const { address, memberId } of members) byAddress.set(addressKey(address), memberId)
  for (const key of byAddress.keys()) keys.add(key)
  return { keys, domains, members: byAddress }
}

/** Whether mail from or to this address is from or to ourselves. */
export function isUs(us: Us, address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return us.keys.has(addressKey(address)) || us.domains.has(domain)
}
