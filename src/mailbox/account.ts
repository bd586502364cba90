import { isIP } from 'node:net'
import { Refusal } from '#src/platform/refusal.ts'

/** How the way to a server is protected. `none` is for servers on this machine only. */
export type Tls = 'implicit' | 'starttls' | 'none'

export const TLS_KINDS: Tls[] = ['implicit', 'starttls', 'none']

/** Where a mailbox is read, or sent from. */
export interface Server {
  host: string
  port: number
  tls: Tls
}

/** What proves to the server that we may read the mailbox. */
export type Credential =
  | { kind: 'password'; password: string }
  | {
      kind: 'oauth2'
      accessToken: string
      refreshToken?: string | undefined
      /** ISO 8601 instant. */
      expiresAt?: string | undefined
      /** Where and as whom tokens are renewed; the large providers' addresses are known. */
      tokenUrl?: string | undefined
      clientId?: string | undefined
      clientSecret?: string | undefined
    }

/** All that is needed to open a connection to one mailbox. */
export interface ImapAccount extends Server {
  user: string
  credential: Credential
  /** Capabilities that this server announces but does not do well: not used (SEMANTICS A6). */
  capabilitiesOff: string[]
}

/** @throws Refusal where mail and password would travel in the clear over a network */
export function refuseClearText(host: string, tls: Tls): void {
  if (tls === 'none' && !isLoopback(host))
    throw new Refusal(
      'clear-text',
      `Without TLS the password would travel readable to ${host}: use --tls implicit or --tls starttls (none is for servers on this machine).`
    )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** The usual protection of a port, where none was asked for: 143, 587 and 25 begin in the clear and are upgraded. */
export function tlsOfPort(port: number, asked: Tls | undefined): Tls {
  return asked ?? ([143, 587, 25].includes(port) ? 'starttls' : 'implicit')
}
