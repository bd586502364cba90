import { resolve } from 'node:dns/promises'
import { getDomain } from 'tldts'
import { readAuthenticationResults, type MethodResult } from './authentication-results.ts'
import { checkDkim, type DnsResolver } from './dkim-check.ts'
import type { HeaderField } from './mail.ts'
import { soleAuthor } from './sole-author.ts'

/** Whether a mail is from whom it says, as far as permissions may rest on it (SEMANTICS F2). */
export type Authenticity =
  | {
      kind: 'authentic'
      /** The author's address, normal form. */
      address: string
      by: 'our-server' | 'dkim-checked-here'
      evidence: string
    }
  | { kind: 'refused'; reason: AuthenticityRefusal; detail: string }

/**
 * `unclear-author`: not exactly one From that all programs read alike. `failed`: our own server says it is forged.
 * `unproven`: neither our server's word nor an aligned signature.
 */
type AuthenticityRefusal = 'unclear-author' | 'failed' | 'unproven'

export interface ProofOptions {
  /** The names our own mail server signs its Authentication-Results with; learned when the mailbox is added. */
  authservIds: string[]
  /** The whole mail, for checking its DKIM signatures here; null where it cannot be had. Asked for only when needed. */
  raw: () => Promise<Uint8Array | null>
  now: Date
  /** Looks DNS records up; replaced in tests. */
  resolver?: DnsResolver
}

/**
 * Proves a mail's author: the word of our own server in the topmost Authentication-Results, else an aligned DKIM signature
 * checked here. Fails closed: a doubt is a refusal. Never throws for what the mail contains.
 * @param headers the mail's kept fields, `from` and `authentication-results` among them
 */
export async function proveAuthor(headers: HeaderField[], options: ProofOptions): Promise<Authenticity> {
  const author = soleAuthor(valuesOf(headers, 'from'))
  if (author.kind === 'unclear') return { kind: 'refused', reason: 'unclear-author', detail: author.detail }
  const word = wordOfOurServer(valuesOf(headers, 'authentication-results'), options.authservIds, author.domain)
  if (word.kind === 'pass')
    return { kind: 'authentic', address: author.address, by: 'our-server', evidence: word.detail }
  if (word.kind === 'fail') return { kind: 'refused', reason: 'failed', detail: word.detail }
  const raw = await options.raw()
  if (raw === null) return { kind: 'refused', reason: 'unproven', detail: word.detail }
  const { now, resolver = resolve } = options
  const check = await checkDkim(raw, { author, now, resolver, isAligned: (domain) => isAligned(domain, author.domain) })
  if (check.kind === 'fail') return { kind: 'refused', reason: 'unproven', detail: `${word.detail}; ${check.detail}` }
  return { kind: 'authentic', address: author.address, by: 'dkim-checked-here', evidence: check.detail }
}

type Word = { kind: 'pass' | 'fail' | 'silent'; detail: string }

/**
 * Only the topmost field counts: ours is put on top, and what stands below may have come with the mail. ARC's own copies are
 * other fields and are never read.
 */
function wordOfOurServer(fields: string[], authservIds: string[], authorDomain: string): Word {
  const topmost = readAuthenticationResults(fields[0] ?? '')
  const isOurs =
    topmost !== null && authservIds.some((id) => id.toLowerCase().replace(/\.$/, '') === topmost.authservId)
  if (!isOurs) return { kind: 'silent', detail: 'our server says nothing of it' }
  const dmarc = topmost.results.filter(({ method }) => method === 'dmarc')
  const failed = dmarc.find(({ result }) => result === 'fail')
  if (failed) return { kind: 'fail', detail: `${topmost.authservId} says dmarc=fail` }
  const passed = dmarc.find((each) => each.result === 'pass' && domainOf(each, 'header.from') === authorDomain)
  if (passed && dmarc.length === 1)
    return { kind: 'pass', detail: `${topmost.authservId} says dmarc=pass header.from=${authorDomain}` }
  const signed = topmost.results.find(
    (each) => each.method === 'dkim' && each.result === 'pass' && isAligned(signerOf(each), authorDomain)
  )
  if (signed && dmarc.every(({ result }) => result === 'none'))
    return { kind: 'pass', detail: `${topmost.authservId} says dkim=pass for ${signerOf(signed)}` }
  return { kind: 'silent', detail: `${topmost.authservId} says neither dmarc=pass nor an aligned dkim=pass` }
}

function domainOf(result: MethodResult, property: string): string {
  const value = result.properties.get(property) ?? ''
  return value.slice(value.lastIndexOf('@') + 1)
}

function signerOf(result: MethodResult): string {
  return domainOf(result, 'header.d') || domainOf(result, 'header.i')
}

/** Relaxed alignment (RFC 7489, section 3.1.1): the same registered domain; hosting platforms' names are registries too. */
function isAligned(signerDomain: string, authorDomain: string): boolean {
  const organisation = getDomain(authorDomain, { allowPrivateDomains: true })
  return (
    signerDomain === authorDomain ||
    (organisation !== null && getDomain(signerDomain, { allowPrivateDomains: true }) === organisation)
  )
}

function valuesOf(headers: HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name === name).map((field) => field.value)
}
