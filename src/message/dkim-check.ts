import { allValues, headerEnd, readHeader } from './header-block.ts'
import { soleAuthor } from './sole-author.ts'

/** As `resolve` of node:dns/promises; TXT records come as lists of strings. */
export type DnsResolver = (domain: string, type: string) => Promise<string[][] | string[]>

export type DkimCheck = { kind: 'pass' | 'fail'; detail: string }

export interface DkimQuestion {
  author: { address: string; domain: string }
  /** Whether a signing domain may speak for the author's. */
  isAligned: (signerDomain: string) => boolean
  now: Date
  resolver: DnsResolver
}

/** Weaker keys can be broken at home; RFC 8301 asks for 1024 bits at least. */
const KEY_BITS = 1024

/**
 * Checks a mail's DKIM signatures here (RFC 6376). More is asked of a signature than that it verifies: it must be aligned, use
 * SHA-256, cover the whole body and the fields that tell one mail from another, so that an old mail cannot be sent again as a
 * new one, nor words be added to it.
 */
export async function checkDkim(
  raw: Uint8Array,
  { author, isAligned, now, resolver }: DkimQuestion
): Promise<DkimCheck> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const header = readHeader(bytes.subarray(0, headerEnd(bytes)))
  const found = soleAuthor(allValues(header, 'from'))
  if (found.kind === 'unclear' || found.address !== author.address)
    return { kind: 'fail', detail: 'the whole mail has another author' }
  const signatures = allValues(header, 'dkim-signature').slice(0, SIGNATURE_LIMIT).map(readTags)
  const usable = usableSigners(signatures.filter((tags) => isAligned(tags.get('d') ?? '')))
  if (usable.size === 0) return { kind: 'fail', detail: 'no aligned DKIM signature that covers the whole mail' }
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js')
  const { results } = await dkimVerify(bytes, { resolver, curTime: now, minBitLength: KEY_BITS })
  const passed = results.find(
    ({ status, signingDomain, selector }) =>
      status.result === 'pass' && usable.has(`${signingDomain} ${selector}`.toLowerCase())
  )
  if (!passed)
    return { kind: 'fail', detail: `the DKIM signature does not verify: ${results.map(({ info }) => info).join('; ')}` }
  return { kind: 'pass', detail: `DKIM signature of ${passed.signingDomain}, selector ${passed.selector}, verified` }
}

/** Domain and selector of signatures that are all good enough: beside a poor one that verifies, a fine one may be made up. */
function usableSigners(signatures: Map<string, string>[]): Set<string> {
  const nameOf = (tags: Map<string, string>): string => `${tags.get('d')} ${tags.get('s')}`
  const poor = new Set(signatures.filter((tags) => !coversAll(tags)).map(nameOf))
  return new Set(signatures.map(nameOf).filter((name) => !poor.has(name)))
}

/** Of more signatures than this a mail has no need. */
const SIGNATURE_LIMIT = 10
const REQUIRED = ['from', 'date', 'message-id']

function coversAll(tags: Map<string, string>): boolean {
  const covered = (tags.get('h') ?? '').split(':').map((name) => name.trim())
  const isWhole = !tags.has('l') && tags.get('a') !== 'rsa-sha1'
  return isWhole && REQUIRED.every((name) => covered.includes(name))
}

function readTags(value: string): Map<string, string> {
  const tags = value.split(';').map((tag): [string, string] => {
    const equals = tag.indexOf('=')
    return [
      tag.slice(0, equals).trim().toLowerCase(),
      tag
        .slice(equals + 1)
        .replaceAll(/\s+/g, '')
        .toLowerCase()
    ]
  })
  return new Map(tags)
}
