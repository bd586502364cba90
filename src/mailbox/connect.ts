import { ImapFlow } from 'imapflow'
import { errorCode, errorText } from '#src/platform/error.ts'
import { version } from '#src/platform/package.ts'
import { refuseClearText, type Credential, type ImapAccount } from './account.ts'

/** An open, logged-in connection to one mailbox. */
export type Connection = ImapFlow

/**
 * Why a connection could not be made:
 * - `refused`: the server knows us and says no; trying again with the same password is hammering (SEMANTICS A10)
 * - `untrusted`: no protected connection: wrong certificate, or no STARTTLS where it was asked for
 * - `unreachable`: anything that may pass: network, server down, server busy
 */
export type ConnectFailureKind = 'refused' | 'untrusted' | 'unreachable'

export class ConnectFailure extends Error {
  readonly kind: ConnectFailureKind
  readonly code: string

  constructor(kind: ConnectFailureKind, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'ConnectFailure'
    this.kind = kind
    this.code = `imap-${kind}`
  }
}

/** The connection broke off, or the server no longer does what it was asked: to be tried again on a new one. */
export class ConnectionBroken extends Error {
  readonly code = 'imap-broken'

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ConnectionBroken'
  }
}

/** The server refuses what it was asked about the selected folder, on a connection that otherwise works. */
export class FolderRefused extends Error {
  readonly code = 'imap-folder-refused'

  constructor(message: string) {
    super(message)
    this.name = 'FolderRefused'
  }
}

/** Whether an error is the server's NO or BAD on a connection that goes on working. */
export function isFolderRefusal(connection: Connection, error: unknown): boolean {
  const isAnswer = error instanceof Error && typeof Reflect.get(error, 'responseStatus') === 'string'
  return connection.usable && (isAnswer || error instanceof FolderRefused)
}

/** The same error, or one that says that the connection is gone, where that is why. */
export function asBroken(connection: Connection, error: unknown): unknown {
  if (connection.usable || error instanceof ConnectionBroken) return error
  return new ConnectionBroken(`the connection broke off: ${errorText(error)}`, error)
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const CONNECT_LIMIT_MS = 30 * SECOND_MS
/** A server that is silent for so long in the middle of an answer is gone; one that idles is asked with a NOOP. */
const SILENCE_LIMIT_MS = 2 * MINUTE_MS
/** Servers may end an IDLE after 30 minutes (RFC 2177). */
export const IDLE_REFRESH_MS = 29 * MINUTE_MS
/** No header, text or structure that we ask for comes near; an attachment part may. */
const LITERAL_LIMIT_BYTES = 256 * 1024 * 1024

/**
 * Opens a connection and logs in.
 * @throws ConnectFailure
 */
export async function connect(account: ImapAccount, options: { expunged?: Expunged } = {}): Promise<Connection> {
  refuseClearText(account.host, account.tls)
  const client = new ImapFlow({
    host: account.host,
    port: account.port,
    secure: account.tls === 'implicit',
    // True insists: a server that does not offer STARTTLS, or an attacker who hides it, gets no login.
    doSTARTTLS: account.tls === 'implicit' ? undefined : account.tls === 'starttls',
    auth: { user: account.user, ...proofOf(account.credential) },
    logger: false,
    clientInfo: { name: 'Maillon', version, vendor: 'Maillon', 'support-url': false },
    qresync: !account.capabilitiesOff.includes('QRESYNC'),
    disableAutoIdle: true,
    disableBinary: true,
    // Compression costs more processor than it saves network, and more memory.
    disableCompression: true,
    maxIdleTime: IDLE_REFRESH_MS,
    connectionTimeout: CONNECT_LIMIT_MS,
    greetingTimeout: CONNECT_LIMIT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    maxLiteralSize: LITERAL_LIMIT_BYTES,
    maxResponseSize: 2 * LITERAL_LIMIT_BYTES,
    expungeHandler: (event) => options.expunged?.(event)
  })
  // Before connecting: an error without a listener would end the process (SEMANTICS A9). A closed connection rejects
  // whatever was asked of it, so that nothing needs to be done here.
  client.on('error', () => undefined)
  withhold(client, account.capabilitiesOff)
  try {
    await client.connect()
    return client
  } catch (error) {
    client.close()
    throw explain(error, account)
  }
}

/** A message that left the selected folder, by UID where the server tells it (QRESYNC), else by sequence number. */
export type Expunged = (event: { path: string; uid?: number | undefined; seq?: number | undefined }) => Promise<void>

/** Ends a connection politely, or at once where the server no longer answers. Never throws. */
export async function disconnect(connection: Connection): Promise<void> {
  try {
    if (connection.usable) await connection.logout()
  } catch {
    // It was gone already.
  } finally {
    connection.close()
  }
}

function proofOf(credential: Credential) {
  return credential.kind === 'password' ? { pass: credential.password } : { accessToken: credential.accessToken }
}

/** Hides capabilities from the client however often the server announces them. */
function withhold(client: ImapFlow, names: string[]): void {
  if (names.length === 0) return
  let announced = client.capabilities
  Object.defineProperty(client, 'capabilities', {
    get: () => announced,
    set: (next: typeof announced) => {
      for (const name of names) next.delete(name)
      announced = next
    }
  })
}

function explain(error: unknown, { host, port, user }: ImapAccount): ConnectFailure {
  const { authenticationFailed, tlsFailed, answer, answerCode } = detailsOf(error)
  const server = `${host}:${port}`
  const fail = (kind: ConnectFailureKind, sentence: string) => new ConnectFailure(kind, sentence, error)
  if (authenticationFailed && !isPassing(answerCode, answer))
    return fail('refused', `${server} refuses the login of ${user}: ${answer || 'no reason given'}.`)
  const code = errorCode(error) ?? ''
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
  if (isCertificate)
    return fail('untrusted', `The certificate of ${server} cannot be trusted (${code}): check host name and port.`)
  if (tlsFailed || /STARTTLS/.test(errorText(error)))
    return fail('untrusted', `${server} offers no protected connection by STARTTLS: try --tls implicit with its port.`)
  return fail('unreachable', `${server} cannot be used now: ${answer || errorText(error)}.`)
}

function detailsOf(error: unknown) {
  const of = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : null)
  const textOf = (name: string): string => {
    const value = of(name)
    return typeof value === 'string' ? value : ''
  }
  return {
    authenticationFailed: of('authenticationFailed') === true,
    tlsFailed: of('tlsFailed') === true,
    answer: (textOf('responseText') || textOf('response')).replace(/[.\s]+$/, ''),
    answerCode: textOf('serverResponseCode')
  }
}

/** A refusal that says nothing about the password: RFC 5530 codes, and servers that say it in words only. */
function isPassing(code: string, answer: string): boolean {
  if (['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA'].includes(code)) return true
  if (['AUTHENTICATIONFAILED', 'AUTHORIZATIONFAILED', 'EXPIRED', 'PRIVACYREQUIRED'].includes(code)) return false
  return /temporar|try again|too many|unavailable|rate limit|internal error|system error/i.test(answer)
}
