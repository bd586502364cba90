import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { classifyFailure } from './smtp-outcome.ts'
import type { SmtpOutcome } from './smtp-outcome.ts'

/** Where and as whom mail is handed over. */
export interface SmtpAccount {
  mailboxId: string
  address: string
  /** The name clients read beside the address: the firm's. */
  senderName: string
  host: string
  port: number
  /** none only towards loopback */
  tls: 'implicit' | 'starttls' | 'none'
  username: string
  credentials: { kind: 'password'; password: string } | { kind: 'oauth2'; accessToken: string } | { kind: 'none' }
}

/** Connections to one SMTP account, kept open between mails. */
export interface Transmitter {
  /** Hands one mail over. Never throws for what a server or network does: that is an outcome. */
  transmit(mail: { to: string; mime: Buffer }): Promise<SmtpOutcome>
  /** Checks connection and login. */
  verify(): Promise<SmtpOutcome>
  close(): void
}

const CONNECT_TIMEOUT_MS = 30_000
/** RFC 5321 4.5.3.2.6: a server may take ten minutes to answer the final dot. */
const ANSWER_TIMEOUT_MS = 10 * 60_000

/**
 * Opens a pool of connections to an SMTP account.
 * @param maxConnections how many mails may be under way at once
 */
export function openTransmitter(account: SmtpAccount, maxConnections = 2): Transmitter {
  const pool = createTransport({
    pool: true,
    host: account.host,
    port: account.port,
    secure: account.tls === 'implicit',
    requireTLS: account.tls === 'starttls',
    ignoreTLS: account.tls === 'none',
    maxConnections,
    // The pool would send a mail again by itself after a cut connection, accepted or not: that is ours to decide (H2).
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...authentication(account)
  })
  return {
    async transmit({ to, mime }) {
      const handedOver = trackedStream(mime)
      try {
        const info = await pool.sendMail({
          envelope: { from: account.address, to: [to] },
          raw: handedOver.stream
        })
        return { kind: 'sent', response: info.response }
      } catch (error) {
        return classifyFailure(asFailure(error), handedOver.isComplete())
      }
    },
    async verify() {
      try {
        await pool.verify()
        return { kind: 'sent', response: 'login accepted' }
      } catch (error) {
        return classifyFailure(asFailure(error), false)
      }
    },
    close: () => pool.close()
  }
}

function authentication({ username, credentials }: SmtpAccount) {
  switch (credentials.kind) {
    case 'none':
      return {}
    case 'password':
      return { auth: { user: username, pass: credentials.password } }
    case 'oauth2':
      return { auth: { type: 'OAuth2' as const, user: username, accessToken: credentials.accessToken } }
  }
}

/** A stream of the mail that knows whether all of it was taken: until then no server can have accepted it. */
function trackedStream(mime: Buffer): { stream: Readable; isComplete: () => boolean } {
  let isComplete = false
  const stream = Readable.from(
    (function* () {
      yield mime
      isComplete = true
    })()
  )
  return { stream, isComplete: () => isComplete }
}

function asFailure(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) }
  const read = (name: string): unknown => (name in error ? Reflect.get(error, name) : undefined)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const reply = read('responseCode')
  return {
    message: error.message,
    code: text(read('code')),
    response: text(read('response')),
    command: text(read('command')),
    responseCode: typeof reply === 'number' ? reply : undefined
  }
}
