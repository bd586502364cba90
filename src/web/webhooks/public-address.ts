import { lookup as askSystem } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Finds the addresses of a host; the system's own way unless a test gives another. */
export type Resolve = (host: string) => Promise<LookupAddress[]>

export const systemResolve: Resolve = (host) => askSystem(host, { all: true })

/** Thrown while connecting where a host leads to a machine that is not on the public Internet. */
class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS'

  constructor(host: string) {
    super(`${host} leads to a private address`)
    this.name = 'PrivateAddress'
  }
}

class UnknownHost extends Error {
  readonly code = 'ENOTFOUND'

  constructor(host: string) {
    super(`${host} is not known`)
    this.name = 'UnknownHost'
  }
}

/** Whether this is an address of the public Internet: not this machine, a private network, a cloud's metadata, a tunnel. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6 clothes is judged as what it is.
  return ipaddr.process(address).range() === 'unicast'
}

/**
 * The look-up to connect with. What is judged is what is connected to: nobody can change the answer in between (DNS
 * rebinding). One private address among several refuses the host.
 */
export function publicLookup(resolve: Resolve): LookupFunction {
  return (host, options, found) => {
    void answer(resolve, host, { wantsAll: options.all === true, found })
  }
}

async function answer(
  resolve: Resolve,
  host: string,
  { wantsAll, found }: { wantsAll: boolean; found: Parameters<LookupFunction>[2] }
): Promise<void> {
  const addresses = await resolve(host).catch(() => [])
  const [first] = addresses
  const isPublic = first !== undefined && addresses.every(({ address }) => isPublicAddress(address))
  if (first === undefined) found(new UnknownHost(host), '')
  else if (!isPublic) found(new PrivateAddress(host), '')
  else if (wantsAll) found(null, addresses)
  else found(null, first.address, first.family)
}
