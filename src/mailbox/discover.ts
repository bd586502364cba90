import { resolveMx, resolveSrv } from 'node:dns/promises'
import { Parser } from 'htmlparser2'
import { providerOfDomain, providerOfExchanger } from './providers.ts'
import type { ServerSettings } from './providers.ts'

/** How settings were found. */
export type Source = 'provider' | 'srv' | 'autoconfig' | 'mail-exchanger'

export interface Discovered extends ServerSettings {
  username: string
  source: Source
}

/** The network as discovery needs it; replaced in tests. Each answers with nothing rather than failing. */
export interface Lookups {
  srv(name: string): Promise<{ name: string; port: number; priority: number }[]>
  mx(domain: string): Promise<string[]>
  /** Body of an https address, or null. */
  https(url: string): Promise<string | null>
}

const AUTOCONFIG_TIMEOUT_MS = 8_000
const AUTOCONFIG_LIMIT_CHARACTERS = 64 * 1024

/** The real network. Autoconfiguration is asked over https only: over http anyone on the way could name their own server. */
export const network: Lookups = {
  srv: (name) => resolveSrv(name).catch(() => []),
  mx: async (domain) => {
    const found = await resolveMx(domain).catch(() => [])
    return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange)
  },
  async https(url) {
    try {
      const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(AUTOCONFIG_TIMEOUT_MS) })
      return answer.ok ? (await answer.text()).slice(0, AUTOCONFIG_LIMIT_CHARACTERS) : null
    } catch {
      return null
    }
  }
}

/**
 * Finds the servers of a mailbox from its address alone: known providers, then the domain's SRV records (RFC 6186), its
 * autoconfiguration file (as Thunderbird reads it), and who receives its mail.
 * @returns null where nothing is known: the person must give the servers
 */
export async function discover(address: string, lookups: Lookups = network): Promise<Discovered | null> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const known = providerOfDomain(domain)
  if (known) return { ...known, username: address, source: 'provider' }
  const announced = await bySrv(domain, lookups)
  if (announced) return { ...announced, username: address, source: 'srv' }
  const configured = await byAutoconfig(address, domain, lookups)
  if (configured) return { ...configured, source: 'autoconfig' }
  const [exchanger] = await lookups.mx(domain)
  const receiving = exchanger === undefined ? null : providerOfExchanger(exchanger)
  return receiving && { ...receiving, username: address, source: 'mail-exchanger' }
}

async function bySrv(domain: string, lookups: Lookups): Promise<ServerSettings | null> {
  const [imaps, imap, submissions, submission] = await Promise.all(
    ['_imaps', '_imap', '_submissions', '_submission'].map((service) => lookups.srv(`${service}._tcp.${domain}`))
  )
  const reading = best(imaps, 'implicit') ?? best(imap, 'starttls')
  const sending = best(submissions, 'implicit') ?? best(submission, 'starttls')
  return reading && sending ? { imap: reading, smtp: sending } : null
}

/** The record of the lowest priority; a name of "." says that the service is not offered. */
function best(records: { name: string; port: number; priority: number }[] | undefined, tls: 'implicit' | 'starttls') {
  const offered = (records ?? []).filter(({ name }) => name !== '' && name !== '.')
  const [first] = offered.sort((a, b) => a.priority - b.priority)
  return first ? { host: first.name, port: first.port, tls } : null
}

async function byAutoconfig(
  address: string,
  domain: string,
  lookups: Lookups
): Promise<(ServerSettings & { username: string }) | null> {
  const places = [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`
  ]
  for (const place of places) {
    const file = await lookups.https(place)
    const found = file === null ? null : readAutoconfig(file, address)
    if (found) return found
  }
  return null
}

/** Reads a client configuration file: https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat */
export function readAutoconfig(xml: string, address: string): (ServerSettings & { username: string }) | null {
  const servers = serversOf(xml)
  const imap = servers.find(({ type, fields }) => type === 'imap' && isEncrypted(fields))
  const smtp = servers.find(({ type, fields }) => type === 'smtp' && isEncrypted(fields))
  if (!imap || !smtp) return null
  const reading = serverOf(imap.fields, address)
  const sending = serverOf(smtp.fields, address)
  if (!reading || !sending) return null
  return { imap: reading, smtp: sending, username: filled(imap.fields['username'] ?? address, address) }
}

type Fields = Record<string, string>

function serversOf(xml: string): { type: string; fields: Fields }[] {
  const servers: { type: string; fields: Fields }[] = []
  let open: { type: string; fields: Fields } | null = null
  let field = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'incomingServer' || name === 'outgoingServer')
          open = { type: attributes['type'] ?? '', fields: {} }
        field = name
      },
      ontext(text) {
        const isFirst = open !== null && field !== '' && open.fields[field] === undefined
        if (open && isFirst && text.trim() !== '') open.fields[field] = text.trim()
      },
      onclosetag(name) {
        if (open && (name === 'incomingServer' || name === 'outgoingServer')) {
          servers.push(open)
          open = null
        }
        field = ''
      }
    },
    { xmlMode: true }
  )
  parser.end(xml)
  return servers
}

function isEncrypted(fields: Fields): boolean {
  return fields['socketType'] === 'SSL' || fields['socketType'] === 'STARTTLS'
}

function serverOf(fields: Fields, address: string) {
  const port = Number(fields['port'])
  const host = fields['hostname']
  if (host === undefined || !Number.isInteger(port)) return null
  const tls = fields['socketType'] === 'SSL' ? ('implicit' as const) : ('starttls' as const)
  return { host: filled(host, address), port, tls }
}

function filled(pattern: string, address: string): string {
  const at = address.lastIndexOf('@')
  return pattern
    .replaceAll('%EMAILADDRESS%', address)
    .replaceAll('%EMAILLOCALPART%', address.slice(0, at))
    .replaceAll('%EMAILDOMAIN%', address.slice(at + 1))
}
